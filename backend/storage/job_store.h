// Jobs, and the part of each device in them. Blocking; one thread at a time; outside a transaction
// one call is one.
#pragma once

#include "domain/identity.h"
#include "domain/job.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// A device's or module's part in a job.
struct DeviceJob
{
    JobKey job = 0;
    DeviceKey device = 0;
    IdentityId id;
    DeviceJobStatus status = DeviceJobStatus::Pending;
    WallTime created{};
    WallTime updated{};
    std::optional<WallTime> started{};
    std::optional<WallTime> ended{};
    std::optional<std::int64_t> methodStatus{}; ///< what the device answered
    std::string methodPayload{};                ///< JSON text
    std::optional<CommandId> command{};         ///< that was put into the device's queue
    std::string errorCode{};                    ///< as error_table names it; empty = none
    std::string errorText{};
};

/// The same with what a reader wants to know of the job.
struct DeviceJobView
{
    DeviceJob part;
    std::string jobId;
    JobType type = JobType::UpdateTwin;
};

/// Jobs, newest first.
struct JobQuery
{
    std::optional<JobType> type{};
    std::optional<JobStatus> status{};
    std::optional<bool> isDue{};         ///< of those that wait: their time has come by `now`
    WallTime now{};
    std::optional<TagCondition> scope{}; ///< only jobs of this part of the fleet
    JobKey before = 0; ///< of the last job seen; 0 = from the newest
    std::size_t limit = 100;
    std::optional<JobOrigin> origin{};
};

/// Parts in jobs of the service API, in the order of the jobs and, within one, of the devices' keys.
struct DeviceJobQuery
{
    std::optional<std::string> jobId{};
    std::optional<std::string> deviceId{}; ///< its modules' parts too
    std::optional<TagCondition> scope{};   ///< only devices in it, and only its jobs
    JobKey afterJob = 0;                   ///< of the last part seen
    DeviceKey afterDevice = 0;
    std::size_t limit = 100;
};

/// Parts in one job, by the devices' keys.
struct JobPartQuery
{
    JobKey job = 0;
    std::optional<DeviceJobStatus> status{};
    /// Without devices that are registered and have left it. One that was deleted, or was named and not
    /// found, stays in sight.
    std::optional<TagCondition> scope{};
    std::optional<DeviceKey> after{}; ///< of the last part seen
    std::size_t limit = 100;
};

/// A device that is named in a job.
struct JobId
{
    std::int64_t place = 0; ///< 1, 2, and so on
    std::string device;
};

class JobStore
{
public:
    virtual ~JobStore() = default;

    /// Errors: JobAlreadyExists.
    virtual Result<JobKey> add(const JobOrder& order, WallTime now) = 0;
    /// Of JobOrder::ids, those behind a place.
    virtual Result<std::vector<JobId>> ids(JobKey job, std::int64_t after, std::size_t limit) = 0;
    virtual Result<std::optional<Job>> find(std::string_view id) = 0;
    virtual Result<std::optional<Job>> find(JobKey key) = 0;
    virtual Result<std::vector<Job>> list(const JobQuery& query) = 0;

    /// How far a job is, without what is asked of the devices. Nothing: it is gone.
    virtual Result<std::optional<JobProgress>> progress(JobKey job) = 0;
    virtual Result<void> setProgress(JobKey job, const JobProgress& progress) = 0;

    /// What has not ended: running ones first, then by start; up to `limit`.
    struct Open
    {
        JobKey key = 0;
        JobStatus status = JobStatus::Waiting;
        WallTime start{};
    };
    virtual Result<std::vector<Open>> open(std::size_t limit) = 0;

    /// New targets; passes over an identity that has a part in the job. Gives how many were added.
    virtual Result<std::uint64_t> addParts(std::span<const DeviceJob> parts) = 0;
    /// Those of a job that have a status, by the keys of their identities.
    virtual Result<std::vector<DeviceJob>> parts(JobKey job,
                                                 DeviceJobStatus status,
                                                 std::size_t limit) = 0;
    /// Those of all jobs that run; ended jobs may have some.
    virtual Result<std::vector<DeviceJobView>> underWay() = 0;
    virtual Result<void> setPart(const DeviceJob& part) = 0;
    virtual Result<std::vector<DeviceJobView>> find(const DeviceJobQuery& query) = 0;
    virtual Result<std::vector<DeviceJobView>> find(const JobPartQuery& query) = 0;

    /// Forgets a bounded part of what ended before, or is the oldest of more than may be kept.
    struct Most
    {
        std::size_t jobs = 0;  ///< ended ones
        std::size_t parts = 0; ///< of all jobs
    };
    /// True: there is more to forget.
    virtual Result<bool> forgetSome(WallTime endedBefore, Most most) = 0;
};

} // namespace hub
