// Automatic configurations, and what they have done with each twin. Blocking; one thread at a time;
// outside a transaction one call is one.
#pragma once

#include "domain/configuration.h"
#include "domain/identity.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// A twin is a target of a configuration.
struct ConfigurationTarget
{
    ConfigurationKey configuration = 0;
    bool applied = false; ///< else it is overruled
    bool operator==(const ConfigurationTarget&) const = default;
};

/// What configurations have done with a twin.
struct ConfiguredTwin
{
    std::vector<ConfigurationTarget> targets{}; ///< by key; also of configurations that are removed
    std::string settings = "{}"; ///< JSON object: what they have put into the desired properties
    bool operator==(const ConfiguredTwin&) const = default;
};

struct ConfigurationCounts
{
    std::uint64_t targeted = 0;
    std::uint64_t applied = 0; ///< of these
};

/// Of what configurations were given, not of what they have done.
struct ConfigurationTotals
{
    std::uint64_t configurations = 0;
    std::uint64_t bytes = 0;
};

class ConfigurationStore
{
public:
    virtual ~ConfigurationStore() = default;

    /// Errors: ConfigurationAlreadyExists.
    virtual Result<ConfigurationKey> add(const Configuration& configuration) = 0;
    virtual Result<std::optional<Configuration>> find(std::string_view id) = 0;
    virtual Result<std::vector<Configuration>> list(std::size_t limit) = 0; ///< by id
    virtual Result<ConfigurationTotals> totals() = 0;
    /// All but its results, by its key.
    virtual Result<void> replace(const Configuration& configuration) = 0;
    virtual Result<void> setResults(ConfigurationKey key, const ConfigurationResults& results) = 0;
    /// What it has done with twins stays until an evaluation takes it back.
    virtual Result<void> remove(ConfigurationKey key) = 0;

    /// Another one after each add(), replace() and remove().
    virtual Result<std::int64_t> changeNumber() = 0;

    /// Keys of twins that some configuration is for, or has something in, in order.
    virtual Result<std::vector<DeviceKey>> targets(DeviceKey after, std::size_t limit) = 0;
    virtual Result<ConfigurationCounts> count(ConfigurationKey key) = 0;

    virtual Result<ConfiguredTwin> configured(DeviceKey twin) = 0;
    virtual Result<void> setConfigured(DeviceKey twin, const ConfiguredTwin& configured) = 0;
};

} // namespace hub
