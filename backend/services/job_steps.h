// The steps of a job: each runs on the writer inside one transaction, does a bounded part of the
// work, and leaves on the disk how far it came. So a job that is killed anywhere goes on where its
// last commit was, and no device is changed twice.
#pragma once

#include "services/job_actions.h"
#include "services/job_news.h"
#include "services/job_targets.h"
#include "services/methods.h"

#include "domain/limits.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What a step has done; told after its commit.
struct JobStep
{
    JobStatus status = JobStatus::Running; ///< of the job, behind the step
    bool hasEnded = false;                 ///< by this step
    std::optional<JobProgress> progress{}; ///< when it has changed
    std::vector<std::function<void()>> told{};
    std::vector<DeviceJob> calls{};        ///< that are to be made now
    std::vector<AuditNotePtr> notes{};
};

/// All but tell(): inside a transaction on the writer. Errors: those of the store. What is wrong
/// with one device fails its part alone.
class JobSteps final
{
public:
    struct Parts
    {
        AuditTrail& trail;
        const JobNews& news;
        const Clock& clock;
    };

    explicit JobSteps(Parts parts) : parts_(parts) {}

    /// The job whose turn it is; it runs from now on. isTaken: somebody has it already.
    struct Turn
    {
        std::optional<JobKey> job{};
        std::optional<WallTime> next{}; ///< nothing to do before; nothing = no job waits
    };
    template <class IsTaken>
    Result<Turn> nextTurn(Storage& storage, const IsTaken& isTaken) const
    {
        HUB_TRY(const auto open, storage.jobs().open(limits::kMaxOpenJobs));
        for (const JobStore::Open& job : open) {
            if (!isTaken(job.key)) {
                return turnOf(storage, job);
            }
        }
        return Turn{};
    }

    /// Ends a job that would delete more devices than its maker knew of.
    Result<JobStep>
    addTargets(Storage& storage, const Job& job, const FoundTargets& found) const;

    /// Does the job's work with the next devices.
    Result<JobStep> changeDevices(Storage& storage, const Job& job, const JobAction& action) const;

    /// Marks the next devices' calls as under way. open: calls whose end was not noted yet.
    Result<JobStep>
    takeCalls(Storage& storage, const Job& job, std::size_t most, std::size_t open) const;
    /// A call has ended; the job may have ended before.
    Result<JobStep> noteCall(Storage& storage,
                             const Job& job,
                             DeviceJob part,
                             const Result<MethodAnswer>& outcome) const;
    /// At the start: calls of the last run. Whether the devices got them is not known.
    Result<JobStep> endInterruptedCalls(Storage& storage) const;

    Result<JobStep> end(Storage& storage, JobKey job, JobStatus how, std::string reason) const;

    /// After the commit, on the writer.
    void tell(const std::string& jobId, const JobStep& step) const;

private:
    Result<Turn> turnOf(Storage& storage, const JobStore::Open& open) const;
    Result<std::optional<JobProgress>>
    running(Storage& storage, const Job& job, JobStep& step) const;
    void endWith(JobProgress& progress, JobStatus how, JobStep& step) const;
    Result<void> changeDevice(Storage& storage,
                              const Job& job,
                              const JobAction& action,
                              DeviceJob& part,
                              JobStep& step) const;
    Result<void> setProgress(Storage& storage,
                             JobKey job,
                             const JobProgress& progress,
                             JobStep& step) const;
    void finish(DeviceJob& part, const Result<void>& done) const;
    Result<void> store(Storage& storage,
                       const DeviceJob& part,
                       AuditRecord record,
                       JobStep& step) const;
    AuditRecord recordOf(const std::string& jobId,
                         const JobCreator& creator,
                         const DeviceJob& part,
                         std::string_view action) const;

    Parts parts_;
};

/// What stands in `requestId` of the records of what a job did with devices: "job/{id}".
std::string jobRequestId(const std::string& jobId);

} // namespace hub
