// Threads that read from the store. Each has a connection of its own.
#pragma once

#include "storage/storage.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace hub {

class Readers final
{
public:
    using Job = std::function<void(Storage&)>;

    explicit Readers(std::vector<std::unique_ptr<Storage>> storages);
    ~Readers(); ///< stop()

    void start();

    /// Any thread. False when stopping or when too much waits; the job then never runs.
    bool post(Job job);

    /// Runs what waits and ends the threads.
    void stop();

private:
    void run(Storage& storage);

    std::vector<std::unique_ptr<Storage>> storages_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_; ///< these two under mutex_
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace hub
