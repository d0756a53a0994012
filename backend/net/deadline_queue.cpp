#include "net/deadline_queue.h"

namespace hub::net {

void DeadlineQueue::add(MonoTime at, std::weak_ptr<Timed> timed)
{
    entries_.push({at, std::move(timed)});
    arm();
}

void DeadlineQueue::stop()
{
    stopped_ = true;
    entries_ = {};
    timer_.cancel();
}

void DeadlineQueue::arm()
{
    if (stopped_ || entries_.empty() || (armed_ && *armed_ <= entries_.top().at)) {
        return;
    }
    armed_ = entries_.top().at;
    timer_.expires_at(*armed_); // cancels the wait for the later time
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) {
            run();
        }
    });
}

void DeadlineQueue::run()
{
    armed_.reset();
    const MonoTime now = std::chrono::steady_clock::now();
    while (!entries_.empty() && entries_.top().at <= now) {
        const Entry entry = entries_.top();
        entries_.pop();
        if (const auto timed = entry.timed.lock()) {
            if (const auto next = timed->onDeadline(now)) {
                entries_.push({std::max(*next, now + std::chrono::milliseconds(1)), entry.timed});
            }
        }
    }
    arm();
}

} // namespace hub::net
