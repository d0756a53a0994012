#include "services/jobs.h"

#include "domain/limits.h"
#include "domain/twin_query.h"

#include "base/json_writer.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr std::size_t kJobsPerRead = 8; // each may be large
constexpr std::size_t kPartsPerRead = 64;
constexpr std::chrono::minutes kForgetAgain{10};

/// What can be known to be wrong before there is a target.
Result<void> check(const JobOrder& order)
{
    if (order.aim == JobAim::Condition) {
        HUB_TRYV(conditionOf(order));
    }
    const std::size_t most =
        order.aim == JobAim::Ids ? limits::kMaxJobIds : limits::kMaxJobExceptions;
    if (order.ids.size() > most) {
        return fail(Errc::InvalidArgument, "a job names at most " + std::to_string(most) +
                                               " devices here, this one " +
                                               std::to_string(order.ids.size()));
    }
    const JobWork& work = order.work;
    if (work.text.size() > limits::kMaxJobWorkBytes) {
        return fail(Errc::MessageTooLarge, "what is asked of the devices has more than 512 KiB");
    }
    if (work.type == JobType::UpdateTwin) {
        HUB_TRY(const TwinChange change, TwinChange::parse({work.tags, work.desired}, false));
        return change.check();
    }
    return success();
}

Error notFound(const std::string& id)
{
    return fail(Errc::JobNotFound, "there is no job '" + id + "'");
}

/// Who asks; nothing = everything.
struct JobSight
{
    std::optional<TagCondition> scope{};
    std::optional<JobOrigin> origin{};

    bool includes(const Job& job) const
    {
        const auto& part = job.order.scope;
        return (!scope || (part && part->text() == scope->text())) &&
               (!origin || *origin == job.order.origin);
    }
};

Result<Job> find(Storage& storage, const std::string& id, const JobSight& sight)
{
    HUB_TRY(std::optional<Job> job, storage.jobs().find(id));
    if (!job || !sight.includes(*job)) {
        return notFound(id);
    }
    return std::move(*job);
}

void writeAim(JsonWriter& writer, const JobOrder& order)
{
    if (order.aim == JobAim::Ids) {
        writer.count("devices", order.ids.size());
    } else if (order.aim == JobAim::Failed) {
        writer.member("failedIn", order.condition);
    } else {
        writer.member("queryCondition", order.condition);
        if (!order.ids.empty()) {
            writer.count("except", order.ids.size());
        }
    }
}

/// What methods have answered may be large.
Result<JobPartPage> partsOf(Storage& storage, JobPartQuery query)
{
    const std::size_t wanted = query.limit;
    JobPartPage page;
    std::size_t bytes = 0;
    for (;;) {
        query.limit = std::min(kPartsPerRead, wanted - page.parts.size() + 1);
        HUB_TRY(std::vector<DeviceJobView> parts, storage.jobs().find(query));
        const bool isLast = parts.size() < query.limit;
        for (DeviceJobView& view : parts) {
            if (page.parts.size() == wanted || bytes > limits::kMaxPageBytes) {
                page.next = query.after;
                return page;
            }
            bytes += view.part.methodPayload.size() + view.part.errorText.size();
            query.after = view.part.device;
            page.parts.push_back(std::move(view));
        }
        if (isLast) {
            return page;
        }
    }
}

/// What is asked may be large, and hold what is not for the log.
std::string orderJson(const JobOrder& order)
{
    const JobWork& work = order.work;
    std::string json;
    JsonWriter writer(json);
    writer.beginObject();
    if (order.origin == JobOrigin::Service) {
        writer.member("type", nameOf(work.type));
    } else {
        writer.member("action", actionOf(work));
    }
    writeAim(writer, order);
    writer.member("startTime", toAdminTime(order.start));
    if (order.scope) {
        writer.member("scope", order.scope->text());
    }
    switch (work.type) {
    case JobType::UpdateTwin:
        writer.key("updateTwin").raw(work.text);
        break;
    case JobType::DeviceMethod:
        writer.member("method", work.method);
        break;
    case JobType::Disable:
        writer.member("reason", work.reason);
        break;
    case JobType::Delete:
        writer.count("confirm", work.confirmed);
        break;
    case JobType::Command:
        writer.count("bodyBytes", work.body.size());
        break;
    case JobType::Enable:
        break;
    }
    writer.endObject();
    return json;
}

std::string statusJson(std::string_view status)
{
    std::string json;
    JsonWriter(json).beginObject().member("status", status).endObject();
    return json;
}

} // namespace

Jobs::Jobs(Parts parts)
    : parts_(std::move(parts)),
      news_({parts_.events, parts_.log, parts_.clock}),
      actions_({{parts_.sessions, parts_.live, parts_.events, parts_.log, parts_.clock},
                parts_.registry,
                parts_.commands}),
      steps_({parts_.trail, news_, parts_.clock}),
      runner_({parts_.executor, parts_.workers, parts_.methods, parts_.sessions, actions_, news_,
               steps_, parts_.log, parts_.clock})
{
}

Result<void> Jobs::recover(Storage& storage)
{
    HUB_TRY(recovered_, steps_.endInterruptedCalls(storage));
    return success();
}

void Jobs::start()
{
    if (!recovered_.notes.empty()) { // what is told is told on the writer
        auto told = std::make_shared<const JobStep>(std::move(recovered_));
        recovered_ = {};
        parts_.workers.post(WriteJob{[](Storage&) -> Result<void> { return success(); },
                                     [this, told](const Result<void>&) {
                                         steps_.tell({}, *told);
                                     }});
    }
    runner_.start();
}

awaitable<Result<Job>> Jobs::create(JobOrder order, AuditNotePtr note)
{
    HUB_CO_TRYV(check(order));
    const auto shared = std::make_shared<const JobOrder>(std::move(order));
    auto work = [this, shared, note](Storage& storage) -> Result<Job> {
        noteChange(note, {}, orderJson(*shared));
        return add(storage, *shared);
    };
    auto committed = [this](const Job& job) { begun(job); };
    co_return co_await parts_.workers.write(work, committed, note);
}

awaitable<Result<Job>> Jobs::retry(Retry retry, AuditNotePtr note)
{
    const auto shared = std::make_shared<const Retry>(std::move(retry));
    auto work = [this, shared, note](Storage& storage) -> Result<Job> {
        HUB_TRY(const Job failed, find(storage, shared->of, {shared->scope, {}}));
        HUB_TRY(const JobOrder order, orderAgain(failed, *shared));
        noteChange(note, {}, orderJson(order));
        return add(storage, order);
    };
    auto committed = [this](const Job& job) { begun(job); };
    co_return co_await parts_.workers.write(work, committed, note);
}

Result<JobOrder> Jobs::orderAgain(const Job& failed, const Retry& retry) const
{
    if (!hasEnded(failed.progress.status)) {
        return hub::fail(Errc::InvalidOperation,
                         "job '" + failed.order.id + "' has not ended; cancel it, or wait");
    }
    if (failed.progress.counts.failed == 0) {
        return hub::fail(Errc::InvalidOperation,
                         "job '" + failed.order.id + "' has failed with no device");
    }
    JobOrder order = failed.order; // its part of the fleet too, for whoever made it
    order.id = retry.id;
    order.origin = JobOrigin::Admin;
    order.aim = JobAim::Failed;
    order.condition = failed.order.id;
    order.idCount = 0;
    order.start = parts_.clock.wall();
    order.creator = retry.creator;
    order.work.confirmed = failed.progress.counts.failed;
    return order;
}

/// After the commit.
void Jobs::begun(const Job& job)
{
    news_.status(job.order.id, statusName(job, job.created), job.progress);
    runner_.wake();
}

Result<Job> Jobs::add(Storage& storage, const JobOrder& order) const
{
    Job job;
    job.created = parts_.clock.wall();
    job.order = order;
    job.order.idCount = order.ids.size();
    job.order.ids.clear();
    HUB_TRY(job.key, storage.jobs().add(order, job.created));
    HUB_TRY(const auto open, storage.jobs().open(limits::kMaxOpenJobs + 1));
    if (open.size() > limits::kMaxOpenJobs) {
        return fail(Errc::TooManyActiveJobs,
                    std::to_string(limits::kMaxOpenJobs) +
                        " jobs run, wait or are scheduled; cancel one, or try later");
    }
    return job;
}

awaitable<Result<Job>> Jobs::get(std::string id,
                                 std::optional<TagCondition> scope,
                                 std::optional<JobOrigin> origin)
{
    auto work = [id, scope, origin](Storage& storage) {
        return find(storage, id, {scope, origin});
    };
    co_return co_await parts_.workers.read(work);
}

awaitable<Result<Job>> Jobs::cancel(std::string id,
                                    std::optional<TagCondition> scope,
                                    AuditNotePtr note,
                                    std::optional<JobOrigin> origin)
{
    auto ended = std::make_shared<JobStep>();
    auto work = [this, id, scope, origin, note, ended](Storage& storage) -> Result<Job> {
        HUB_TRY(Job job, find(storage, id, {scope, origin}));
        if (hasEnded(job.progress.status)) {
            if (note) {
                note->skip();
            }
            return job;
        }
        noteChange(note, statusJson(statusName(job, parts_.clock.wall())),
                   statusJson("cancelled"));
        HUB_TRY(*ended, steps_.end(storage, job.key, JobStatus::Cancelled, {}));
        return find(storage, id, {scope, origin});
    };
    auto committed = [this, ended](const Job& job) {
        steps_.tell(job.order.id, *ended);
        runner_.wake();
    };
    co_return co_await parts_.workers.write(work, committed, note);
}

awaitable<Result<JobPage>> Jobs::list(JobListQuery query, std::optional<TagCondition> scope)
{
    auto work = [query, scope, now = parts_.clock.wall()](Storage& storage) -> Result<JobPage> {
        JobPage page;
        JobQuery part{query.type, query.status, query.isDue, now, scope, query.before, kJobsPerRead,
                      query.origin};
        for (std::size_t bytes = 0; bytes < limits::kMaxPageBytes;) {
            part.limit = std::min(kJobsPerRead, query.limit - page.jobs.size());
            HUB_TRY(std::vector<Job> jobs, storage.jobs().list(part));
            for (Job& job : jobs) {
                bytes += job.order.work.text.size();
                part.before = job.key;
                page.jobs.push_back(std::move(job));
            }
            if (jobs.size() < part.limit) {
                return page;
            }
            if (page.jobs.size() == query.limit) {
                break;
            }
        }
        part.limit = 1;
        HUB_TRY(const std::vector<Job> more, storage.jobs().list(part));
        page.next = more.empty() ? std::nullopt : std::optional(part.before);
        return page;
    };
    co_return co_await parts_.workers.read(work);
}

awaitable<Result<std::vector<DeviceJobView>>> Jobs::devices(DeviceJobQuery query)
{
    auto work = [query](Storage& storage) { return storage.jobs().find(query); };
    co_return co_await parts_.workers.read(work);
}

awaitable<Result<JobPartPage>> Jobs::devices(std::string id, JobPartQuery query)
{
    auto work = [id, query](Storage& storage) mutable -> Result<JobPartPage> {
        HUB_TRY(const Job job, find(storage, id, {query.scope, {}}));
        query.job = job.key;
        return partsOf(storage, query);
    };
    co_return co_await parts_.workers.read(work);
}

void Jobs::sweep()
{
    const std::int64_t now = parts_.clock.mono().time_since_epoch().count();
    if (now < nextForget_ || forgetting_.exchange(true)) {
        return;
    }
    const auto more = std::make_shared<bool>(false);
    const WallTime before = parts_.clock.wall() - limits::kJobsKept;
    parts_.workers.post(WriteJob{[more, before](Storage& storage) -> Result<void> {
                                     HUB_TRY(*more, storage.jobs().forgetSome(
                                                        before, {limits::kMaxJobsKept,
                                                                 limits::kMaxJobPartsKept}));
                                     return success();
                                 },
                                 [this, more](const Result<void>& done) {
                                     forgotten(done, *more);
                                 },
                                 true});
}

void Jobs::forgotten(const Result<void>& done, bool more)
{
    if (!done) {
        parts_.log.warning("jobs-not-forgotten", {{"detail", done.error().detail}});
    }
    if (!done || !more) {
        const MonoTime next = parts_.clock.mono() + kForgetAgain;
        nextForget_ = next.time_since_epoch().count();
    }
    forgetting_ = false;
}

} // namespace hub
