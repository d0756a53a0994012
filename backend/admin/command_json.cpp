#include "admin/command_json.h"

#include "domain/limits.h"
#include "domain/properties.h"

#include "base/crypto.h"
#include "base/utf8.h"

#include <algorithm>
#include <map>

namespace hub::admin {
namespace {

/// RFC 9110 §5.6.2: what can stand in a header's name, since a device may ask over HTTP.
bool isToken(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [marks](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// What can stand in a header's value: UTF-8 without control characters.
bool isLine(std::string_view text)
{
    return isUtf8(text) && std::none_of(text.begin(), text.end(),
                                        [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

Result<void> checkLine(std::string_view name, std::string_view value)
{
    if (!isLine(value)) {
        return fail(Errc::InvalidArgument,
                    "'" + std::string(name) + "' must be one line of text in UTF-8");
    }
    return success();
}

/// Names with "$." are the system's on MQTT (device API, property bag).
Result<void> checkProperty(std::string_view name, std::string_view value)
{
    if (!isToken(name) || name.starts_with("$.")) {
        return fail(Errc::InvalidArgument,
                    "the name of a property has only A-Z a-z 0-9 ! # $ % & ' * + - . ^ _ ` | ~ "
                    "and does not begin with $.");
    }
    return checkLine("properties." + std::string(name), value);
}

Result<void> check(const api::CommandDraft& draft)
{
    if (!draft.messageId.empty() && !isValidId(draft.messageId)) {
        return fail(Errc::InvalidArgument,
                    "'messageId' has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ ; $ '");
    }
    HUB_TRYV(checkLine("correlationId", draft.correlationId));
    HUB_TRYV(checkLine("userId", draft.userId));
    HUB_TRYV(checkLine("contentType", draft.contentType));
    HUB_TRYV(checkLine("contentEncoding", draft.contentEncoding));
    for (const auto& [name, value] : draft.properties) {
        HUB_TRYV(checkProperty(name, value));
    }
    return success();
}

void addSystem(Properties& packed, SystemProperty property, const std::string& value)
{
    if (!value.empty()) {
        packed.addSystem(property, value);
    }
}

Result<Bytes> pack(const api::CommandDraft& draft)
{
    Properties packed;
    addSystem(packed, SystemProperty::MessageId, draft.messageId);
    addSystem(packed, SystemProperty::CorrelationId, draft.correlationId);
    addSystem(packed, SystemProperty::UserId, draft.userId);
    addSystem(packed, SystemProperty::ContentType, draft.contentType);
    addSystem(packed, SystemProperty::ContentEncoding, draft.contentEncoding);
    for (const auto& [name, value] : draft.properties) {
        packed.addApplication(name, value);
    }
    if (packed.countedBytes() > limits::kMaxCommandPropertyBytes) {
        return fail(Errc::MessageTooLarge, "the properties have more than 16 KiB");
    }
    return Bytes(packed.packed());
}

Result<std::optional<WallTime>> expiryFrom(const api::CommandDraft& draft, WallTime now)
{
    if (!draft.timeToLiveSeconds) {
        return std::nullopt;
    }
    const std::int64_t most = std::chrono::seconds(limits::kMaxCommandLife).count();
    if (*draft.timeToLiveSeconds < 1 || *draft.timeToLiveSeconds > most) {
        return fail(Errc::InvalidExpiry,
                    "'timeToLiveSeconds' must be from 1 to " + std::to_string(most));
    }
    return now + std::chrono::seconds(*draft.timeToLiveSeconds);
}

std::string* systemMember(api::Command& command, std::uint8_t kind)
{
    switch (static_cast<SystemProperty>(kind)) {
    case SystemProperty::MessageId:
        return &command.messageId;
    case SystemProperty::CorrelationId:
        return &command.correlationId;
    case SystemProperty::UserId:
        return &command.userId;
    case SystemProperty::ContentType:
        return &command.contentType;
    case SystemProperty::ContentEncoding:
        return &command.contentEncoding;
    default:
        return nullptr;
    }
}

void unpack(ByteView packed, api::Command& command)
{
    std::map<std::string, std::string> application; // equal as they are written
    PropertyReader reader(packed);
    while (const auto property = reader.next()) {
        const std::string value(property->value.value_or(""));
        if (!property->isSystem()) {
            application[toValidUtf8(property->name)] = value;
        } else if (std::string* member = systemMember(command, property->kind)) {
            *member = value;
        }
    }
    command.properties.assign(application.begin(), application.end());
}

} // namespace

api::Command commandOf(const Command& command)
{
    api::Command shown;
    shown.id = std::to_string(command.id);
    shown.state = nameOf(command.state);
    shown.reason = nameOf(command.reason);
    shown.ack = nameOf(command.ack);
    shown.enqueued = command.enqueued;
    shown.expires = command.expires;
    if (command.lock) {
        shown.lockedUntil = command.lock->until;
    }
    shown.ended = command.ended;
    shown.attempts = command.deliveryCount;
    unpack(command.properties, shown);
    shown.body = command.body;
    return shown;
}

Result<NewCommand> newCommandFrom(api::CommandDraft draft, WallTime now)
{
    if (draft.messageId.empty()) {
        draft.messageId = randomUuid();
    }
    return sharedCommandFrom(draft, now);
}

Result<NewCommand> sharedCommandFrom(const api::CommandDraft& draft, WallTime now)
{
    HUB_TRYV(check(draft));
    const auto ack = commandAckFromName(draft.ack);
    if (!ack) {
        return fail(Errc::InvalidArgument, "'ack' must be none, positive, negative or full");
    }
    NewCommand command;
    HUB_TRY(command.properties, pack(draft));
    HUB_TRY(command.expires, expiryFrom(draft, now));
    command.ack = *ack;
    command.body = draft.body;
    return command;
}

CommandActor actorOf(const RouteRequest& request, std::string_view protocol)
{
    return {std::string(protocol), request.caller.name + " " + request.http.address};
}

} // namespace hub::admin
