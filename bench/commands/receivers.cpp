#include "bench/commands/receivers.h"

#include "bench/support/patience.h"

#include <algorithm>
#include <array>
#include <sys/epoll.h>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::size_t kHandshakesAtOnce = 64;
constexpr std::chrono::seconds kConnectTime{60};
constexpr std::chrono::seconds kArrivalTime{10};
constexpr int kPollMs = 5;

} // namespace

Receivers::Receivers()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), arrived_([this](ByteView payload) {
          const auto now = std::chrono::steady_clock::now();
          const std::lock_guard lock(mutex_);
          lastPayload_ = payload;
          lastArrival_ = now;
          changed_.notify_one();
      })
{
}

Receivers::~Receivers()
{
    stopping_ = true;
    if (thread_.joinable()) {
        thread_.join();
    }
    receivers_.clear();
    ::close(epoll_);
}

Result<void> Receivers::connect(SSL_CTX* tls,
                                std::uint16_t port,
                                std::span<const DeviceAccount> devices)
{
    const Patience patience(kConnectTime);
    std::size_t subscribed = 0;
    while (subscribed < devices.size()) {
        while (receivers_.size() < std::min(devices.size(), subscribed + kHandshakesAtOnce)) {
            receivers_.push_back(std::make_unique<Receiver>(tls, port, devices[receivers_.size()],
                                                            arrived_));
            epoll_event event{};
            event.events = EPOLLIN | EPOLLOUT | EPOLLET;
            event.data.ptr = receivers_.back().get();
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, receivers_.back()->descriptor(), &event);
        }
        HUB_TRYV(poll());
        HUB_TRYV(patience.check("the devices to subscribe"));
        subscribed = static_cast<std::size_t>(std::ranges::count_if(
            receivers_, [](const auto& receiver) { return receiver->isSubscribed(); }));
    }
    return success();
}

Result<void> Receivers::poll()
{
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), kPollMs);
    for (int i = 0; i < count; ++i) {
        auto* const receiver =
            static_cast<Receiver*>(events[static_cast<std::size_t>(i)].data.ptr);
        receiver->onReady();
        if (receiver->hasFailed()) {
            return hub::fail(Errc::Unavailable, "the server refused or closed a device's connection");
        }
    }
    return success();
}

void Receivers::start()
{
    thread_ = std::thread([this] { run(); });
}

void Receivers::run()
{
    while (!stopping_) {
        if (!poll()) {
            const std::lock_guard lock(mutex_);
            failed_ = true;
            changed_.notify_one();
            return;
        }
    }
}

Result<std::chrono::steady_clock::time_point> Receivers::arrivalOf(const std::string& payload)
{
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, kArrivalTime, [this, &payload] {
        return failed_ || lastPayload_ == payload;
    });
    if (failed_) {
        return hub::fail(Errc::Unavailable, "a device lost its connection");
    }
    if (!came) {
        return hub::fail(Errc::Timeout, "a command did not arrive");
    }
    return lastArrival_;
}

} // namespace hub::bench
