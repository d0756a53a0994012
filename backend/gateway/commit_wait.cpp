#include "gateway/commit_wait.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {

CommitWait::CommitWait(GatewayThread& thread,
                       boost::asio::any_io_executor executor,
                       std::chrono::milliseconds patience)
    : thread_(thread), wakeUp_(std::move(executor)), place_(thread.sessions.add(*this))
{
    wakeUp_.expires_after(patience);
}

CommitWait::~CommitWait()
{
    thread_.sessions.remove(place_);
}

boost::asio::awaitable<Result<void>> CommitWait::store(std::span<const TelemetryMessage> messages)
{
    if (!co_await awaitRoom()) {
        co_return fail(Errc::Unavailable, "too much waits for the disk");
    }
    const Ack ack{place_.slot, place_.generation, 0, 0};
    thread_.shard.append(messages, &ack);
    co_await sleep();
    if (!isDurable_) {
        co_return fail(Errc::Unavailable, "the disk takes too long");
    }
    co_return success();
}

/// Others that wait as long may be quicker, so that it is full again.
boost::asio::awaitable<bool> CommitWait::awaitRoom()
{
    while (thread_.shard.isFull()) {
        hasRoom_ = false;
        thread_.held.push_back(place_);
        co_await sleep();
        if (!hasRoom_) {
            std::erase(thread_.held, place_);
            co_return false;
        }
    }
    co_return true;
}

/// Until there is news, or the deadline.
boost::asio::awaitable<void> CommitWait::sleep()
{
    boost::system::error_code ignored;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ignored);
    co_await wakeUp_.async_wait(token);
}

bool CommitWait::acknowledge(const Ack&)
{
    isDurable_ = true;
    return true;
}

void CommitWait::resume()
{
    hasRoom_ = true;
    wakeUp_.cancel();
}

} // namespace hub
