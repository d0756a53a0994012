#include "services/job_runner.h"

#include "domain/limits.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kRetry{1};    // after an error of the store
constexpr std::chrono::seconds kLook{10};    // the wall clock may be set
constexpr std::chrono::minutes kNothing{10}; // no job waits

/// Some errors pass, the others would come again.
bool mayPass(Errc code)
{
    return code == Errc::Unavailable || code == Errc::DiskFull || code == Errc::Timeout ||
           code == Errc::StorageFailed || code == Errc::Io;
}

MethodCall callFor(const JobWork& work)
{
    return {work.method, work.payload, work.responseTime, work.connectTime};
}

} // namespace

void JobRunner::start()
{
    for (std::size_t i = 0; i < limits::kRunningJobs; ++i) {
        lanes_.push_back(std::make_shared<Lane>(parts_.executor));
        boost::asio::co_spawn(parts_.executor, work(lanes_.back()), boost::asio::detached);
    }
}

void JobRunner::stop()
{
    stopping_ = true;
    for (const LanePtr& lane : lanes_) {
        lane->signal.set();
    }
}

void JobRunner::wake()
{
    boost::asio::post(parts_.executor, [this] {
        for (const LanePtr& lane : lanes_) {
            lane->signal.set();
        }
    });
}

awaitable<void> JobRunner::work(LanePtr lane)
{
    const RunningCount::Mark mark = running_.mark();
    while (!stopping_) {
        const auto taken = std::make_shared<JobKey>(0);
        const Result<JobSteps::Turn> turn = co_await nextTurn(taken);
        if (!turn) {
            co_await pause(lane, turn.error());
        } else if (turn.value().job) {
            co_await run(*turn.value().job, lane);
        } else {
            const auto next = turn.value().next;
            std::chrono::steady_clock::duration rest = kNothing;
            if (next) {
                rest = std::clamp<std::chrono::steady_clock::duration>(
                    *next - parts_.clock.wall(), std::chrono::milliseconds(1), kLook);
            }
            const auto end = std::chrono::steady_clock::now() + rest;
            co_await lane->signal.waitUntil(end);
        }
        taken_.with([&taken](std::set<JobKey>& keys) { keys.erase(*taken); });
    }
}

/// taken: what this lane has now, 0 = nothing.
awaitable<Result<JobSteps::Turn>> JobRunner::nextTurn(std::shared_ptr<JobKey> taken)
{
    auto work = [this, taken](Storage& storage) -> Result<JobSteps::Turn> {
        const auto isTaken = [this](JobKey key) {
            return taken_.with([key](const std::set<JobKey>& keys) { return keys.contains(key); });
        };
        HUB_TRY(const JobSteps::Turn turn, parts_.steps.nextTurn(storage, isTaken));
        if (turn.job) {
            *taken = *turn.job;
            taken_.with([&turn](std::set<JobKey>& keys) { keys.insert(*turn.job); });
        }
        return turn;
    };
    co_return co_await parts_.workers.write(work);
}

awaitable<void> JobRunner::run(JobKey key, LanePtr lane)
{
    const JobPtr job = co_await load(key, lane);
    if (!job) {
        co_return;
    }
    parts_.news.status(job->order.id, "running", job->progress);
    const bool goesOn = co_await findTargets(job, lane);
    if (goesOn && job->order.work.type == JobType::DeviceMethod) {
        co_await makeCalls(job, lane);
    } else if (goesOn) {
        co_await changeDevices(job, lane);
    }
}

/// Nothing: it is gone, or the hub stops.
awaitable<JobRunner::JobPtr> JobRunner::load(JobKey key, LanePtr lane)
{
    while (!stopping_) {
        auto work = [key](Storage& storage) { return storage.jobs().find(key); };
        const Result<std::optional<Job>> job = co_await parts_.workers.read(work);
        if (job) {
            co_return job.value() ? std::make_shared<const Job>(*job.value()) : nullptr;
        }
        co_await pause(lane, job.error());
    }
    co_return nullptr;
}

/// True: all are found, and the job runs.
awaitable<bool> JobRunner::findTargets(JobPtr job, LanePtr lane)
{
    Result<JobTargets> made = JobTargets::of(*job);
    if (!made) {
        const std::string reason = "queryCondition: " + made.error().detail;
        co_await fail(job, lane, reason);
        co_return false;
    }
    const auto targets = std::make_shared<JobTargets>(std::move(made.value()));
    std::int64_t after = job->progress.scanned;
    bool allFound = job->progress.allFound;
    while (!allFound && !stopping_) {
        auto look = [this, targets, after](Storage& storage) {
            return targets->find(storage, after, parts_.sessions);
        };
        const Result<FoundTargets> found = co_await parts_.workers.read(look);
        if (!found && !mayPass(found.error().code)) {
            co_await fail(job, lane, found.error().detail);
            co_return false;
        }
        if (!found) {
            co_await pause(lane, found.error());
            continue;
        }
        const auto part = std::make_shared<const FoundTargets>(found.value());
        auto add = [this, job, part](Storage& storage) {
            return parts_.steps.addTargets(storage, *job, *part);
        };
        const Result<JobStep> added = co_await step(job, add);
        if (!added) {
            co_await pause(lane, added.error());
        } else if (added.value().status != JobStatus::Running) {
            co_return false;
        } else {
            after = part->next;
            allFound = part->atEnd;
        }
    }
    co_return allFound && !stopping_;
}

awaitable<void> JobRunner::changeDevices(JobPtr job, LanePtr lane)
{
    const Result<JobActionPtr> made = parts_.actions.of(*job);
    if (!made) {
        const std::string reason = "updateTwin: " + made.error().detail;
        co_await fail(job, lane, reason);
        co_return;
    }
    const JobActionPtr action = made.value();
    while (!stopping_) {
        auto work = [this, job, action](Storage& storage) {
            return parts_.steps.changeDevices(storage, *job, *action);
        };
        const Result<JobStep> done = co_await step(job, work);
        if (!done) {
            co_await pause(lane, done.error());
        } else if (done.value().status != JobStatus::Running) {
            co_return;
        }
    }
}

awaitable<void> JobRunner::makeCalls(JobPtr job, LanePtr lane)
{
    const auto calls = std::make_shared<Calls>(Calls{job, lane});
    while (!stopping_) {
        const std::size_t open = calls->open;
        const std::size_t most = limits::kJobCalls - open;
        auto work = [this, job, most, open](Storage& storage) {
            return parts_.steps.takeCalls(storage, *job, most, open);
        };
        const Result<JobStep> taken = co_await step(job, work);
        if (!taken) {
            co_await pause(lane, taken.error());
            continue;
        }
        if (taken.value().status != JobStatus::Running) {
            co_return;
        }
        for (const DeviceJob& part : taken.value().calls) {
            ++calls->open;
            boost::asio::co_spawn(parts_.executor, call(calls, part), boost::asio::detached);
        }
        const bool tookAny = !taken.value().calls.empty() || !taken.value().notes.empty();
        if (!tookAny || calls->open == limits::kJobCalls) {
            const MonoTime end = endOf(*job);
            co_await lane->signal.waitUntil(end);
        }
    }
}

awaitable<void> JobRunner::call(std::shared_ptr<Calls> calls, DeviceJob part)
{
    const RunningCount::Mark mark = running_.mark();
    const JobPtr job = calls->job;
    MethodCall wish = callFor(job->order.work);
    const IdentityId id = part.id;
    Result<MethodAnswer> answered = co_await parts_.methods.invoke(id, std::move(wish));
    const auto outcome = std::make_shared<const Result<MethodAnswer>>(std::move(answered));
    bool noted = false;
    while (!noted && !stopping_) { // else the next start does it
        auto work = [this, job, part, outcome](Storage& storage) {
            return parts_.steps.noteCall(storage, *job, part, *outcome);
        };
        const Result<JobStep> done = co_await step(job, work);
        noted = done.has_value();
        if (!noted) {
            const auto rest = std::make_shared<Lane>(parts_.executor);
            co_await pause(rest, done.error());
        }
    }
    --calls->open;
    calls->lane->signal.set();
}

template <class Work>
awaitable<Result<JobStep>> JobRunner::step(JobPtr job, Work& work)
{
    auto committed = [this, job](const JobStep& done) {
        parts_.steps.tell(job->order.id, done);
    };
    co_return co_await parts_.workers.write(work, committed);
}

awaitable<void> JobRunner::fail(JobPtr job, LanePtr lane, std::string reason)
{
    while (!stopping_) {
        auto work = [this, job, reason](Storage& storage) {
            return parts_.steps.end(storage, job->key, JobStatus::Failed, reason);
        };
        const Result<JobStep> done = co_await step(job, work);
        if (done) {
            co_return;
        }
        co_await pause(lane, done.error());
    }
}

awaitable<void> JobRunner::pause(LanePtr lane, Error error)
{
    parts_.log.warning("job-waits", {{"detail", error.detail}});
    const auto end = std::chrono::steady_clock::now() + kRetry;
    co_await lane->signal.waitUntil(end);
}

/// When its time is over, on the clock of timers.
MonoTime JobRunner::endOf(const Job& job) const
{
    const WallTime end = job.progress.began.value_or(job.order.start) + job.order.mostTime;
    const auto rest = std::clamp<std::chrono::steady_clock::duration>(
        end - parts_.clock.wall(), std::chrono::milliseconds(1), kNothing);
    return std::chrono::steady_clock::now() + rest;
}

} // namespace hub
