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
    return Topic{TopicKind::Telemetry, topic, {}, {}, 0};
}

/// "?$rid={rid}[&$version={base}]"; other parameters are passed over.
std::optional<Topic> withRequestId(TopicKind kind, std::string_view query)
{
    if (!takePrefix(query, "?$rid=")) {
        return std::nullopt;
    }
    auto [id, rest] = cut(query, '&');
    if (id.empty() || id.size() > limits::kMaxRequestIdBytes) {
        return std::nullopt;
    }
    Topic topic{kind, {}, id, {}, 0};
    while (rest && kind == TopicKind::TwinPatch) {
        auto [pair, more] = cut(*rest, '&');
        if (takePrefix(pair, "$version=")) {
            topic.baseVersion = toInteger<std::uint64_t>(pair);
            if (!topic.baseVersion) {
                return std::nullopt;
            }
        }
        rest = more;
    }
    return topic;
}

std::optional<Topic> parseMethodResponse(std::string_view topic)
{
    const auto [text, query] = cut(topic, '/');
    const auto status = toInteger<std::int64_t>(text);
    auto parsed = query && status ? withRequestId(TopicKind::MethodResponse, *query) : std::nullopt;
    if (parsed) {
        parsed->status = *status;
    }
    return parsed;
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
        return parseMethodResponse(topic);
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

bool matches(std::string_view filter, std::string_view topic)
{
    std::optional<std::string_view> restOfFilter = filter;
    std::optional<std::string_view> restOfTopic = topic;
    while (restOfFilter) {
        const auto [wanted, moreFilter] = cut(*restOfFilter, '/');
        if (wanted == "#" && !moreFilter) {
            return true; // also the parent level itself (§4.7.1.2)
        }
        if (!restOfTopic) {
            return false;
        }
        const auto [level, moreTopic] = cut(*restOfTopic, '/');
        if (wanted != "+" && wanted != level) {
            return false;
        }
        restOfFilter = moreFilter;
        restOfTopic = moreTopic;
    }
    return !restOfTopic;
}

std::string commandPrefix(const IdentityId& own)
{
    const std::string module = own.isModule() ? "/modules/" + own.module : std::string();
    return "devices/" + own.device + module + "/messages/devicebound/";
}

std::string twinResponseTopic(int status,
                              std::string_view requestId,
                              std::optional<std::uint64_t> version)
{
    std::string topic = "$iothub/twin/res/" + std::to_string(status) + "/?$rid=";
    topic += requestId;
    return version ? topic + "&$version=" + std::to_string(*version) : topic;
}

std::string desiredTopic(std::uint64_t version)
{
    return "$iothub/twin/PATCH/properties/desired/?$version=" + std::to_string(version);
}

std::string methodTopic(std::string_view name, std::uint64_t request)
{
    return "$iothub/methods/POST/" + std::string(name) + "/?$rid=" + std::to_string(request);
}

} // namespace hub::mqtt
