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
    const WallTime now = clock_.wall();
    if (open.status == JobStatus::Running) {
        return Turn{open.key};
    }
    if (open.start > now) {
        return Turn{{}, false, open.start};
    }
    HUB_TRY(std::optional<JobProgress> progress, storage.jobs().progress(open.key));
    progress->status = JobStatus::Running;
    progress->began = now;
    HUB_TRYV(storage.jobs().setProgress(open.key, *progress));
    return Turn{open.key, true};
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
    if (clock_.wall() - progress->began.value_or(job.order.start) < job.order.mostTime) {
        return progress;
    }
    progress->failureReason = "maxExecutionTimeInSeconds is over";
    endWith(*progress, JobStatus::Failed, step);
    HUB_TRYV(storage.jobs().setProgress(job.key, *progress));
    return std::nullopt;
}

void JobSteps::endWith(JobProgress& progress, JobStatus how, JobStep& step) const
{
    progress.status = how;
    progress.ended = clock_.wall();
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
    HUB_TRYV(storage.jobs().setProgress(job, *progress));
    return step;
}

Result<JobStep> JobSteps::addTargets(Storage& storage,
                                     const Job& job,
                                     const std::vector<JobTarget>& targets,
                                     DeviceKey scanned,
                                     bool allFound) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, running(storage, job, step));
    if (!progress) {
        return step;
    }
    std::vector<DeviceJob> parts;
    const WallTime now = clock_.wall();
    for (const JobTarget& target : targets) {
        DeviceJob part;
        part.job = job.key;
        part.device = target.device;
        part.id = target.id;
        part.created = part.updated = now;
        parts.push_back(std::move(part));
    }
    HUB_TRYV(storage.jobs().addParts(parts));
    progress->counts.devices += parts.size();
    progress->counts.pending += parts.size();
    progress->scanned = scanned;
    progress->allFound = allFound;
    HUB_TRYV(storage.jobs().setProgress(job.key, *progress));
    return step;
}

Result<JobStep>
JobSteps::updateTwins(Storage& storage, const Job& job, const TwinChange& change) const
{
    JobStep step;
    HUB_TRY(std::optional<JobProgress> progress, running(storage, job, step));
    if (!progress) {
        return step;
    }
    HUB_TRY(std::vector<DeviceJob> parts,
            storage.jobs().parts(job.key, DeviceJobStatus::Pending, limits::kJobBatch));
    for (DeviceJob& part : parts) {
        part.started = clock_.wall();
        std::optional<ChangedTwin> changed;
        const Result<void> done = storage.transaction([&]() -> Result<void> {
            HUB_TRY(changed, updateTwin(storage, job, change, part));
            return success();
        });
        if (!done && isOfTheStore(done.error().code)) {
            return done.error();
        }
        finish(part, done);
        --progress->counts.pending;
        count(progress->counts, part);
        AuditRecord record = recordOf(job.order.id, job.order.creator, part, "job.twin");
        if (done) {
            record.before = changed->before;
            record.after = changed->after;
            step.changed.push_back(std::move(*changed));
        }
        HUB_TRYV(store(storage, part, std::move(record), step));
    }
    if (parts.size() < limits::kJobBatch) {
        endWith(*progress, JobStatus::Completed, step);
    }
    HUB_TRYV(storage.jobs().setProgress(job.key, *progress));
    return step;
}

Result<ChangedTwin> JobSteps::updateTwin(Storage& storage,
                                         const Job& job,
                                         const TwinChange& change,
                                         const DeviceJob& part) const
{
    HUB_TRY(TwinView view, twins_.read(storage, part.id));
    HUB_TRYV(checkTarget(storage, job, part, view.device.row.identity));
    return twins_.apply(storage, std::move(view), change);
}

/// Time has passed since the target was found.
Result<void> JobSteps::checkTarget(Storage& storage,
                                   const Job& job,
                                   const DeviceJob& part,
                                   const DeviceIdentity& identity) const
{
    if (identity.key != part.device) {
        return fail(part.id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound,
                    part.id.text() + " was registered anew after the job had found it");
    }
    if (!job.order.scope) {
        return success();
    }
    HUB_TRY(const bool holds, storage.identities().hasTag(part.id.device, *job.order.scope));
    return holds ? Result<void>(success())
                 : fail(Errc::Forbidden, part.id.device + " has left the part of the fleet where " +
                                             job.order.scope->text());
}

Result<void>
JobSteps::checkCallee(Storage& storage, const Job& job, const DeviceJob& part) const
{
    HUB_TRY(const std::optional<DeviceRow> row, storage.identities().find(part.id));
    if (!row) {
        return fail(part.id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound,
                    part.id.text());
    }
    return checkTarget(storage, job, part, row->identity);
}

void JobSteps::finish(DeviceJob& part, const Result<void>& done) const
{
    const WallTime now = clock_.wall();
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
    auto note = std::make_shared<AuditNote>(trail_, std::move(record));
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
        const Result<void> may = checkCallee(storage, job, part);
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
        part.started = part.updated = clock_.wall();
        ++progress->counts.running;
        HUB_TRYV(storage.jobs().setPart(part));
        step.calls.push_back(part);
    }
    if (parts.empty() && most > 0 && open == 0) {
        endWith(*progress, JobStatus::Completed, step);
    }
    HUB_TRYV(storage.jobs().setProgress(job.key, *progress));
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
    HUB_TRYV(storage.jobs().setProgress(job.key, *progress));
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
    for (const ChangedTwin& changed : step.changed) {
        twins_.announce(changed);
    }
    if (step.hasEnded) {
        const bool completed = step.status == JobStatus::Completed;
        publish(jobId, completed                             ? "completed"
                       : step.status == JobStatus::Cancelled ? "cancelled"
                                                             : "failed");
    }
}

void JobSteps::publish(const std::string& jobId, std::string_view status) const
{
    std::string data;
    JsonWriter(data).beginObject().member("jobId", jobId).member("status", status).endObject();
    events_.publish("job", {}, std::move(data));
    log_.info("job", {{"job", jobId}, {"status", std::string(status)}});
}

} // namespace hub
