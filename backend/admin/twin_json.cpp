#include "admin/twin_json.h"

#include "admin/identity_json.h"

#include "base/text.h"
#include "base/time_text.h"

namespace hub::admin {
namespace {

void writeTextOrNull(JsonWriter& out, std::string_view name, const std::string& text)
{
    out.key(name);
    if (text.empty()) {
        out.null();
    } else {
        out.string(text);
    }
}

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

/// Also a member that is null; nothing when it is absent.
const json::value* memberOf(const json::object& object, std::string_view name)
{
    for (const auto& entry : object) {
        if (equalsIgnoringCase({entry.key().data(), entry.key().size()}, name)) {
            return &entry.value();
        }
    }
    return nullptr;
}

/// An object or null, as text; nothing when it is absent.
Result<std::optional<std::string>> readSection(const json::object& object,
                                               std::string_view name,
                                               const std::string& path)
{
    const json::value* value = memberOf(object, name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_null()) {
        HUB_TRYV(JsonView(*value, path).object());
    }
    return std::optional(jsonText(*value));
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

Result<TwinUpdate> readTwinUpdate(const JsonView& body)
{
    HUB_TRY(const json::object* object, body.object());
    TwinUpdate update;
    HUB_TRY(update.tags, readSection(*object, "tags", "tags"));
    if (const auto properties = body.member("properties")) {
        HUB_TRY(const json::object* sections, properties->object());
        HUB_TRY(update.desired, readSection(*sections, "desired", "properties.desired"));
    }
    return update;
}

} // namespace hub::admin
