#include "services/event_scope.h"

#include "base/text.h"
#include "domain/limits.h"

#include <set>

namespace hub {
namespace {

std::string deviceOf(std::string_view id)
{
    return std::string(cut(id, '/').first);
}

/// A deleted device stays what it was, so that whoever saw it sees that it goes.
bool mayMove(std::string_view type)
{
    return type == "device-created" || type == "device-updated" || type == "twin";
}

} // namespace

std::vector<std::string> EventScope::unknownIn(const std::vector<EventPointer>& events)
{
    std::set<std::string> unknown;
    const auto note = [&](std::string_view id) {
        std::string device = deviceOf(id);
        if (!device.empty() && !known_.contains(device)) {
            unknown.insert(std::move(device));
        }
    };
    for (const EventPointer& event : events) {
        if (mayMove(event->type)) {
            known_.erase(deviceOf(event->deviceId));
        }
    }
    for (const EventPointer& event : events) {
        note(event->deviceId);
        for (const EventPart& part : event->parts) {
            note(part.deviceId);
        }
    }
    return {unknown.begin(), unknown.end()};
}

boost::asio::awaitable<void> EventScope::learn(std::vector<EventPointer> events)
{
    if (known_.size() > limits::kMaxScopedDevicesKnown) {
        known_.clear();
    }
    const std::vector<std::string> unknown = unknownIn(events);
    if (unknown.empty()) {
        co_return;
    }
    auto work = [this, &unknown](Storage& storage) -> Result<std::vector<bool>> {
        std::vector<bool> held;
        for (const std::string& device : unknown) {
            HUB_TRY(const bool in, storage.identities().hasTag(device, condition_));
            held.push_back(in);
        }
        return held;
    };
    const auto held = co_await workers_.read(work);
    for (std::size_t i = 0; held && i < unknown.size(); ++i) {
        known_.insert_or_assign(unknown[i], held.value()[i]);
    }
}

bool EventScope::holds(std::string_view id) const
{
    const auto found = known_.find(deviceOf(id));
    return found != known_.end() && found->second;
}

} // namespace hub
