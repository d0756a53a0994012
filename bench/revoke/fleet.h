// Thousands of connected devices on a thread of their own, which notes when each is disconnected.
#pragma once

#include "bench/revoke/member.h"

#include "hub/error.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace hub::bench {

class Fleet final
{
public:
    using Time = Member::Time;

    Fleet();
    ~Fleet(); ///< stops the thread
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    /// Signs all in. Errors: Unavailable, Timeout, Cancelled.
    Result<void> connect(SSL_CTX* tls, std::uint16_t port, std::span<const DeviceAccount> devices);

    /// From now on a thread watches, and the last `talkers` of the devices send messages.
    void start(std::size_t talkers);

    /// When the hub ended the connection of the last of these. Errors: Timeout.
    Result<Time> closedAt(std::span<const std::size_t> members);

    std::size_t closedCount();

    /// Of the talkers' messages since the last call, in ms.
    std::vector<double> takeLatencies();

private:
    void poll(int waitMs);
    void run();
    void talk();

    int epoll_;
    std::vector<std::unique_ptr<Member>> members_; ///< its thread only, once it runs
    std::size_t talkers_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Time> closed_; ///< these two under mutex_; no time = connected
    std::vector<double> latencies_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

} // namespace hub::bench
