// The audit log as a service: records of their own, looking in, checking the chain, and what is
// done from time to time. Changes are recorded with them (services/audit_note).
#pragma once

#include "base/log.h"
#include "services/alerts.h"
#include "services/audit_check.h"
#include "services/audit_note.h"
#include "services/workers.h"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <optional>
#include <vector>

namespace hub {

/// Callable from any thread. Errors of all: Unavailable, and those of the store.
class Audit final
{
public:
    struct Parts
    {
        Workers& workers;
        AuditTrail& trail;
        Alerts& alerts;
        const Log& log;
        const Clock& clock;
        std::chrono::days retention; ///< 0 = all is kept
    };

    explicit Audit(Parts parts) : parts_(std::move(parts)) {}

    AuditNotePtr begin(AuditRecord record) const
    {
        return std::make_shared<AuditNote>(parts_.trail, std::move(record));
    }

    /// Stores a record of its own, durable when it resumes. Errors: also DiskFull, StorageFailed.
    boost::asio::awaitable<Result<void>> store(AuditNotePtr note);

    boost::asio::awaitable<Result<AuditPage>> find(AuditQuery query);

    /// Step by step, beside all other work. A fault is logged and published. Errors: Throttled (a
    /// check is under way).
    boost::asio::awaitable<Result<AuditReport>> verify();

    boost::asio::awaitable<Result<std::vector<AuditRecord>>> recordsAfter(AuditSequence after,
                                                                          std::size_t limit);
    boost::asio::awaitable<Result<std::vector<AuditSeal>>> checkpointsAfter(std::uint64_t number,
                                                                            std::size_t limit);
    boost::asio::awaitable<Result<std::optional<AuditSeal>>> anchor();
    /// A signed head for whoever takes the log away.
    AuditSeal headOf(AuditSequence sequence, const Sha256& hash, std::uint64_t checkpoint) const;
    const Bytes& publicKey() const { return parts_.trail.key().publicKey(); }

    /// Raises an alert for what the trail has found at its opening. Once, at the start.
    void reportStart();
    /// Writes the head file, seals and prunes what is due; call once a second.
    void tick();
    /// At the stop, when nothing is asked of the hub any more. Blocks.
    void finish();

private:
    boost::asio::awaitable<Result<AuditReport>> check();
    void alarm(const AuditFault& fault);
    void writeHead();
    void seal();
    void prune();

    Parts parts_;
    std::atomic<bool> checking_{false};
    std::atomic<bool> writingHead_{false};
    std::atomic<bool> sealing_{false};
    std::atomic<bool> pruning_{false};
    std::atomic<std::int64_t> nextPrune_{0}; ///< of the monotonic clock, ns
};

} // namespace hub
