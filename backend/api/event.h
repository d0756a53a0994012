// One event of GET /admin/events: {"time","type","deviceId","data"}.
#pragma once

#include "base/clock.h"
#include "base/json.h"

#include "hub/error.h"

#include <string>

namespace hub::api {

/// The data stays in the document that the event was read from.
struct Event
{
    WallTime time{};
    std::string type;     ///< "telemetry", "device-connected", "gap", …
    std::string deviceId; ///< empty when it belongs to none
    const json::value* data = nullptr; ///< never null after eventFrom()
};

/// Errors: InvalidArgument, MissingArgument.
Result<Event> eventFrom(const JsonView& json);

} // namespace hub::api
