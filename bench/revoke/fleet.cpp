#include "bench/revoke/fleet.h"

#include "bench/support/patience.h"

#include <algorithm>
#include <array>
#include <sys/epoll.h>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::size_t kHandshakesAtOnce = 64;
constexpr std::chrono::seconds kConnectTime{180};
constexpr std::chrono::seconds kCloseTime{10};
constexpr std::chrono::milliseconds kTalkEvery{50};
constexpr int kPollMs = 1;

} // namespace

Fleet::Fleet() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

Fleet::~Fleet()
{
    stopping_ = true;
    if (thread_.joinable()) {
        thread_.join();
    }
    members_.clear();
    ::close(epoll_);
}

Result<void> Fleet::connect(SSL_CTX* tls,
                            std::uint16_t port,
                            std::span<const DeviceAccount> devices)
{
    const Patience patience(kConnectTime);
    closed_.resize(devices.size());
    std::size_t connected = 0;
    while (connected < devices.size()) {
        while (members_.size() < std::min(devices.size(), connected + kHandshakesAtOnce)) {
            members_.push_back(std::make_unique<Member>(tls, port, devices[members_.size()]));
            epoll_event event{};
            event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
            event.data.u64 = members_.size() - 1;
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, members_.back()->descriptor(), &event);
        }
        poll(5);
        if (closedCount() > 0) {
            return fail(Errc::Unavailable, "the hub refused or closed a device's connection");
        }
        HUB_TRYV(patience.check("the devices to connect"));
        while (connected < members_.size() && members_[connected]->isConnected()) {
            ++connected;
        }
    }
    return success();
}

void Fleet::start(std::size_t talkers)
{
    talkers_ = talkers;
    thread_ = std::thread([this] { run(); });
}

void Fleet::poll(int waitMs)
{
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), waitMs);
    for (int i = 0; i < count; ++i) {
        const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
        members_[index]->onReady();
        const std::lock_guard lock(mutex_);
        if (members_[index]->hasFailed() && closed_[index] == Time()) {
            closed_[index] = std::chrono::steady_clock::now();
            changed_.notify_one();
        }
    }
}

void Fleet::run()
{
    Time nextTalk{};
    while (!stopping_) {
        poll(kPollMs);
        if (std::chrono::steady_clock::now() >= nextTalk) {
            nextTalk = std::chrono::steady_clock::now() + kTalkEvery;
            talk();
        }
    }
}

void Fleet::talk()
{
    for (std::size_t i = members_.size() - talkers_; i < members_.size(); ++i) {
        members_[i]->talk();
        const std::vector<double> took = members_[i]->takeLatencies();
        const std::lock_guard lock(mutex_);
        latencies_.insert(latencies_.end(), took.begin(), took.end());
    }
}

Result<Fleet::Time> Fleet::closedAt(std::span<const std::size_t> members)
{
    std::unique_lock lock(mutex_);
    const auto allClosed = [&] {
        return std::ranges::all_of(members,
                                   [this](std::size_t each) { return closed_[each] != Time(); });
    };
    if (!changed_.wait_for(lock, kCloseTime, allClosed)) {
        return fail(Errc::Timeout, "a device stays connected");
    }
    Time last{};
    for (const std::size_t each : members) {
        last = std::max(last, closed_[each]);
    }
    return last;
}

std::size_t Fleet::closedCount()
{
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(closed_, [](const Time& time) { return time != Time(); }));
}

std::vector<double> Fleet::takeLatencies()
{
    const std::lock_guard lock(mutex_);
    return std::exchange(latencies_, {});
}

} // namespace hub::bench
