#include "admin/identity_json.h"

#include "admin/parameters.h"

#include "base/time_text.h"

namespace hub::admin {

void writeIdentity(JsonWriter& out, const DeviceView& device)
{
    const DeviceIdentity& identity = device.row.identity;
    const DeviceActivity& activity = device.row.activity;
    out.beginObject()
        .member("deviceId", identity.id.device)
        .member("generationId", identity.generationId)
        .member("etag", etagText(identity.etag))
        .member("connectionState", device.session ? "Connected" : "Disconnected")
        .member("status", identity.enabled ? "enabled" : "disabled");
    writeTextOrNull(out, "statusReason", identity.statusReason);
    out.member("connectionStateUpdatedTime", toAzureTime(activity.connectionChanged))
        .member("statusUpdatedTime", toAzureTime(identity.statusUpdated))
        .member("lastActivityTime", toAzureTime(activity.lastHeard))
        .count("cloudToDeviceMessageCount", device.row.pendingCommands);
    writeAuthentication(out, identity);
    out.key("capabilities").beginObject().flag("iotEdge", identity.edge).endObject();
    writeScopes(out, identity);
    out.endObject();
}

void writeModule(JsonWriter& out, const DeviceView& module)
{
    const DeviceIdentity& identity = module.row.identity;
    const DeviceActivity& activity = module.row.activity;
    out.beginObject().member("moduleId", identity.id.module);
    writeTextOrNull(out, "managedBy", identity.managedBy);
    out.member("deviceId", identity.id.device)
        .member("generationId", identity.generationId)
        .member("etag", etagText(identity.etag))
        .member("connectionState", module.session ? "Connected" : "Disconnected")
        .member("connectionStateUpdatedTime", toAzureTime(activity.connectionChanged))
        .member("lastActivityTime", toAzureTime(activity.lastHeard))
        .count("cloudToDeviceMessageCount", module.row.pendingCommands);
    writeAuthentication(out, identity);
    out.endObject();
}

bool showsKeys(const RouteRequest& request)
{
    if (request.caller.seesKeys()) {
        return true;
    }
    if (request.http.method == "GET") {
        request.audit->skip();
        return false;
    }
    return putCondition(request.http).isAbsent();
}

DeviceView asShown(DeviceView view, bool showsKeys)
{
    if (!showsKeys) {
        view.row.identity.keys = {};
    }
    return view;
}

} // namespace hub::admin
