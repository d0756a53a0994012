#include "services/readers.h"

namespace hub {
namespace {

constexpr std::size_t kMaxWaitingJobs = 65'536;

} // namespace

Readers::Readers(std::vector<std::unique_ptr<Storage>> storages) : storages_(std::move(storages)) {}

Readers::~Readers()
{
    stop();
}

void Readers::start()
{
    for (const auto& storage : storages_) {
        threads_.emplace_back([this, &storage] { run(*storage); });
    }
}

bool Readers::post(Job job)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() >= kMaxWaitingJobs) {
            return false;
        }
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

void Readers::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void Readers::run(Storage& storage)
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) {
                return;
            }
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job(storage);
    }
}

} // namespace hub
