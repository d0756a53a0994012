#include "api/health.h"

#include "api/member_lists.h"
#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {

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
    HUB_TRY(health.startedAt, requiredTime(json, "startedAt"));
    HUB_TRY(health.time, requiredTime(json, "time"));
    HUB_TRY(health.devices, requiredCount(json, "devices"));
    HUB_TRY(health.disabledDevices, requiredCount(json, "disabledDevices"));
    HUB_TRY(health.connectedDevices, requiredCount(json, "connectedDevices"));
    HUB_TRY(health.messagesStored, requiredCount(json, "messagesStored"));
    HUB_TRY(health.storeBytes, requiredCount(json, "storeBytes"));
    return health;
}

} // namespace hub::api
