// What happens in the hub, for whoever watches: numbered, the last ones kept for resuming. The kept
// events are every subscriber's queue, so a slow one costs nothing; it is told what it missed.
#pragma once

#include "base/clock.h"
#include "base/guarded.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// One piece of an event's data that a filter can pick: a telemetry message.
struct EventPart
{
    std::string deviceId;
    std::string json;
};

/// Immutable and shared. `data` is JSON, or `parts` are the elements of a JSON array.
struct HubEvent
{
    std::uint64_t number = 0; ///< from 1, without gaps, while the hub runs
    WallTime time{};
    std::string type;
    std::string deviceId; ///< empty when it belongs to no device, or to several
    std::string data;
    std::vector<EventPart> parts;

    std::size_t bytes() const;
};
using EventPointer = std::shared_ptr<const HubEvent>;

/// Callable from any thread.
class EventHub final
{
public:
    explicit EventHub(const Clock& clock);

    /// A new one at each start of the hub, so that ids of an earlier run are recognised.
    const std::string& bootId() const { return bootId_; }

    /// data: JSON.
    void publish(std::string_view type, std::string_view deviceId, std::string data);
    void publishParts(std::string_view type, std::vector<EventPart> parts);

    struct Read
    {
        std::vector<EventPointer> events;
        bool gap = false; ///< events between `after` and the first one here are gone
    };
    /// Up to `limit` events behind a number.
    Read readAfter(std::uint64_t after, std::size_t limit) const;
    std::uint64_t lastNumber() const;

    /// notify: called from any thread after each event; must not block. Nothing when there are too
    /// many watchers. The watch ends with the returned object.
    using Notify = std::function<void()>;
    class Watch final
    {
    public:
        Watch(EventHub& hub, std::uint64_t id, bool telemetry)
            : hub_(hub), id_(id), telemetry_(telemetry)
        {
        }
        ~Watch() { hub_.unwatch(id_, telemetry_); }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

    private:
        EventHub& hub_;
        std::uint64_t id_;
        bool telemetry_;
    };
    std::unique_ptr<Watch> watch(bool telemetry, Notify notify);

    /// Nobody watches telemetry: it need not be encoded.
    bool hasTelemetryWatchers() const { return telemetryWatchers_ > 0; }

private:
    struct State
    {
        std::deque<EventPointer> kept;
        std::size_t keptBytes = 0;
        std::uint64_t lastNumber = 0;
        std::map<std::uint64_t, Notify> watchers;
        std::uint64_t lastWatcher = 0;
    };

    void add(HubEvent event);
    void unwatch(std::uint64_t id, bool telemetry);

    const Clock& clock_;
    const std::string bootId_;
    Guarded<State> state_;
    std::atomic<std::size_t> telemetryWatchers_{0};
};

} // namespace hub
