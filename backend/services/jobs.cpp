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
constexpr std::chrono::minutes kForgetAgain{10};

/// What can be known to be wrong before there is a target.
Result<void> check(const JobOrder& order)
{
    HUB_TRYV(TwinCondition::parse(order.condition));
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

bool sees(const std::optional<TagCondition>& scope, const Job& job)
{
    return !scope || (job.order.scope && job.order.scope->text() == scope->text());
}

Result<Job> find(Storage& storage, const std::string& id, const std::optional<TagCondition>& scope)
{
    HUB_TRY(std::optional<Job> job, storage.jobs().find(id));
    if (!job || !sees(scope, *job)) {
        return notFound(id);
    }
    return std::move(*job);
}

/// What is asked may be large, and hold what is not for the log.
std::string orderJson(const JobOrder& order)
{
    std::string json;
    JsonWriter writer(json);
    writer.beginObject()
        .member("type", nameOf(order.work.type))
        .member("queryCondition", order.condition)
        .member("startTime", toAdminTime(order.start));
    if (order.scope) {
        writer.member("scope", order.scope->text());
    }
    if (order.work.type == JobType::DeviceMethod) {
        writer.member("method", order.work.method);
    } else {
        writer.key("updateTwin").raw(order.work.text);
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
      steps_({{parts_.sessions, parts_.live, parts_.events, parts_.log, parts_.clock},
              parts_.trail}),
      runner_({parts_.executor, parts_.workers, parts_.methods, parts_.sessions, steps_, parts_.log,
               parts_.clock})
{
}

Result<void> Jobs::recover(Storage& storage) const
{
    HUB_TRYV(steps_.endInterruptedCalls(storage));
    return success();
}

awaitable<Result<Job>> Jobs::create(JobOrder order, AuditNotePtr note)
{
    HUB_CO_TRYV(check(order));
    noteChange(note, {}, orderJson(order));
    const auto shared = std::make_shared<const JobOrder>(std::move(order));
    auto work = [this, shared](Storage& storage) { return add(storage, *shared); };
    auto committed = [this](const Job& job) {
        steps_.publish(job.order.id, statusName(job, job.created));
        runner_.wake();
    };
    co_return co_await parts_.workers.write(work, committed, note);
}

Result<Job> Jobs::add(Storage& storage, const JobOrder& order) const
{
    Job job;
    job.created = parts_.clock.wall();
    job.order = order;
    HUB_TRY(job.key, storage.jobs().add(order, job.created));
    HUB_TRY(const auto open, storage.jobs().open(limits::kMaxOpenJobs + 1));
    if (open.size() > limits::kMaxOpenJobs) {
        return fail(Errc::TooManyActiveJobs,
                    std::to_string(limits::kMaxOpenJobs) +
                        " jobs run, wait or are scheduled; cancel one, or try later");
    }
    return job;
}

awaitable<Result<Job>> Jobs::get(std::string id, std::optional<TagCondition> scope)
{
    auto work = [id, scope](Storage& storage) { return find(storage, id, scope); };
    co_return co_await parts_.workers.read(work);
}

awaitable<Result<Job>>
Jobs::cancel(std::string id, std::optional<TagCondition> scope, AuditNotePtr note)
{
    auto ended = std::make_shared<JobStep>();
    auto work = [this, id, scope, note, ended](Storage& storage) -> Result<Job> {
        HUB_TRY(Job job, find(storage, id, scope));
        if (hasEnded(job.progress.status)) {
            if (note) {
                note->skip();
            }
            return job;
        }
        noteChange(note, statusJson(statusName(job, parts_.clock.wall())),
                   statusJson("cancelled"));
        HUB_TRY(*ended, steps_.end(storage, job.key, JobStatus::Cancelled, {}));
        return find(storage, id, scope);
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
        JobQuery part{query.type, query.status, query.isDue, now, scope, query.before, kJobsPerRead};
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
