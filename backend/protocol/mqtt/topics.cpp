#include "protocol/mqtt/topics.h"

#include <array>

namespace hub::mqtt {
namespace {

bool takePrefix(std::string_view& text, std::string_view prefix)
{
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

/// devices/{d}/ or devices/{d}/modules/{m}/
bool takeOwner(std::string_view& topic, const IdentityId& own)
{
    if (!takePrefix(topic, "devices/") || !takePrefix(topic, own.device) ||
        !takePrefix(topic, "/")) {
        return false;
    }
    return !own.isModule() || (takePrefix(topic, "modules/") && takePrefix(topic, own.module) &&
                               takePrefix(topic, "/"));
}

std::optional<Topic> parseTelemetry(std::string_view topic, const IdentityId& own)
{
    if (!takeOwner(topic, own) || !takePrefix(topic, "messages/events")) {
        return std::nullopt;
    }
    if (!topic.empty() && !takePrefix(topic, "/")) {
        return std::nullopt;
    }
    takePrefix(topic, "?");
    if (topic.ends_with('/')) { // SDKs close the bag with one slash; it belongs to no property
        topic.remove_suffix(1);
    }
    return Topic{TopicKind::Telemetry, topic, {}};
}

/// The value of $rid in "?$rid={rid}[&…]".
std::string_view requestIdOf(std::string_view query)
{
    if (!takePrefix(query, "?$rid=")) {
        return {};
    }
    return query.substr(0, query.find('&'));
}

std::optional<Topic> withRequestId(TopicKind kind, std::string_view query)
{
    const std::string_view id = requestIdOf(query);
    return id.empty() ? std::nullopt : std::optional(Topic{kind, {}, id});
}

} // namespace

std::optional<Topic> parseTopic(std::string_view topic, const IdentityId& own)
{
    if (takePrefix(topic, "$iothub/twin/GET/")) {
        return withRequestId(TopicKind::TwinGet, topic);
    }
    if (takePrefix(topic, "$iothub/twin/PATCH/properties/reported/")) {
        return withRequestId(TopicKind::TwinPatch, topic);
    }
    if (takePrefix(topic, "$iothub/methods/res/")) {
        const std::size_t query = topic.find("/?");
        return query == std::string_view::npos
                   ? std::nullopt
                   : withRequestId(TopicKind::MethodResponse, topic.substr(query + 1));
    }
    return parseTelemetry(topic, own);
}

std::optional<Subscription> parseFilter(std::string_view filter, const IdentityId& own)
{
    struct Known
    {
        std::string_view prefix;
        Subscription subscription;
    };
    constexpr std::array shared{
        Known{"$iothub/methods/POST/", Subscription::Methods},
        Known{"$iothub/twin/res/", Subscription::TwinResponses},
        Known{"$iothub/twin/PATCH/properties/desired/", Subscription::DesiredChanges},
    };
    if (!filter.ends_with('#')) {
        return std::nullopt;
    }
    for (const Known& known : shared) {
        if (filter.starts_with(known.prefix)) {
            return known.subscription;
        }
    }
    if (!takeOwner(filter, own)) {
        return std::nullopt;
    }
    if (filter.starts_with("messages/devicebound/")) {
        return Subscription::Commands;
    }
    if (own.isModule() && filter.starts_with("inputs/")) {
        return Subscription::Inputs;
    }
    return own.isModule() && filter == "#" ? std::optional(Subscription::Module) : std::nullopt;
}

} // namespace hub::mqtt
