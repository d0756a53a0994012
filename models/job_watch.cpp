#include "models/job_watch.h"

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kAskEvery = 2s; ///< also when an event was lost
constexpr qint64 kPaceOverMs = 10'000;
constexpr std::size_t kMostSamples = 256;

} // namespace

JobWatch::JobWatch(HubSession& session, QObject* parent)
    : QObject(parent), session_(session), jobs_(new FleetJobs(session, this))
{
    poll_.setInterval(kAskEvery);
    clock_.start();
    connect(&poll_, &QTimer::timeout, this, &JobWatch::ask);
    connect(&session, &HubSession::deviceEvent, this, &JobWatch::takeEvent);
    connect(&session, &HubSession::reconnected, this, &JobWatch::ask);
}

void JobWatch::watch(const FleetJob& job)
{
    job_ = job;
    error_ = {};
    samples_.clear();
    if (hasJob() && !job_.isOver()) {
        note();
        poll_.start();
    } else {
        poll_.stop();
    }
    Q_EMIT changed();
}

void JobWatch::takeEvent(const hub::api::Event& event)
{
    if (!hasJob() || event.type != "job") {
        return;
    }
    const hub::JsonView data(*event.data);
    const std::string id = job_.id.toStdString();
    const auto named = data.stringOr("id", {});
    const auto jobId = data.stringOr("jobId", {});
    if ((!named || named.value() != id) && (!jobId || jobId.value() != id)) {
        return;
    }
    const auto member = data.member("counts");
    const auto counts = member ? jobCountsFrom(*member) : hub::Result<JobCounts>(job_.counts);
    const auto status = data.stringOr("status", {});
    FleetJob next = job_;
    if (counts) {
        next.counts = counts.value();
    }
    if (status && !status.value().empty()) {
        next.status = QString::fromStdString(status.value());
    }
    if (!member || next.isOver() || next.status != job_.status) {
        ask(); // times and reasons are in the job alone
    } else {
        take(next);
    }
}

void JobWatch::ask()
{
    if (!hasJob() || job_.isOver() || !session_.isOnline()) {
        return;
    }
    jobs_->fetch(job_.id, [this, id = job_.id](const JobResult& result) {
        if (id != job_.id) {
            return; // another one is watched by now
        }
        error_ = result.error;
        if (result.job) {
            take(*result.job);
        } else {
            Q_EMIT changed();
        }
    });
}

void JobWatch::take(const FleetJob& job)
{
    const bool ends = job.isOver() && !job_.isOver();
    job_ = job;
    note();
    if (ends) {
        poll_.stop();
    }
    Q_EMIT changed();
    if (ends) {
        Q_EMIT ended(job_);
    }
}

void JobWatch::note()
{
    const qint64 now = clock_.elapsed();
    samples_.push_back({now, job_.counts.ended()});
    while (samples_.size() > 2 &&
           (samples_.front().at < now - kPaceOverMs || samples_.size() > kMostSamples)) {
        samples_.pop_front();
    }
}

double JobWatch::perSecond() const
{
    if (samples_.size() < 2 || job_.isOver()) {
        return 0;
    }
    const qint64 time = samples_.back().at - samples_.front().at;
    const quint64 first = samples_.front().ended;
    const quint64 last = samples_.back().ended;
    return time <= 0 || last <= first ? 0 : double(last - first) * 1'000 / double(time);
}

std::optional<std::chrono::seconds> JobWatch::timeLeft() const
{
    const double pace = perSecond();
    const JobCounts& c = job_.counts;
    if (pace <= 0 || !job_.targetsKnown || c.ended() >= c.total) {
        return std::nullopt;
    }
    return std::chrono::seconds(qint64(double(c.total - c.ended()) / pace) + 1);
}

} // namespace deck
