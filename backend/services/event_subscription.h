// One watcher's way through the events: filter, place, waiting. Lives on its executor.
#pragma once

#include "services/event_hub.h"
#include "services/event_scope.h"

#include "hub/error.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace hub {

struct EventFilter
{
    std::set<std::string, std::less<>> types;   ///< empty = all
    std::set<std::string, std::less<>> devices; ///< empty = all
    std::shared_ptr<EventScope> scope{};        ///< of who watches; nullptr = the whole fleet

    bool wantsType(std::string_view type) const { return types.empty() || types.contains(type); }
    bool wantsDevice(std::string_view id) const
    {
        return (devices.empty() || devices.contains(id)) && (!scope || scope->holds(id));
    }
};

class EventSubscription final
{
public:
    /// after: the last event that the watcher has; nothing = from now on. isOver: looked at with each
    /// event of the hub; true ends a wait. Errors: Throttled (too many watchers).
    static Result<std::unique_ptr<EventSubscription>> open(EventHub& hub,
                                                           boost::asio::any_io_executor executor,
                                                           EventFilter filter,
                                                           std::optional<std::uint64_t> after,
                                                           std::function<bool()> isOver = {});

    struct Batch
    {
        std::vector<EventPointer> events; ///< at least one passes the filter, unless timed out
        bool gap = false;                 ///< events before these were missed
        std::uint64_t reached = 0;        ///< number of the last event looked at
    };
    /// Waits for events, at most until the deadline.
    boost::asio::awaitable<Batch> next(std::chrono::steady_clock::duration atMost);

    /// The event's data as JSON, cut down to what the filter wants; nothing when none of it is.
    std::optional<std::string> dataFor(const HubEvent& event) const;

    bool isOver() const { return isOver_ && isOver_(); }
    const EventHub& hub() const { return hub_; }

private:
    struct Bell; ///< what other threads ring

    EventSubscription(EventHub& hub, EventFilter filter, std::uint64_t after)
        : hub_(hub), filter_(std::move(filter)), after_(after)
    {
    }

    EventHub& hub_;
    EventFilter filter_;
    std::uint64_t after_;
    std::shared_ptr<Bell> bell_;
    std::unique_ptr<EventHub::Watch> watch_;
    std::function<bool()> isOver_;
};

} // namespace hub
