// Many receiving devices on a thread of their own, which notes when each command arrives.
#pragma once

#include "bench/commands/receiver.h"

#include "hub/error.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace hub::bench {

class Receivers final
{
public:
    Receivers();
    ~Receivers(); ///< stops the thread
    Receivers(const Receivers&) = delete;
    Receivers& operator=(const Receivers&) = delete;

    /// Signs all in and subscribes. Errors: Unavailable, Timeout, Cancelled.
    Result<void> connect(SSL_CTX* tls, std::uint16_t port, std::span<const DeviceAccount> devices);

    /// From now on a thread receives; connect() is over.
    void start();

    /// When the command with this payload arrived. Errors: Timeout, Unavailable.
    Result<std::chrono::steady_clock::time_point> arrivalOf(const std::string& payload);

private:
    Result<void> poll();
    void run();

    int epoll_;
    Receiver::Arrived arrived_;
    std::vector<std::unique_ptr<Receiver>> receivers_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string lastPayload_; ///< these three under mutex_
    std::chrono::steady_clock::time_point lastArrival_{};
    bool failed_ = false;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

} // namespace hub::bench
