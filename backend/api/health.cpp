#include "api/health.h"

#include "base/text.h"
#include "base/time_text.h"

namespace hub::api {
namespace {

Result<WallTime> timeOf(const JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.requiredString(name));
    const auto time = parseTime(text);
    if (!time) {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' is not a date");
    }
    return *time;
}

Result<std::uint64_t> countOf(const JsonView& json, std::string_view name)
{
    HUB_TRY(const JsonView member, json.required(name));
    return member.notNegative();
}

} // namespace

void write(JsonWriter& out, const Health& health)
{
    out.beginObject()
        .member("state", health.state)
        .member("reason", health.reason)
        .member("startedAt", toAdminTime(health.startedAt))
        .member("time", toAdminTime(health.time))
        .count("devices", health.devices)
        .count("disabledDevices", health.disabledDevices)
        .count("connectedDevices", health.connectedDevices)
        .member("messagesStored", std::to_string(health.messagesStored))
        .member("storeBytes", std::to_string(health.storeBytes))
        .endObject();
}

Result<Health> healthFrom(const JsonView& json)
{
    Health health;
    HUB_TRY(health.state, json.requiredString("state"));
    HUB_TRY(health.reason, json.stringOr("reason", {}));
    HUB_TRY(health.startedAt, timeOf(json, "startedAt"));
    HUB_TRY(health.time, timeOf(json, "time"));
    HUB_TRY(health.devices, countOf(json, "devices"));
    HUB_TRY(health.disabledDevices, countOf(json, "disabledDevices"));
    HUB_TRY(health.connectedDevices, countOf(json, "connectedDevices"));
    HUB_TRY(health.messagesStored, countOf(json, "messagesStored"));
    HUB_TRY(health.storeBytes, countOf(json, "storeBytes"));
    return health;
}

} // namespace hub::api
