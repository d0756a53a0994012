// Jobs: one thing done with all devices that fulfil a condition or are named. Durable from the answer
// to the request on; they go on after a restart.
#pragma once

#include "services/job_runner.h"
#include "services/job_steps.h"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// Nothing: of all kinds.
struct JobListQuery
{
    std::optional<JobType> type{};
    std::optional<JobStatus> status{};
    std::optional<bool> isDue{}; ///< of Waiting: queued, or else scheduled
    JobKey before = 0;           ///< of the last job seen
    std::size_t limit = 100;
    std::optional<JobOrigin> origin{};
};

struct JobPage
{
    std::vector<Job> jobs;           ///< newest first
    std::optional<JobKey> next{};    ///< nothing on the last page
};

struct JobPartPage
{
    std::vector<DeviceJobView> parts;
    std::optional<DeviceKey> next{}; ///< JobPartQuery::after; nothing on the last page
};

/// Callable from any thread, but for start() and stop(). Errors of all: Unavailable; of changes also
/// DiskFull, StorageFailed. scope: of who asks, to whom jobs with another one are as if they were not
/// there; nothing = all. origin: jobs that were made elsewhere are as if they were not there; nothing =
/// all.
class Jobs final
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor; ///< with one thread
        Workers& workers;
        SessionDirectory& sessions;
        LiveAccess& live;
        Methods& methods;
        Registry& registry;
        Commands& commands;
        AuditTrail& trail;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Jobs(Parts parts);

    /// At the start, before devices connect: calls of the last run have failed. Runs on the
    /// writer.
    Result<void> recover(Storage& storage);
    void start(); ///< on the executor, behind recover()
    void stop() { runner_.stop(); }   ///< on the executor
    bool isIdle() const { return runner_.isIdle(); } ///< behind stop(): nothing runs any more
    /// Forgets what is old, step by step; call about once a second.
    void sweep();
    /// The wall clock was set.
    void wake() { runner_.wake(); }

    /// Errors: InvalidArgument, MissingArgument, InvalidJson, MessageTooLarge (what is asked),
    /// JobAlreadyExists, TooManyActiveJobs.
    boost::asio::awaitable<Result<Job>> create(JobOrder order, AuditNotePtr note = nullptr);

    /// Errors: JobNotFound.
    boost::asio::awaitable<Result<Job>> get(std::string id,
                                            std::optional<TagCondition> scope = {},
                                            std::optional<JobOrigin> origin = {});
    /// Ends it at once; one that has ended stays as it is. Errors: JobNotFound.
    boost::asio::awaitable<Result<Job>> cancel(std::string id,
                                               std::optional<TagCondition> scope = {},
                                               AuditNotePtr note = nullptr,
                                               std::optional<JobOrigin> origin = {});

    /// A job that does the same with those devices with which it has failed. Errors: JobNotFound,
    /// InvalidOperation (it has not ended, or none failed), TooManyActiveJobs.
    struct Retry
    {
        std::string of; ///< the job that has failed
        std::string id; ///< of the new one
        JobCreator creator;
        std::optional<TagCondition> scope{};
    };
    boost::asio::awaitable<Result<Job>> retry(Retry retry, AuditNotePtr note = nullptr);
    boost::asio::awaitable<Result<JobPage>> list(JobListQuery query,
                                                 std::optional<TagCondition> scope = {});
    boost::asio::awaitable<Result<std::vector<DeviceJobView>>> devices(DeviceJobQuery query);
    /// Of one job, whose key the query need not have. Fewer where they are large. Errors: JobNotFound.
    boost::asio::awaitable<Result<JobPartPage>> devices(std::string id, JobPartQuery query);

private:
    Result<Job> add(Storage& storage, const JobOrder& order) const;
    void forgotten(const Result<void>& done, bool more);

    Result<JobOrder> orderAgain(const Job& failed, const Retry& retry) const;
    void begun(const Job& job);

    Parts parts_;
    JobNews news_;
    JobActions actions_;
    JobSteps steps_;
    JobRunner runner_;
    JobStep recovered_; ///< until start() has it told
    std::atomic<bool> forgetting_{false};
    std::atomic<std::int64_t> nextForget_{0}; ///< of the monotonic clock, ns
};

} // namespace hub
