#include "api/event.h"

#include "base/time_text.h"

namespace hub::api {

Result<Event> eventFrom(const JsonView& json)
{
    static const json::value nothing;
    Event event;
    HUB_TRY(const std::string time, json.requiredString("time"));
    const auto parsed = parseTime(time);
    if (!parsed) {
        return fail(Errc::InvalidArgument, "'time' is not a date");
    }
    event.time = *parsed;
    HUB_TRY(event.type, json.requiredString("type"));
    HUB_TRY(event.deviceId, json.stringOr("deviceId", {}));
    const auto data = json.member("data");
    event.data = data ? &data->value() : &nothing;
    return event;
}

} // namespace hub::api
