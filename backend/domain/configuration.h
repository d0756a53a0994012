// An automatic configuration: settings for the desired properties of all twins that fulfil a
// condition, and which settings win where several say something (service API, configurations).
// Values and pure functions.
#pragma once

#include "domain/twin_query.h"

#include "base/clock.h"
#include "base/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// Never reused; grows in the order of creation.
using ConfigurationKey = std::int64_t;

/// What the settings are for: devices' twins, modules' twins, or the modules of edge devices.
enum class ConfigurationKind { Device, Module, Edge };

std::string_view nameOf(ConfigurationKind kind); ///< "deviceContent", "moduleContent", "modulesContent"

/// Settings, parsed.
struct ConfigurationContent
{
    ConfigurationKind kind = ConfigurationKind::Device;
    json::value written; ///< the member as it was sent
    /// What desired properties are to hold, by module; "" of the kinds Device and Module. Without
    /// nulls.
    std::map<std::string, json::object> settings{};
    /// Of the kind Edge: it says what the whole edge runtime is to be, not only a layer on top.
    bool isBase = false;

    /// content: an object with exactly one of the three members. Errors: InvalidConfigurationContent.
    static Result<ConfigurationContent> parse(const json::value& content);

    std::string text() const; ///< {"deviceContent":{…}}
};

/// What an evaluation counted.
struct ConfigurationResults
{
    std::map<std::string, std::uint64_t> system{};
    std::map<std::string, std::uint64_t> custom{};
};

struct Configuration
{
    ConfigurationKey key = 0;
    std::string id;
    std::uint64_t etag = 1;
    std::string schemaVersion = "1.0";
    std::string labels = "{}"; ///< JSON object
    ConfigurationKind kind = ConfigurationKind::Device;
    std::string content;         ///< ConfigurationContent::text()
    std::string targetCondition; ///< empty = nothing is a target
    std::int64_t priority = 0;   ///< the higher one wins
    WallTime created{};
    WallTime updated{};
    std::map<std::string, std::string> metricQueries{};
    ConfigurationResults results{};
};

/// Errors: InvalidTargetCondition. Nothing: no twin is a target.
Result<std::optional<TwinCondition>> parseTarget(ConfigurationKind kind, std::string_view condition);

/// Errors: InvalidMetricsQuery, naming the query.
Result<void> checkMetricQueries(const std::map<std::string, std::string>& queries);

/// The queries behind the system's metrics, by name.
std::map<std::string, std::string> systemQueries(const Configuration& configuration);

/// Adds what `lower` says to what was said before with more weight. False: all of it was overruled.
bool layBelow(json::object& settings, const json::object& lower);

/// The patch of desired properties that puts `after` in place and takes away what stands only in
/// `before`, which was put there earlier. Empty: all is as it should be.
json::object settingsPatch(const json::object& current,
                           const json::object& before,
                           const json::object& after);

} // namespace hub
