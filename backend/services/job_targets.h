// The devices that a job is about, a part at a time.
#pragma once

#include "services/session_directory.h"

#include "storage/storage.h"

#include "domain/job.h"
#include "domain/twin_query.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hub {

struct JobTarget
{
    DeviceKey device = 0; ///< negative: it was named, and is not there
    IdentityId id;
};

/// What a look has found. May be nothing, and not the end.
struct FoundTargets
{
    std::vector<JobTarget> targets;
    std::int64_t next = 0; ///< what the next look begins behind
    bool atEnd = false;
};

/// Of a job with a condition. The admin API also takes SELECT * FROM devices WHERE, and an empty text for
/// all devices, but no modules. Errors: as TwinCondition::parse().
Result<TwinCondition> conditionOf(const JobOrder& order);

/// One thread at a time. The job outlives it.
class JobTargets final
{
public:
    /// Errors: as conditionOf().
    static Result<JobTargets> of(const Job& job);

    /// Blocking. after: JobProgress::scanned. Errors: JobNotFound (whose failures are wanted).
    Result<FoundTargets>
    find(Storage& storage, std::int64_t after, const SessionDirectory& sessions);

private:
    explicit JobTargets(const Job& job) : job_(job) {}
    Result<void> loadExceptions(Storage& storage);
    Result<FoundTargets>
    fulfilling(Storage& storage, std::int64_t after, const SessionDirectory& sessions);
    Result<FoundTargets> named(Storage& storage, std::int64_t after) const;
    Result<FoundTargets> failed(Storage& storage, std::int64_t after);
    Result<DeviceKey> keyOf(Storage& storage, const IdentityId& id, DeviceKey otherwise) const;

    const Job& job_;
    TwinCondition condition_;
    std::optional<std::set<std::string>> exceptions_; ///< once they are loaded
    JobKey source_ = 0;                               ///< whose failures are wanted, once it is known
};

} // namespace hub
