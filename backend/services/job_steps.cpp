#include "services/job_steps.h"

#include "domain/error_table.h"

#include "base/json_writer.h"

namespace hub {
namespace {

/// Not a device's fault: the whole step is undone and tried again.
bool isOfTheStore(Errc code)
{
    return code == Errc::DiskFull || code == Errc::StorageFailed || code == Errc::Timeout ||
           code == Errc::Io || code == Errc::Unavailable;
}

std::string methodJson(const JobWork& work, const DeviceJob& part)
{
    std::string json;
    JsonWriter writer(json);
    writer.beginObject().member("method", work.method);
    if (part.methodStatus) {
        writer.count("status", *part.methodStatus);
    }
    writer.endObject();
    return json;
}

void count(JobCounts& counts, const DeviceJob& part)
{
    ++(part.status == DeviceJobStatus::Completed ? counts.succeeded : counts.failed);
}

} // namespace

std::string jobRequestId(const std::string& jobId)
{
    return "job/" + jobId;
}

Result<JobSteps::Turn> JobSteps::turnOf(Storage& storage, const JobStore::Open& open) const
{
    const WallTime now = parts_.clock.wall();
    if (open.status == JobStatus::Running) {
        return Turn{open.key, {}};
    }
    if (open.start > now) {
        return Turn{{}, open.start};
    }
    HUB_TRY(std::optional<JobProgress> progress, storage.jobs().progress(open.key));
    progress->status = JobStatus::Running;
    progress->began = now;
    HUB_TRYV(storage.jobs().setProgress(open.key, *progress));
    return Turn{open.key, {}};
}

/// Nothing: it does not run any more. Ends a job whose time is over.
Result<std::optional<JobProgress>>
JobSteps::running(Storage& storage, const Job& job, JobStep& step) const
{
    HUB_TRY(std::optional<JobProgress> progress, storage.jobs().progress(job.key));
    if (!progress || progress->status != JobStatus::Running) {
        step.status = progress ? progress->status : JobStatus::Cancelled;
        return std::nullopt;
    }
    if (parts_.clock.wall() - progress->began.value_or(job.order.start) < job.order.mostTime) {
        return progress;
    }
    progress->failureReason = job.order.origin == JobOrigin::Service
                                  ? "maxExecutionTimeInSeconds is over"
                                  : "maxSeconds is over";
    endWith(*progress, JobStatus::Failed, step);
    HUB_TRYV(setProgress(storage, job.key, *progress, step));
    return std::nullopt;
}

void JobSteps::endWith(JobProgress& progress, JobStatus how, JobStep& step) const
{
    progress.status = how;
    progress.ended = parts_.clock.wall();
    progress.counts.pending = 0; // they read as canceled
    step.status = how;
    step.hasEnded = true;
}

Result<JobStep>
JobSteps::end(Storage& storage, JobKey job, JobStatus how, std::string reason) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, storage.jobs().progress(job));
    if (!progress || hasEnded(progress->status)) {
        step.status = progress ? progress->status : JobStatus::Cancelled;
        return step;
    }
    progress->failureReason = std::move(reason);
    endWith(*progress, how, step);
    HUB_TRYV(setProgress(storage, job, *progress, step));
    return step;
}

/// Written with the rows that it counts.
Result<void> JobSteps::setProgress(Storage& storage,
                                   JobKey job,
                                   const JobProgress& progress,
                                   JobStep& step) const
{
    step.progress = progress;
    return storage.jobs().setProgress(job, progress);
}

Result<JobStep>
JobSteps::addTargets(Storage& storage, const Job& job, const FoundTargets& found) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, running(storage, job, step));
    if (!progress) {
        return step;
    }
    std::vector<DeviceJob> parts;
    const WallTime now = parts_.clock.wall();
    for (const JobTarget& target : found.targets) {
        DeviceJob part;
        part.job = job.key;
        part.device = target.device;
        part.id = target.id;
        part.created = part.updated = now;
        parts.push_back(std::move(part));
    }
    HUB_TRY(const std::uint64_t added, storage.jobs().addParts(parts));
    progress->counts.devices += added;
    progress->counts.pending += added;
    progress->scanned = found.next;
    progress->allFound = found.atEnd;
    const JobWork& work = job.order.work;
    if (work.type == JobType::Delete && progress->counts.devices > work.confirmed) {
        progress->failureReason = "TargetsChanged: there are more than the " +
                                  std::to_string(work.confirmed) +
                                  " devices that were confirmed; nothing was deleted";
        endWith(*progress, JobStatus::Failed, step);
    }
    HUB_TRYV(setProgress(storage, job.key, *progress, step));
    return step;
}

Result<JobStep>
JobSteps::changeDevices(Storage& storage, const Job& job, const JobAction& action) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, running(storage, job, step));
    if (!progress) {
        return step;
    }
    HUB_TRY(std::vector<DeviceJob> parts,
            storage.jobs().parts(job.key, DeviceJobStatus::Pending, limits::kJobBatch));
    for (DeviceJob& part : parts) {
        HUB_TRYV(changeDevice(storage, job, action, part, step));
        --progress->counts.pending;
        count(progress->counts, part);
    }
    if (parts.size() < limits::kJobBatch) {
        endWith(*progress, JobStatus::Completed, step);
    }
    HUB_TRYV(setProgress(storage, job.key, *progress, step));
    return step;
}

/// The change, the part and the record. Errors: those of the store.
Result<void> JobSteps::changeDevice(Storage& storage,
                                    const Job& job,
                                    const JobAction& action,
                                    DeviceJob& part,
                                    JobStep& step) const
{
    part.started = parts_.clock.wall();
    JobEffect effect;
    const Result<void> done = storage.transaction([&]() -> Result<void> {
        HUB_TRY(effect, action.apply(storage, job, part));
        return success();
    });
    if (!done && isOfTheStore(done.error().code)) {
        return done.error();
    }
    finish(part, done);
    AuditRecord record = recordOf(job.order.id, job.order.creator, part, action.record());
    if (done) {
        part.command = effect.command;
        record.before = std::move(effect.before);
        record.after = std::move(effect.after);
        if (effect.told) {
            step.told.push_back(std::move(effect.told));
        }
    }
    return store(storage, part, std::move(record), step);
}

void JobSteps::finish(DeviceJob& part, const Result<void>& done) const
{
    const WallTime now = parts_.clock.wall();
    part.status = done ? DeviceJobStatus::Completed : DeviceJobStatus::Failed;
    part.started = part.started.value_or(now);
    part.ended = now;
    part.updated = now;
    if (!done) {
        const ErrorLook& look = lookOf(done.error().code);
        part.errorCode = look.azureName;
        part.errorText = done.error().detail.empty() ? std::string(look.text) : done.error().detail;
    }
}

AuditRecord JobSteps::recordOf(const std::string& jobId,
                               const JobCreator& creator,
                               const DeviceJob& part,
                               std::string_view action) const
{
    AuditRecord record;
    record.actorKind = creator.kind;
    record.actor = creator.name;
    record.role = creator.role;
    record.address = creator.address;
    record.action = action;
    record.target = part.id.text();
    record.result = part.errorCode.empty() ? std::string(kAuditOk) : part.errorCode;
    record.requestId = jobRequestId(jobId);
    return record;
}

/// The part and its record.
Result<void> JobSteps::store(Storage& storage,
                             const DeviceJob& part,
                             AuditRecord record,
                             JobStep& step) const
{
    HUB_TRYV(storage.jobs().setPart(part));
    auto note = std::make_shared<AuditNote>(parts_.trail, std::move(record));
    HUB_TRYV(note->append(storage));
    step.notes.push_back(std::move(note));
    return success();
}

Result<JobStep>
JobSteps::takeCalls(Storage& storage, const Job& job, std::size_t most, std::size_t open) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, running(storage, job, step));
    if (!progress) {
        return step;
    }
    HUB_TRY(std::vector<DeviceJob> parts,
            storage.jobs().parts(job.key, DeviceJobStatus::Pending, most));
    for (DeviceJob& part : parts) {
        --progress->counts.pending;
        const Result<DeviceRow> found = findTarget(storage, job, part);
        const Result<void> may = found ? Result<void>(success()) : found.error();
        if (!may && isOfTheStore(may.error().code)) {
            return may.error();
        }
        if (!may) {
            finish(part, may);
            count(progress->counts, part);
            AuditRecord record = recordOf(job.order.id, job.order.creator, part, "job.method");
            HUB_TRYV(store(storage, part, std::move(record), step));
            continue;
        }
        part.status = DeviceJobStatus::Running;
        part.started = part.updated = parts_.clock.wall();
        ++progress->counts.running;
        HUB_TRYV(storage.jobs().setPart(part));
        step.calls.push_back(part);
    }
    if (parts.empty() && most > 0 && open == 0) {
        endWith(*progress, JobStatus::Completed, step);
    }
    HUB_TRYV(setProgress(storage, job.key, *progress, step));
    return step;
}

Result<JobStep> JobSteps::noteCall(Storage& storage,
                                   const Job& job,
                                   DeviceJob part,
                                   const Result<MethodAnswer>& outcome) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, storage.jobs().progress(job.key));
    if (!progress) {
        return step; // it was forgotten meanwhile
    }
    if (outcome) {
        part.methodStatus = outcome.value().status;
        part.methodPayload = outcome.value().payload;
    }
    finish(part, outcome ? Result<void>(success()) : outcome.error());
    --progress->counts.running;
    count(progress->counts, part);
    AuditRecord record = recordOf(job.order.id, job.order.creator, part, "job.method");
    record.after = methodJson(job.order.work, part);
    HUB_TRYV(store(storage, part, std::move(record), step));
    HUB_TRYV(setProgress(storage, job.key, *progress, step));
    step.status = progress->status;
    return step;
}

Result<JobStep> JobSteps::endInterruptedCalls(Storage& storage) const
{
    JobStep step;
    HUB_TRY(std::vector<DeviceJobView> views, storage.jobs().underWay());
    for (DeviceJobView& view : views) {
        DeviceJob& part = view.part;
        const Error unknown =
            fail(Errc::Unavailable, "the hub stopped while the call was under way; it is not known "
                                    "whether the device got it");
        finish(part, unknown);
        HUB_TRY(std::optional<JobProgress> progress, storage.jobs().progress(part.job));
        --progress->counts.running;
        ++progress->counts.failed;
        HUB_TRYV(storage.jobs().setProgress(part.job, *progress));
        const JobCreator hub{std::string(kActorHub), {}, {}, {}};
        AuditRecord record = recordOf(view.jobId, hub, part, "job.method");
        HUB_TRYV(store(storage, part, std::move(record), step));
    }
    return step;
}

void JobSteps::tell(const std::string& jobId, const JobStep& step) const
{
    for (const AuditNotePtr& note : step.notes) {
        note->committed();
    }
    for (const auto& told : step.told) {
        told();
    }
    if (!step.progress) {
        return;
    }
    if (step.hasEnded) {
        const bool completed = step.status == JobStatus::Completed;
        parts_.news.status(jobId,
                           completed                             ? "completed"
                           : step.status == JobStatus::Cancelled ? "cancelled"
                                                                 : "failed",
                           *step.progress);
    } else if (step.status == JobStatus::Running) {
        parts_.news.progress(jobId, *step.progress);
    }
}

} // namespace hub
