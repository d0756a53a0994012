// The fixed topics of the hub (device API, topic map). Ids stand in topics as they are, not encoded,
// and may hold '#' and '+', so topics are matched against the connection's own id, never by
// wildcard rules.
#pragma once

#include "domain/identity.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub::mqtt {

enum class TopicKind {
    Telemetry,      ///< devices/{d}[/modules/{m}]/messages/events/{bag}
    TwinGet,        ///< $iothub/twin/GET/?$rid={rid}
    TwinPatch,      ///< $iothub/twin/PATCH/properties/reported/?$rid={rid}[&$version={base}]
    MethodResponse, ///< $iothub/methods/res/{status}/?$rid={rid}
};

struct Topic
{
    TopicKind kind{};
    std::string_view bag;       ///< Telemetry: the property bag
    std::string_view requestId; ///< the others: never empty
    std::optional<std::uint64_t> baseVersion; ///< TwinPatch: of the reported properties
    std::int64_t status = 0;                  ///< MethodResponse
};

/// What a device may publish to. Nothing: unknown, of another device, without a request id or with
/// one of more than limits::kMaxRequestIdBytes, or with a status or version that is no number.
std::optional<Topic> parseTopic(std::string_view topic, const IdentityId& own);

enum class Subscription {
    Commands,
    Methods,
    TwinResponses,
    DesiredChanges,
    Inputs,
    Module, ///< devices/{d}/modules/{m}/#
};

/// What a device may subscribe to: the filters of the device API and longer ones below them.
std::optional<Subscription> parseFilter(std::string_view filter, const IdentityId& own);

/// Does a topic that the hub sends match a granted filter (§4.7)?
bool matches(std::string_view filter, std::string_view topic);

// Topics that the hub sends to.

std::string commandPrefix(const IdentityId& own); ///< devices/{d}[/modules/{m}]/messages/devicebound/
std::string twinResponseTopic(int status,
                              std::string_view requestId,
                              std::optional<std::uint64_t> version = std::nullopt);
std::string desiredTopic(std::uint64_t version);
std::string methodTopic(std::string_view name, std::uint64_t request);

} // namespace hub::mqtt
