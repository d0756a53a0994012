#include "protocol/mqtt/topics.h"

#include "domain/limits.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

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
    if (id.empty() || id.size() > limits::kMaxRequestIdBytes) {
        return std::nullopt;
    }
    return Topic{kind, {}, id};
}

/// Levels below a known prefix: '#' stands last and alone in its level, '+' alone (§4.7.1).
bool isFilterTail(std::string_view tail)
{
    const auto levels = split(tail, '/');
    return levels.back() == "#" &&
           std::all_of(levels.begin(), std::prev(levels.end()), [](std::string_view level) {
               return level.find('#') == std::string_view::npos &&
                      (level == "+" || level.find('+') == std::string_view::npos);
           });
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
        const auto [status, query] = cut(topic, '/');
        return query && toInteger<int>(status)
                   ? withRequestId(TopicKind::MethodResponse, *query)
                   : std::nullopt;
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
    const auto granted = [&filter](Subscription subscription) {
        return isFilterTail(filter) ? std::optional(subscription) : std::nullopt;
    };
    for (const Known& known : shared) {
        if (takePrefix(filter, known.prefix)) {
            return granted(known.subscription);
        }
    }
    if (!takeOwner(filter, own)) {
        return std::nullopt;
    }
    if (takePrefix(filter, "messages/devicebound/")) {
        return granted(Subscription::Commands);
    }
    if (own.isModule() && takePrefix(filter, "inputs/")) {
        return granted(Subscription::Inputs);
    }
    return own.isModule() && filter == "#" ? std::optional(Subscription::Module) : std::nullopt;
}

} // namespace hub::mqtt
