// One request's wait for the disk: first for room in the shard, then for its own commit.
#pragma once

#include "gateway/ack_receiver.h"
#include "gateway/gateway_thread.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <span>

namespace hub {

/// On the thread of the coroutine that owns it; ends with it, whenever that is cancelled.
class CommitWait final : public AckReceiver
{
public:
    CommitWait(GatewayThread& thread,
               boost::asio::any_io_executor executor,
               std::chrono::milliseconds patience);
    ~CommitWait() override;

    /// Puts the messages into the shard as a whole, and comes back when they are durable. Errors:
    /// Unavailable (the deadline has passed: they may become durable later all the same).
    boost::asio::awaitable<Result<void>> store(std::span<const TelemetryMessage> messages);

    // AckReceiver
    bool acknowledge(const Ack& ack) override;
    void flushAcks() override { wakeUp_.cancel(); }
    void resume() override;

private:
    boost::asio::awaitable<bool> awaitRoom();
    boost::asio::awaitable<void> sleep();

    GatewayThread& thread_;
    boost::asio::steady_timer wakeUp_; ///< the deadline; cancelled when there is news
    SessionTable::Place place_;
    bool hasRoom_ = false;
    bool isDurable_ = false;
};

} // namespace hub
