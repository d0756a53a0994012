#include "api/device.h"

#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {
namespace {

void write(JsonWriter& out, const Connection& connection)
{
    out.beginObject()
        .member("address", connection.address)
        .member("protocol", connection.protocol)
        .member("tlsVersion", connection.tlsVersion)
        .member("clientType", connection.clientType)
        .member("modelId", connection.modelId)
        .member("signedInWith", connection.signedInWith)
        .member("since", toAdminTime(connection.since))
        .endObject();
}

Result<Connection> connectionFrom(const JsonView& json)
{
    Connection connection;
    HUB_TRY(connection.address, json.stringOr("address", {}));
    HUB_TRY(connection.protocol, json.stringOr("protocol", {}));
    HUB_TRY(connection.tlsVersion, json.stringOr("tlsVersion", {}));
    HUB_TRY(connection.clientType, json.stringOr("clientType", {}));
    HUB_TRY(connection.modelId, json.stringOr("modelId", {}));
    HUB_TRY(connection.signedInWith, json.stringOr("signedInWith", {}));
    HUB_TRY(const std::optional<WallTime> since, timeOf(json, "since"));
    connection.since = since.value_or(WallTime{});
    return connection;
}

} // namespace

void write(JsonWriter& out, const Device& device)
{
    out.beginObject()
        .member("deviceId", device.deviceId)
        .member("generationId", device.generationId)
        .member("etag", device.etag)
        .member("status", device.enabled ? "enabled" : "disabled")
        .member("statusReason", device.statusReason)
        .member("authType", device.authType);
    out.key("tags").raw(device.tags);
    out.key("connection");
    if (device.connection) {
        write(out, *device.connection);
    } else {
        out.null();
    }
    writeTime(out, "lastHeard", device.lastHeard);
    writeTime(out, "connectionChanged", device.connectionChanged);
    out.key("lastDisconnectReason");
    if (device.lastDisconnectReason.empty()) {
        out.null();
    } else {
        out.string(device.lastDisconnectReason);
    }
    if (device.keyUse) {
        out.key("keyUse");
        write(out, *device.keyUse);
    }
    out.endObject();
}

void write(JsonWriter& out, const DeviceList& list)
{
    out.beginObject().key("devices").beginArray();
    for (const Device& device : list.devices) {
        write(out, device);
    }
    out.endArray();
    if (!list.next.empty()) {
        out.member("next", list.next);
    }
    out.key("total");
    if (list.total) {
        out.integer(static_cast<std::int64_t>(*list.total));
    } else {
        out.null();
    }
    out.member("asOf", toAdminTime(list.asOf)).endObject();
}

Result<Device> deviceFrom(const JsonView& json)
{
    Device device;
    HUB_TRY(device.deviceId, json.requiredString("deviceId"));
    HUB_TRY(device.generationId, json.stringOr("generationId", {}));
    HUB_TRY(device.etag, json.stringOr("etag", {}));
    HUB_TRY(const std::string status, json.requiredString("status"));
    device.enabled = status == "enabled";
    if (!device.enabled && status != "disabled") {
        return fail(Errc::InvalidArgument, "'status' must be enabled or disabled");
    }
    HUB_TRY(device.statusReason, json.stringOr("statusReason", {}));
    HUB_TRY(device.authType, json.stringOr("authType", {}));
    if (const auto tags = json.member("tags")) {
        HUB_TRYV(tags->object());
        device.tags = jsonText(tags->value());
    }
    if (const auto connection = json.member("connection")) {
        HUB_TRYV(connection->object());
        HUB_TRY(device.connection, connectionFrom(*connection));
    }
    HUB_TRY(device.lastHeard, timeOf(json, "lastHeard"));
    HUB_TRY(device.connectionChanged, timeOf(json, "connectionChanged"));
    HUB_TRY(device.lastDisconnectReason, json.stringOr("lastDisconnectReason", {}));
    if (const auto keyUse = json.member("keyUse")) {
        HUB_TRY(device.keyUse, keyUseFrom(*keyUse));
    }
    return device;
}

Result<DeviceList> deviceListFrom(const JsonView& json)
{
    DeviceList list;
    const auto devices = json.member("devices");
    if (!devices) {
        return fail(Errc::MissingArgument, "'devices' is missing");
    }
    HUB_TRY(const json::array* array, devices->array());
    for (const json::value& value : *array) {
        HUB_TRY(Device device, deviceFrom(JsonView(value, "devices")));
        list.devices.push_back(std::move(device));
    }
    HUB_TRY(list.next, json.stringOr("next", {}));
    if (const auto total = json.member("total")) {
        HUB_TRY(list.total, total->notNegative());
    }
    HUB_TRY(const std::optional<WallTime> asOf, timeOf(json, "asOf"));
    list.asOf = asOf.value_or(WallTime{});
    return list;
}

} // namespace hub::api
