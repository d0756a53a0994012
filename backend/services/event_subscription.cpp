#include "services/event_subscription.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>

namespace hub {
namespace {

constexpr std::size_t kEventsPerRead = 64;

} // namespace

/// Rung at most once between two reads, so that many events cost one wake-up.
struct EventSubscription::Bell
{
    explicit Bell(const boost::asio::any_io_executor& executor) : timer(executor) {}

    static void ring(const std::shared_ptr<Bell>& bell)
    {
        if (!bell->rung.exchange(true)) {
            boost::asio::post(bell->timer.get_executor(), [bell] { bell->timer.cancel(); });
        }
    }

    boost::asio::steady_timer timer; ///< on its executor only
    std::atomic<bool> rung{false};
};

Result<std::unique_ptr<EventSubscription>> EventSubscription::open(
    EventHub& hub,
    boost::asio::any_io_executor executor,
    EventFilter filter,
    std::optional<std::uint64_t> after,
    std::function<bool()> isOver)
{
    std::unique_ptr<EventSubscription> subscription(
        new EventSubscription(hub, std::move(filter), after.value_or(hub.lastNumber())));
    subscription->isOver_ = std::move(isOver);
    subscription->bell_ = std::make_shared<Bell>(executor);
    subscription->watch_ =
        hub.watch(subscription->filter_.wantsType("telemetry"),
                  [weak = std::weak_ptr(subscription->bell_)] {
                      if (const auto bell = weak.lock()) {
                          Bell::ring(bell);
                      }
                  });
    if (!subscription->watch_) {
        return fail(Errc::Throttled, "too many event streams are open");
    }
    return subscription;
}

boost::asio::awaitable<EventSubscription::Batch> EventSubscription::next(
    std::chrono::steady_clock::duration atMost)
{
    const auto deadline = std::chrono::steady_clock::now() + atMost;
    Batch batch;
    for (;;) {
        bell_->rung = false; // before the read: what comes after it rings again
        EventHub::Read read = hub_.readAfter(after_, kEventsPerRead);
        batch.gap = batch.gap || read.gap;
        if (filter_.scope) {
            co_await filter_.scope->learn(read.events);
        }
        for (EventPointer& event : read.events) {
            after_ = event->number;
            const bool partly = !event->parts.empty();
            if (filter_.wantsType(event->type) && (partly || filter_.wantsDevice(event->deviceId))) {
                batch.events.push_back(std::move(event));
            }
        }
        if (read.gap && read.events.empty()) {
            after_ = hub_.lastNumber(); // an id from another run of the hub
        }
        batch.reached = after_;
        if (!batch.events.empty() || batch.gap || isOver() ||
            std::chrono::steady_clock::now() >= deadline) {
            co_return batch;
        }
        if (read.events.empty()) {
            boost::system::error_code ignored; // cancelled = rung
            bell_->timer.expires_at(deadline);
            if (!bell_->rung) {
                co_await bell_->timer.async_wait(
                    boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
            }
        }
    }
}

std::optional<std::string> EventSubscription::dataFor(const HubEvent& event) const
{
    if (event.parts.empty()) {
        return event.data;
    }
    std::string data;
    for (const EventPart& part : event.parts) {
        if (filter_.wantsDevice(part.deviceId)) {
            data += data.empty() ? '[' : ',';
            data += part.json;
        }
    }
    if (data.empty()) {
        return std::nullopt;
    }
    return data + ']';
}

} // namespace hub
