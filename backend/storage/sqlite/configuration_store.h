// Automatic configurations in state.db.
#pragma once

#include "storage/configuration_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

/// For other statements: what `configurations` in the twin of an identity `i` holds, as a JSON text.
/// The agent of an edge device shows what is for the device.
std::string configurationsOfTwin();

class ConfigurationStore final : public hub::ConfigurationStore
{
public:
    static Result<std::unique_ptr<ConfigurationStore>> open(Database& database);

    Result<ConfigurationKey> add(const Configuration& configuration) override;
    Result<std::optional<Configuration>> find(std::string_view id) override;
    Result<std::vector<Configuration>> list(std::size_t limit) override;
    Result<ConfigurationTotals> totals() override;
    Result<void> replace(const Configuration& configuration) override;
    Result<void> setResults(ConfigurationKey key, const ConfigurationResults& results) override;
    Result<void> remove(ConfigurationKey key) override;
    Result<std::int64_t> changeNumber() override;
    Result<std::vector<DeviceKey>> targets(DeviceKey after, std::size_t limit) override;
    Result<ConfigurationCounts> count(ConfigurationKey key) override;
    Result<ConfiguredTwin> configured(DeviceKey twin) override;
    Result<void> setConfigured(DeviceKey twin, const ConfiguredTwin& configured) override;

private:
    ConfigurationStore() = default;
    Result<void> prepare(Database& database);
    Result<void> noteChange();

    struct
    {
        Statement add;
        Statement find;
        Statement list;
        Statement totals;
        Statement replace;
        Statement setResults;
        Statement remove;
        Statement changeNumber;
        Statement noteChange;
        Statement targets;
        Statement count;
        Statement targetsOf;
        Statement settingsOf;
        Statement clearTargets;
        Statement addTarget;
        Statement clearSettings;
        Statement putSettings;
    } sql_;
};

} // namespace hub::sqlite
