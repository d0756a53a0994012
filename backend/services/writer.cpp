#include "services/writer.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kMaxWaitingJobs = 65'536;
constexpr std::size_t kJobsPerCommit = 1'024;
constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::milliseconds kLastRetry{2'000};

/// The store refused before it wrote: no room, or another program holds the file. Safe to try again.
bool nothingHappened(const Error& error)
{
    return error.code == Errc::DiskFull || error.code == Errc::Timeout;
}

} // namespace

Writer::Writer(std::unique_ptr<Storage> storage,
               std::vector<IngestShard*> shards,
               const Clock& clock,
               Hooks hooks)
    : storage_(std::move(storage)), shards_(std::move(shards)), clock_(clock),
      hooks_(std::move(hooks))
{
    for (IngestShard* shard : shards_) {
        shard->onWake([this](bool full) { wake(full); });
    }
}

Writer::~Writer()
{
    stop();
}

void Writer::start()
{
    thread_ = std::thread([this] { run(); });
}

void Writer::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Writer::post(WriteJob job)
{
    bool news = !job.mayWait;
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && jobs_.size() < kMaxWaitingJobs) {
            urgentWaits_ = urgentWaits_ || news;
            if (jobs_.empty()) {
                lazySince_ = clock_.mono();
                news = true;
            }
            jobs_.push_back(std::move(job));
            job.done = nullptr;
        }
    }
    if (job.done) {
        job.done(hub::fail(Errc::Unavailable, "the hub is stopping or has too much to write"));
    } else if (news) {
        changed_.notify_one();
    }
}

void Writer::wake(bool full)
{
    bool news = false;
    {
        const std::lock_guard lock(mutex_);
        news = !telemetryWaits_ || (full && !telemetryFull_);
        telemetryWaits_ = true;
        telemetryFull_ = telemetryFull_ || full;
    }
    if (news) { // waking a thread costs more than storing a message
        changed_.notify_one();
    }
}

void Writer::run()
{
    for (;;) {
        Work work = waitForWork();
        commitTelemetry();
        commitJobs(std::move(work.jobs));
        if (work.stopping) {
            return;
        }
    }
}

Writer::Work Writer::waitForWork()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || telemetryWaits_ || !jobs_.empty(); });
    // Nothing that is urgent: let a larger group gather.
    while (!mustCommit()) {
        const auto left = commitTime() - clock_.mono();
        if (left <= left.zero() || changed_.wait_for(lock, left) == std::cv_status::timeout) {
            break;
        }
    }
    telemetryWaits_ = false;
    urgentWaits_ = false;
    telemetryFull_ = false;
    Work work;
    work.stopping = stopping_ && jobs_.size() <= kJobsPerCommit;
    if (jobs_.size() <= kJobsPerCommit) {
        work.jobs.swap(jobs_);
    } else {
        const auto end = jobs_.begin() + kJobsPerCommit;
        work.jobs.assign(std::move_iterator(jobs_.begin()), std::move_iterator(end));
        jobs_.erase(jobs_.begin(), end);
        urgentWaits_ = true; // one of them may be
    }
    return work;
}

bool Writer::mustCommit() const
{
    return stopping_ || telemetryFull_ || urgentWaits_;
}

/// When what waits is due.
MonoTime Writer::commitTime() const
{
    const MonoTime jobs = jobs_.empty() ? MonoTime::max() : lazySince_ + limits::kLazyCommit;
    return telemetryWaits_ ? std::min(jobs, nextCommitTime()) : jobs;
}

/// When the next group of telemetry is due: at once, unless there were many commits of late.
MonoTime Writer::nextCommitTime() const
{
    const bool frequent = recentCommits_.size() == limits::kFrequentCommits &&
                          lastCommit_ - recentCommits_.front() < std::chrono::seconds(1);
    return frequent ? lastCommit_ + limits::kCommitGap : lastCommit_;
}

void Writer::commitTelemetry()
{
    struct Taken
    {
        IngestShard* shard;
        std::shared_ptr<IngestBatch> batch;
    };
    std::vector<Taken> taken;
    std::vector<EventBatch*> events;
    for (IngestShard* shard : shards_) {
        if (auto batch = shard->take()) {
            if (!batch->events.empty()) {
                events.push_back(&batch->events);
            }
            taken.push_back({shard, std::move(batch)});
        }
    }
    if (failed_) {
        return; // never acknowledged
    }
    if (!events.empty()) {
        store(events);
    }
    if (failed_) {
        return;
    }
    for (Taken& each : taken) {
        messages_ += each.batch->events.rows();
        hooks_.committed(each.batch);
        each.shard->committed(std::move(each.batch));
    }
}

void Writer::store(const std::vector<EventBatch*>& events)
{
    if (auto stored = storage_->events().append(events); !stored) {
        keepTrying(events, stored.error());
    }
    lastCommit_ = clock_.mono();
    recentCommits_.push_back(lastCommit_);
    if (recentCommits_.size() > limits::kFrequentCommits) {
        recentCommits_.pop_front();
    }
    ++commits_;
}

void Writer::keepTrying(const std::vector<EventBatch*>& events, Error error)
{
    auto wait = kFirstRetry;
    while (nothingHappened(error)) {
        diskFull_ = true;
        {
            std::unique_lock lock(mutex_);
            if (changed_.wait_for(lock, wait, [this] { return stopping_; })) {
                failed_ = true; // no room until the end: these were never acknowledged
                return;
            }
        }
        wait = std::min(wait * 2, kLastRetry);
        auto stored = storage_->events().append(events);
        if (stored) {
            diskFull_ = false;
            return;
        }
        error = stored.error();
    }
    fail(error);
}

void Writer::commitJobs(std::vector<WriteJob> jobs)
{
    if (jobs.empty()) {
        return;
    }
    std::vector<Result<void>> results(jobs.size(), Result<void>(success()));
    Result<void> committed = hub::fail(Errc::StorageFailed, "the store has failed");
    if (!failed_) {
        committed = storage_->transaction([&]() -> Result<void> {
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                results[i] = storage_->transaction([&] { return jobs[i].work(*storage_); });
            }
            return success();
        });
        ++commits_;
    }
    if (!committed && !nothingHappened(committed.error())) {
        fail(committed.error());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        jobs[i].done(committed ? results[i] : committed);
    }
}

void Writer::fail(const Error& error)
{
    if (!failed_.exchange(true)) {
        hooks_.failed(error);
    }
}

} // namespace hub
