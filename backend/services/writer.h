// The one thread that writes: telemetry of all shards and changes of state, in group commits.
//
// A commit costs the same whatever it holds, so while commits are frequent the writer waits a little
// between them and takes more at once; a lone message is committed at once. Nothing is announced
// before its commit is durable. When the disk is full the batch is kept and tried again; when a
// commit fails for another reason the writer is done for good: what the disk holds is then unknown,
// and a second sync must not be trusted.
#pragma once

#include "services/ingest_shard.h"

#include "storage/storage.h"

#include "base/clock.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace hub {

/// A change of state. `work` runs on the writer inside the group's transaction; its error undoes it
/// alone. `done` runs on the writer after the commit, with the error of work or of the commit.
struct WriteJob
{
    std::function<Result<void>(Storage&)> work;
    std::function<void(Result<void>)> done;
    bool mayWait = false; ///< nobody waits for it: up to limits::kLazyCommit, for others to share it
};

class Writer final
{
public:
    struct Hooks
    {
        std::function<void(std::shared_ptr<const IngestBatch>)> committed; ///< on the writer
        std::function<void(Error)> failed;                                 ///< once, on the writer
    };

    Writer(std::unique_ptr<Storage> storage,
           std::vector<IngestShard*> shards,
           const Clock& clock,
           Hooks hooks);
    ~Writer(); ///< stop()

    void start();

    /// Any thread. After stop() or a failure `done` gets Unavailable or StorageFailed.
    void post(WriteJob job);

    /// Commits what is there and ends the thread.
    void stop();

    bool isDiskFull() const { return diskFull_; }
    bool hasFailed() const { return failed_; }
    std::uint64_t commits() const { return commits_; }
    std::uint64_t messages() const { return messages_; } ///< stored since the start

private:
    struct Work
    {
        std::vector<WriteJob> jobs;
        bool stopping = false;
    };

    void run();
    Work waitForWork();
    void wake(bool full);
    bool mustCommit() const;
    MonoTime commitTime() const;
    MonoTime nextCommitTime() const;
    void commitTelemetry();
    void commitJobs(std::vector<WriteJob> jobs);
    void store(const std::vector<EventBatch*>& events);
    void keepTrying(const std::vector<EventBatch*>& events, Error error);
    void fail(const Error& error);

    std::unique_ptr<Storage> storage_; ///< writer thread only, as all up to mutex_
    std::vector<IngestShard*> shards_;
    const Clock& clock_;
    Hooks hooks_;
    std::deque<MonoTime> recentCommits_;
    MonoTime lastCommit_{};

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<WriteJob> jobs_; ///< these six under mutex_
    bool urgentWaits_ = false;   ///< a job that may not wait
    MonoTime lazySince_{};       ///< when the first of jobs_ came
    bool telemetryWaits_ = false;
    bool telemetryFull_ = false;
    bool stopping_ = false;

    std::atomic<bool> diskFull_{false};
    std::atomic<bool> failed_{false};
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> messages_{0};
    std::thread thread_;
};

} // namespace hub
