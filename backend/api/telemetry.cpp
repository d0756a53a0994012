#include "api/telemetry.h"

#include "domain/properties.h"

#include "base/base64.h"
#include "base/text.h"
#include "base/time_text.h"
#include "base/utf8.h"

namespace hub::api {
namespace {

struct PropertyMaps
{
    std::map<std::string, std::optional<std::string_view>> application;
    std::map<std::string_view, std::string_view> system;
};

/// Of equal keys the last one counts; equal as they are written, so made UTF-8 before.
PropertyMaps mapsOf(ByteView packed)
{
    PropertyMaps maps;
    PropertyReader reader(packed);
    while (const auto property = reader.next()) {
        if (!property->isSystem()) {
            maps.application[toValidUtf8(property->name)] = property->value;
        } else if (const auto name = nameOf(static_cast<SystemProperty>(property->kind));
                   !name.empty()) {
            maps.system[name] = property->value.value_or("");
        }
    }
    return maps;
}

void writeProperties(JsonWriter& out, const TelemetryRecord& record)
{
    const PropertyMaps maps = mapsOf(record.properties);
    out.key("properties").beginObject();
    for (const auto& [name, value] : maps.application) {
        out.key(name);
        if (value) {
            out.string(*value);
        } else {
            out.null();
        }
    }
    out.endObject();
    out.key("systemProperties").beginObject();
    for (const auto& [name, value] : maps.system) {
        out.member(name, value);
    }
    out.member("iothub-connection-device-id", record.sender.device);
    if (record.sender.isModule()) {
        out.member("iothub-connection-module-id", record.sender.module);
    }
    out.member("iothub-connection-auth-generation-id", record.generationId)
        .member("iothub-connection-auth-method", record.auth.toJson())
        .member("iothub-enqueuedtime", toAzureTime(record.enqueued))
        .member("iothub-message-source", "Telemetry")
        .endObject();
}

/// A 64-bit number, which travels as a string.
Result<std::uint64_t> sequenceOf(const JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.requiredString(name));
    const auto number = toInteger<std::uint64_t>(text);
    if (!number) {
        return fail(Errc::InvalidArgument,
                    "'" + std::string(name) + "' must be a decimal number in a string");
    }
    return *number;
}

Result<void> readBody(const JsonView& json, Message& out)
{
    if (const auto base64 = json.member("bodyBase64")) {
        HUB_TRY(const std::string_view text, base64->string());
        const auto bytes = fromBase64(text);
        if (!bytes) {
            return fail(Errc::InvalidArgument, "'bodyBase64' is not base64");
        }
        out.body = *bytes;
        out.isText = false;
        return success();
    }
    HUB_TRY(out.body, json.stringOr("body", {}));
    return success();
}

template <class Map>
Result<void> readMap(const JsonView& json, std::string_view name, Map& out)
{
    const auto member = json.member(name);
    if (!member) {
        return success();
    }
    HUB_TRY(const json::object* object, member->object());
    for (const auto& entry : *object) {
        const std::string key(entry.key().data(), entry.key().size());
        if (entry.value().is_null()) {
            out[key] = typename Map::mapped_type();
            continue;
        }
        HUB_TRY(const std::string_view text,
                JsonView(entry.value(), member->path() + "." + key).string());
        out[key] = std::string(text);
    }
    return success();
}

} // namespace

void write(JsonWriter& out, const TelemetryRecord& record)
{
    out.beginObject().member("deviceId", record.sender.device);
    if (record.sender.isModule()) {
        out.member("moduleId", record.sender.module);
    }
    out.member("sequence", std::to_string(record.sequence))
        .member("enqueuedTime", toAdminTime(record.enqueued));
    if (isUtf8(record.body)) {
        out.member("body", record.body);
    } else {
        out.member("bodyBase64", toBase64(record.body));
    }
    writeProperties(out, record);
    out.endObject();
}

Result<Message> messageFrom(const JsonView& json)
{
    Message message;
    HUB_TRY(message.deviceId, json.requiredString("deviceId"));
    HUB_TRY(message.moduleId, json.stringOr("moduleId", {}));
    HUB_TRY(message.sequence, sequenceOf(json, "sequence"));
    HUB_TRY(const std::string time, json.requiredString("enqueuedTime"));
    const auto enqueued = parseTime(time);
    if (!enqueued) {
        return fail(Errc::InvalidArgument, "'enqueuedTime' is not a date");
    }
    message.enqueued = *enqueued;
    HUB_TRYV(readBody(json, message));
    HUB_TRYV(readMap(json, "properties", message.properties));
    HUB_TRYV(readMap(json, "systemProperties", message.systemProperties));
    return message;
}

Result<MessageList> messageListFrom(const JsonView& json)
{
    MessageList list;
    const auto messages = json.member("messages");
    if (!messages) {
        return fail(Errc::MissingArgument, "'messages' is missing");
    }
    HUB_TRY(const json::array* array, messages->array());
    for (const json::value& value : *array) {
        HUB_TRY(Message message, messageFrom(JsonView(value, "messages")));
        list.messages.push_back(std::move(message));
    }
    if (json.member("next")) {
        HUB_TRY(list.next, sequenceOf(json, "next"));
    }
    if (const auto total = json.member("total")) {
        HUB_TRY(list.total, total->notNegative());
    }
    return list;
}

} // namespace hub::api
