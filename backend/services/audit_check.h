// Checks an audit log over a store, in steps, so that others get their turn in between.
#pragma once

#include "domain/audit_chain.h"
#include "storage/storage.h"

#include <filesystem>
#include <optional>

namespace hub {

struct AuditReport
{
    std::optional<AuditFault> fault;     ///< nothing: the log is whole
    AuditSequence first = 0;             ///< the oldest record; 0 = there is none
    AuditSequence last = 0;              ///< the last one that is in order
    Sha256 hash = kAuditBegin;           ///< of that
    std::uint64_t count = 0;             ///< records in order
    std::optional<AuditSeal> checkpoint; ///< the last one that agrees
    std::optional<AuditSeal> head;
};

/// One thread at a time; the hub may add records and prune meanwhile.
class AuditCheck final
{
public:
    /// folder: holds the head file.
    AuditCheck(Bytes publicKey, std::filesystem::path folder)
        : publicKey_(std::move(publicKey)), folder_(std::move(folder)), chain_(publicKey_)
    {}

    /// Takes limits::kAuditStepRecords at most; true: done. A record that cannot be read is a
    /// fault; other errors are the store's.
    Result<bool> step(Storage& storage);

    AuditReport report() const;

private:
    Result<bool> beginAgain(AuditStore& store);
    Result<void> expectCheckpoints(AuditStore& store);
    Result<void> takeRecords(AuditStore& store, AuditSequence end);

    Bytes publicKey_;
    std::filesystem::path folder_;
    AuditChain chain_;
    AuditSequence behind_ = 0; ///< the anchor's record
    bool begun_ = false;
    std::optional<AuditFault> fault_;
};

/// Checks all at once. Errors: those of the store.
Result<AuditReport>
checkAudit(Storage& storage, Bytes publicKey, const std::filesystem::path& folder);

} // namespace hub
