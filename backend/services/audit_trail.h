// The end of the audit log, where records are added. It numbers, chains and seals them inside the
// transaction of what they tell of, and after the commit says so: as an event, and in the head
// file, which lies outside the database so that a cut tail is found.
#pragma once

#include "base/clock.h"
#include "base/guarded.h"
#include "base/log.h"
#include "domain/audit_chain.h"
#include "services/event_hub.h"
#include "storage/storage.h"

#include <atomic>
#include <filesystem>
#include <optional>

namespace hub {

class AuditTrail final
{
public:
    struct Parts
    {
        EventHub& events;
        const Log& log;
        const Clock& clock;
        std::filesystem::path folder; ///< holds the head file
    };

    explicit AuditTrail(Parts parts) : parts_(std::move(parts)) {}

    /// At the start, before anything is written: makes the key of a new hub, and holds the log
    /// against the head file. A cut log is told (log, event, a file that stays) and goes on with a
    /// record `audit.broken`. Then it records `hub.start`. Errors: Corrupt (the key), DiskFull,
    /// StorageFailed, Io.
    Result<void> open(Storage& storage);

    // Inside a transaction, on the writer.

    /// Numbers, dates and hashes the record and stores it, and seals the log when that is due.
    Result<void> append(Storage& storage, AuditRecord& record);
    /// Seals what is not sealed yet.
    Result<void> seal(Storage& storage);
    /// Removes the oldest sealed range if all of it is from before `end`, and gives the record that
    /// says so; nothing when none is old enough.
    Result<std::optional<AuditRecord>> prune(Storage& storage, WallTime end);

    /// Behind its commit, on the writer.
    void committed(const AuditRecord& record);

    // From any thread, after open().

    const SigningKey& key() const { return *key_; }
    /// What open() has found broken.
    const std::optional<AuditFault>& faultAtStart() const { return faultAtStart_; }
    /// Since when there are records that no checkpoint vouches for.
    std::optional<MonoTime> unsealedSince() const;
    /// seal() is durable; on the writer.
    void sealed();
    bool isHeadBehind() const { return written_ != committed_; }
    /// Writes the head file; on a reader, one at a time. Errors: Io, DiskFull, PermissionDenied.
    Result<void> writeHead(Storage& storage);
    /// Says that the log is broken: to the log, and as an event.
    void tell(const AuditFault& fault) const;
    const std::filesystem::path& folder() const { return parts_.folder; }

private:
    struct Sealed
    {
        std::uint64_t number = 0;
        AuditSequence sequence = 0;
    };

    Result<void> makeKey(Storage& storage);
    Result<void> addCheckpoint(Storage& storage, const AuditEnd& end, std::uint64_t number) const;
    Result<void> beginHead(Storage& storage);
    Result<std::optional<AuditFault>> compareHead(Storage& storage) const;
    Result<void> recordFault(Storage& storage, const AuditFault& fault);
    static Result<Sealed> lastSeal(Storage& storage);

    Parts parts_;
    std::optional<SigningKey> key_;
    std::optional<AuditFault> faultAtStart_;
    std::atomic<AuditSequence> committed_{0};
    std::atomic<AuditSequence> written_{0}; ///< that the head file names; 0 = not known
    Guarded<std::optional<MonoTime>> unsealedSince_;
};

/// What the hub does by itself; it worked.
AuditRecord auditByHub(std::string_view action);

/// What lies beside the database of a data folder.
AuditWitness auditWitness(const std::filesystem::path& folder);

/// Whether the log still has what the head file vouches for; a witness from before, not from after. A
/// crash leaves the file behind, never ahead. Errors: those of the store.
Result<std::optional<AuditFault>>
auditHeadFault(Storage& storage, const AuditWitness& witness, ByteView publicKey);

} // namespace hub
