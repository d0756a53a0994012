// The steps of a job: each runs on the writer inside one transaction, does a bounded part of the
// work, and leaves on the disk how far it came. So a job that is killed anywhere goes on where its
// last commit was, and no device is changed twice.
#pragma once

#include "services/methods.h"
#include "services/twin_change.h"

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
    std::vector<ChangedTwin> changed{};
    std::vector<DeviceJob> calls{};        ///< that are to be made now
    std::vector<AuditNotePtr> notes{};
};

struct JobTarget
{
    DeviceKey device = 0;
    IdentityId id;
};

/// All but tell(): inside a transaction on the writer. Errors: those of the store. What is wrong
/// with one device fails its part alone.
class JobSteps final
{
public:
    struct Parts
    {
        TwinChanges::Parts twins;
        AuditTrail& trail;
    };

    explicit JobSteps(Parts parts)
        : twins_(parts.twins), trail_(parts.trail), events_(parts.twins.events),
          log_(parts.twins.log), clock_(parts.twins.clock)
    {
    }

    /// The job whose turn it is; it runs from now on. isTaken: somebody has it already.
    struct Turn
    {
        std::optional<JobKey> job{};
        bool begins = false;              ///< it did not run before
        std::optional<WallTime> next{};   ///< nothing to do before; nothing = no job waits
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

    /// scanned: the key up to which was looked; allFound: there are no more.
    Result<JobStep> addTargets(Storage& storage,
                               const Job& job,
                               const std::vector<JobTarget>& targets,
                               DeviceKey scanned,
                               bool allFound) const;

    /// Updates the next devices' twins.
    Result<JobStep> updateTwins(Storage& storage, const Job& job, const TwinChange& change) const;

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
    void publish(const std::string& jobId, std::string_view status) const;

private:
    Result<Turn> turnOf(Storage& storage, const JobStore::Open& open) const;
    Result<std::optional<JobProgress>>
    running(Storage& storage, const Job& job, JobStep& step) const;
    void endWith(JobProgress& progress, JobStatus how, JobStep& step) const;
    Result<void> checkTarget(Storage& storage,
                             const Job& job,
                             const DeviceJob& part,
                             const DeviceIdentity& identity) const;
    Result<ChangedTwin> updateTwin(Storage& storage,
                                   const Job& job,
                                   const TwinChange& change,
                                   const DeviceJob& part) const;
    Result<void> checkCallee(Storage& storage, const Job& job, const DeviceJob& part) const;
    void finish(DeviceJob& part, const Result<void>& done) const;
    Result<void> store(Storage& storage,
                       const DeviceJob& part,
                       AuditRecord record,
                       JobStep& step) const;
    AuditRecord recordOf(const std::string& jobId,
                         const JobCreator& creator,
                         const DeviceJob& part,
                         std::string_view action) const;

    TwinChanges twins_;
    AuditTrail& trail_;
    EventHub& events_;
    const Log& log_;
    const Clock& clock_;
};

/// What stands in `requestId` of the records of what a job did with devices: "job/{id}".
std::string jobRequestId(const std::string& jobId);

} // namespace hub
