#include "services/event_hub.h"

#include "domain/limits.h"

#include "base/crypto.h"

namespace hub {

std::size_t HubEvent::bytes() const
{
    std::size_t sum = sizeof *this + type.size() + deviceId.size() + data.size();
    for (const EventPart& part : parts) {
        sum += sizeof part + part.deviceId.size() + part.json.size();
    }
    return sum;
}

EventHub::EventHub(const Clock& clock) : clock_(clock), bootId_(randomUuid().substr(0, 8)) {}

void EventHub::publish(std::string_view type, std::string_view deviceId, std::string data)
{
    HubEvent event;
    event.type = type;
    event.deviceId = deviceId;
    event.data = std::move(data);
    add(std::move(event));
}

void EventHub::publishParts(std::string_view type, std::vector<EventPart> parts)
{
    HubEvent event;
    event.type = type;
    event.parts = std::move(parts);
    add(std::move(event));
}

void EventHub::add(HubEvent event)
{
    event.time = clock_.wall();
    state_.with([&](State& state) {
        event.number = ++state.lastNumber;
        auto shared = std::make_shared<const HubEvent>(std::move(event));
        state.keptBytes += shared->bytes();
        state.kept.push_back(std::move(shared));
        while (state.kept.size() > limits::kEventsKept ||
               (state.keptBytes > limits::kEventBytesKept && state.kept.size() > 1)) {
            state.keptBytes -= state.kept.front()->bytes();
            state.kept.pop_front();
        }
        for (const auto& [id, notify] : state.watchers) {
            notify();
        }
    });
}

EventHub::Read EventHub::readAfter(std::uint64_t after, std::size_t limit) const
{
    return state_.with([&](const State& state) {
        Read read;
        if (state.kept.empty() || after >= state.lastNumber) {
            read.gap = after > state.lastNumber;
            return read;
        }
        const std::uint64_t oldest = state.kept.front()->number;
        read.gap = after + 1 < oldest;
        const std::size_t skip = read.gap ? 0 : static_cast<std::size_t>(after + 1 - oldest);
        for (std::size_t i = skip; i < state.kept.size() && read.events.size() < limit; ++i) {
            read.events.push_back(state.kept[i]);
        }
        return read;
    });
}

std::uint64_t EventHub::lastNumber() const
{
    return state_.with([](const State& state) { return state.lastNumber; });
}

std::unique_ptr<EventHub::Watch> EventHub::watch(bool telemetry, Notify notify)
{
    const std::uint64_t id = state_.with([&](State& state) -> std::uint64_t {
        if (state.watchers.size() >= limits::kMaxSubscribers) {
            return 0;
        }
        state.watchers.emplace(++state.lastWatcher, std::move(notify));
        return state.lastWatcher;
    });
    if (id == 0) {
        return nullptr;
    }
    telemetryWatchers_ += telemetry ? 1 : 0;
    return std::make_unique<Watch>(*this, id, telemetry);
}

void EventHub::unwatch(std::uint64_t id, bool telemetry)
{
    state_.with([id](State& state) { state.watchers.erase(id); });
    telemetryWatchers_ -= telemetry ? 1 : 0;
}

} // namespace hub
