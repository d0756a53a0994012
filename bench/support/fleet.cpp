#include "bench/support/fleet.h"

#include "bench/support/patience.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <sys/epoll.h>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::size_t kHandshakesAtOnce = 64; // a queue, not a storm: connecting is not measured
constexpr std::chrono::seconds kConnectTime{60};
constexpr std::chrono::seconds kDrainTime{10};

} // namespace

Fleet::Fleet() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

Fleet::~Fleet()
{
    publishers_.clear();
    ::close(epoll_);
}

void Fleet::add(const PublisherOptions& options, const DeviceAccount& device)
{
    publishers_.push_back(std::make_unique<Publisher>(options, device));
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = publishers_.back().get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, publishers_.back()->descriptor(), &event);
}

Result<void> Fleet::poll(int milliseconds)
{
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds);
    for (int i = 0; i < count; ++i) {
        auto* const publisher =
            static_cast<Publisher*>(events[static_cast<std::size_t>(i)].data.ptr);
        publisher->onReady();
        if (publisher->hasFailed()) {
            return fail(Errc::Unavailable, "the server refused or closed a device's connection");
        }
    }
    return success();
}

std::size_t Fleet::connectedCount() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        publishers_, [](const auto& publisher) { return publisher->isConnected(); }));
}

Result<void> Fleet::connect(const PublisherOptions& options, std::span<const DeviceAccount> devices)
{
    const Patience patience(kConnectTime);
    std::size_t connected = 0;
    while (connected < devices.size()) {
        while (publishers_.size() < std::min(devices.size(), connected + kHandshakesAtOnce)) {
            add(options, devices[publishers_.size()]);
        }
        HUB_TRYV(poll());
        HUB_TRYV(patience.check("the devices to connect"));
        connected = connectedCount();
    }
    return success();
}

Result<void> Fleet::publish(std::chrono::milliseconds time)
{
    const auto end = Patience::Clock::now() + time;
    const Patience patience(time + kDrainTime);
    for (const auto& publisher : publishers_) {
        publisher->publish();
    }
    while (Patience::Clock::now() < end) {
        HUB_TRYV(poll());
        HUB_TRYV(patience.check("messages to be acknowledged"));
    }
    return success();
}

Result<void> Fleet::publishAtRate(std::chrono::milliseconds time, std::size_t perSecond)
{
    const auto begin = Patience::Clock::now();
    const Patience patience(time + kDrainTime);
    std::size_t sent = 0;
    for (auto now = begin; now < begin + time; now = Patience::Clock::now()) {
        const std::chrono::duration<double> passed = now - begin;
        const auto due = static_cast<std::size_t>(passed.count() * static_cast<double>(perSecond));
        for (; sent < due; ++sent) {
            publishers_[sent % publishers_.size()]->publishOne();
        }
        HUB_TRYV(poll(1));
        HUB_TRYV(patience.check("messages to be acknowledged"));
    }
    return success();
}

std::vector<double> Fleet::takeLatencies()
{
    std::vector<double> all;
    for (const auto& publisher : publishers_) {
        const std::vector<double> some = publisher->takeLatencies();
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

Result<void> Fleet::drain()
{
    const Patience patience(kDrainTime);
    for (const auto& publisher : publishers_) {
        publisher->pause();
    }
    while (
        std::ranges::any_of(publishers_, [](const auto& p) { return p->unacknowledged() > 0; })) {
        HUB_TRYV(poll());
        HUB_TRYV(patience.check("the last messages to be acknowledged"));
    }
    return success();
}

std::uint64_t Fleet::acknowledged() const
{
    return std::accumulate(
        publishers_.begin(), publishers_.end(), std::uint64_t{0},
        [](std::uint64_t sum, const auto& publisher) { return sum + publisher->acknowledged(); });
}

} // namespace hub::bench
