// Which devices' events somebody may see who is limited to part of the fleet. What is not known yet
// is looked up, and forgotten when an event says that it may have changed.
#pragma once

#include "domain/tag_condition.h"
#include "services/event_hub.h"
#include "services/workers.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hub {

/// One coroutine at a time.
class EventScope final
{
public:
    EventScope(Workers& workers, TagCondition condition)
        : workers_(workers), condition_(std::move(condition))
    {}

    /// Before holds() is asked about these. A device that the store cannot be asked about is
    /// hidden.
    boost::asio::awaitable<void> learn(std::vector<EventPointer> events);

    /// id: a device, or "device/module". Empty: what belongs to no device is hidden.
    bool holds(std::string_view id) const;

private:
    std::vector<std::string> unknownIn(const std::vector<EventPointer>& events);

    Workers& workers_;
    TagCondition condition_;
    std::unordered_map<std::string, bool> known_; ///< by device id; bounded
};

} // namespace hub
