#include "admin/twin_json.h"

#include "domain/etag.h"
#include "domain/edge_scope.h"

#include "base/time_text.h"

namespace hub::admin {
namespace {

void writeIdentityPart(JsonWriter& out, const TwinView& view)
{
    const DeviceIdentity& identity = view.device.row.identity;
    out.member("etag", twinEtagText(view.twin.etag))
        .member("deviceEtag", etagText(identity.etag))
        .member("status", identity.enabled ? "enabled" : "disabled");
    writeTextOrNull(out, "statusReason", identity.statusReason);
    out.member("statusUpdateTime", toAzureTime(identity.statusUpdated))
        .member("connectionState", view.device.session ? "Connected" : "Disconnected")
        .member("lastActivityTime", toAzureTime(view.device.row.activity.lastHeard))
        .count("cloudToDeviceMessageCount", view.pendingCommands)
        .member("authenticationType", nameOf(identity.authType));
    out.key("x509Thumbprint").beginObject();
    writeTextOrNull(out, "primaryThumbprint", identity.thumbprints.primary);
    writeTextOrNull(out, "secondaryThumbprint", identity.thumbprints.secondary);
    out.endObject();
}

void writeSection(JsonWriter& out, TwinPart part, const TwinSection& section)
{
    out.key(nameOf(part)).beginObject().members(section.values);
    out.key("$metadata").beginObject().members(section.metadata).endObject();
    out.count("$version", section.version).endObject();
}

} // namespace

void writeTwin(JsonWriter& out, const TwinView& view)
{
    const DeviceIdentity& identity = view.device.row.identity;
    out.beginObject().member("deviceId", identity.id.device);
    if (identity.id.isModule()) {
        out.member("moduleId", identity.id.module);
    }
    writeIdentityPart(out, view);
    out.member("modelId", view.modelId).count("version", view.twin.version);
    out.key("tags").beginObject().members(view.twin.tags).endObject();
    out.key("properties").beginObject();
    writeSection(out, TwinPart::Desired, view.twin.desired);
    writeSection(out, TwinPart::Reported, view.twin.reported);
    out.endObject();
    if (view.configurations != "{}") {
        out.key("configurations").raw(view.configurations);
    }
    out.key("capabilities").beginObject().flag("iotEdge", identity.edge).endObject();
    if (!identity.id.isModule() && !deviceScopeOf(identity).empty()) {
        writeScopes(out, identity);
    }
    out.endObject();
}

} // namespace hub::admin
