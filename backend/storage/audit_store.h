// The audit log: records, the checkpoints that vouch for them, and the key that signs. Blocking;
// one thread at a time.
#pragma once

#include "base/secret.h"
#include "domain/audit_seal.h"
#include "hub/error.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// Which records: those that meet all conditions that are given. Empty texts demand nothing.
struct AuditQuery
{
    std::optional<WallTime> from; ///< included
    std::optional<WallTime> to;   ///< excluded
    std::string actor;
    std::string action;
    std::string target;
    std::string targetContains; ///< a part of the target, in the same case
    std::string address;
    std::string result;
    std::string requestId;
    std::optional<AuditSequence> before; ///< the last record seen
    std::size_t limit = 256;
};

struct AuditPage
{
    std::vector<AuditRecord> records;  ///< newest first
    std::optional<AuditSequence> next; ///< `before` of the next page, which may be empty
};

/// Where the next record goes.
struct AuditEnd
{
    AuditSequence sequence = 0;
    WallTime time{};
    Sha256 hash = kAuditBegin;
};

class AuditStore
{
public:
    virtual ~AuditStore() = default;

    virtual Result<AuditEnd> end() = 0;
    virtual Result<void> append(const AuditRecord& record) = 0; ///< numbered and hashed

    /// Looks at limits::kAuditScanRecords at most: a page may be short or empty and yet have a
    /// next.
    virtual Result<AuditPage> find(const AuditQuery& query) = 0;

    /// Those behind `after` in their order; gives how many. The record that is shown is used again.
    using Visit = std::function<void(const AuditRecord&)>;
    virtual Result<std::size_t>
    walk(AuditSequence after, std::size_t limit, const Visit& visit) = 0;

    virtual Result<void> addCheckpoint(const AuditSeal& checkpoint) = 0;
    virtual Result<std::optional<AuditSeal>> lastCheckpoint() = 0;
    /// Those behind a number, in their order.
    virtual Result<std::vector<AuditSeal>> checkpoints(std::uint64_t after, std::size_t limit) = 0;

    virtual Result<std::optional<AuditSeal>> anchor() = 0;
    /// Removes all that the anchor stands for.
    virtual Result<void> pruneTo(const AuditSeal& anchor) = 0;

    virtual Result<std::optional<Secret>> signingSeed() = 0; ///< Errors: Corrupt
    virtual Result<void> setSigningSeed(const Secret& seed) = 0;
};

} // namespace hub
