#include "domain/properties.h"

#include <array>

namespace hub {
namespace {

constexpr std::array<std::string_view, 17> kNames{
    "",
    "message-id",
    "correlation-id",
    "user-id",
    "to",
    "absolute-expiry-time",
    "content-type",
    "content-encoding",
    "iothub-output-name",
    "iothub-creation-time-utc",
    "iothub-interface-id",
    "iothub-messageschema",
    "dt-subject",
    "diagnostic-id",
    "diagnostic-context",
    "iothub-ack",
    "iothub-operation",
};

} // namespace

std::string_view nameOf(SystemProperty property)
{
    const auto code = static_cast<std::size_t>(property);
    return code < kNames.size() ? kNames[code] : std::string_view();
}

void Properties::addSystem(SystemProperty property, std::string_view value)
{
    appendByte(packed_, static_cast<unsigned>(property));
    addValue(value);
}

void Properties::addApplication(std::string_view name, std::optional<std::string_view> value)
{
    appendByte(packed_, 0);
    appendVarint(packed_, name.size());
    packed_ += name;
    countedBytes_ += name.size();
    addValue(value);
}

void Properties::addValue(std::optional<std::string_view> value)
{
    appendVarint(packed_, value ? value->size() + 1 : 0);
    packed_ += value.value_or("");
    countedBytes_ += value ? value->size() : 0;
}

void Properties::clear()
{
    packed_.clear();
    countedBytes_ = 0;
}

std::optional<Property> PropertyReader::next()
{
    if (rest_.atEnd()) {
        return std::nullopt;
    }
    Property property;
    property.kind = rest_.u8();
    if (!property.isSystem()) {
        property.name = rest_.take(rest_.varint());
    }
    const std::uint64_t length = rest_.varint();
    if (length > 0) {
        property.value = rest_.take(length - 1);
    }
    return rest_.failed() ? std::nullopt : std::optional(property);
}

std::optional<std::string_view> systemValue(ByteView packed, SystemProperty property)
{
    std::optional<std::string_view> value;
    PropertyReader reader(packed);
    while (const auto each = reader.next()) {
        if (each->kind == static_cast<std::uint8_t>(property)) {
            value = each->value;
        }
    }
    return value;
}

std::size_t countedBytes(ByteView packed)
{
    std::size_t bytes = 0;
    PropertyReader reader(packed);
    while (const auto each = reader.next()) {
        bytes += each->name.size() + each->value.value_or("").size();
    }
    return bytes;
}

} // namespace hub
