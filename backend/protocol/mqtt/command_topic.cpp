#include "protocol/mqtt/command_topic.h"

#include "protocol/mqtt/topics.h"

#include "domain/properties.h"

#include "base/percent.h"
#include "base/time_text.h"

#include <array>
#include <map>

namespace hub::mqtt {
namespace {

/// What a command's bag may say, in the order in which it says it. Others mean nothing to a device.
struct WireKey
{
    SystemProperty property;
    std::string_view key;
};
constexpr std::array kAfterTo{
    WireKey{SystemProperty::CorrelationId, "%24.cid"},
    WireKey{SystemProperty::UserId, "%24.uid"},
    WireKey{SystemProperty::ContentType, "%24.ct"},
    WireKey{SystemProperty::ContentEncoding, "%24.ce"},
};

void addPair(std::string& bag, std::string_view encodedKey, std::string_view value)
{
    if (value.empty()) {
        return; // the Java SDK throws on either form of nothing
    }
    if (!bag.empty()) {
        bag += '&';
    }
    bag += encodedKey;
    bag += '=';
    bag += percentEncode(value);
}

/// devices/{d}/messages/deviceBound, in the spelling that the real hub uses inside the bag.
std::string addressOf(const IdentityId& id)
{
    const std::string module = id.isModule() ? "/modules/" + id.module : std::string();
    return "/devices/" + id.device + module + "/messages/deviceBound";
}

} // namespace

std::string commandTopic(const IdentityId& id, const Command& command)
{
    std::map<unsigned, std::string_view> system; // of equal keys the last one counts
    std::string application;
    PropertyReader reader(command.properties);
    while (const auto property = reader.next()) {
        if (property->isSystem()) {
            system[property->kind] = property->value.value_or("");
        } else {
            addPair(application, percentEncode(property->name), property->value.value_or(""));
        }
    }
    const auto valueOf = [&system](SystemProperty property) {
        return system[static_cast<unsigned>(property)];
    };
    std::string bag;
    addPair(bag, "%24.mid", valueOf(SystemProperty::MessageId));
    addPair(bag, "%24.exp", toAzureTime(command.expires));
    addPair(bag, "%24.to", addressOf(id));
    for (const WireKey& known : kAfterTo) {
        addPair(bag, known.key, valueOf(known.property));
    }
    if (command.ack != CommandAck::None) {
        addPair(bag, "iothub-ack", nameOf(command.ack));
    }
    const std::string separator = application.empty() ? "" : "&";
    return commandPrefix(id) + bag + separator + application;
}

} // namespace hub::mqtt
