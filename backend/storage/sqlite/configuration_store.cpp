#include "storage/sqlite/configuration_store.h"

#include "base/json.h"
#include "base/json_writer.h"

namespace hub::sqlite {
namespace {

const std::string kColumns =
    "SELECT key, id, etag, schema_version, labels, kind, content, target_condition, priority, "
    "created, updated, metric_queries, system_results, metric_results FROM configuration ";

void writeMember(JsonWriter& out, std::string_view name, const std::string& text)
{
    out.member(name, text);
}

void writeMember(JsonWriter& out, std::string_view name, std::uint64_t count)
{
    out.count(name, count);
}

template <class Value>
std::string mapText(const std::map<std::string, Value>& map)
{
    std::string text;
    JsonWriter out(text);
    out.beginObject();
    for (const auto& [name, value] : map) {
        writeMember(out, name, value);
    }
    out.endObject();
    return text;
}

Result<json::object> objectAt(const Statement::Run& run, int column)
{
    Result<json::value> value = parseJson(run.textAt(column));
    if (!value || !value.value().is_object()) {
        return fail(Errc::Corrupt, "a configuration in state.db is not a JSON object");
    }
    return std::move(value.value().get_object());
}

Result<std::map<std::string, std::string>> textsAt(const Statement::Run& run, int column)
{
    HUB_TRY(const json::object object, objectAt(run, column));
    std::map<std::string, std::string> texts;
    for (const auto& member : object) {
        HUB_TRY(const std::string_view text, JsonView(member.value()).string());
        texts[std::string(member.key())] = text;
    }
    return texts;
}

Result<std::map<std::string, std::uint64_t>> countsAt(const Statement::Run& run, int column)
{
    HUB_TRY(const json::object object, objectAt(run, column));
    std::map<std::string, std::uint64_t> counts;
    for (const auto& member : object) {
        HUB_TRY(counts[std::string(member.key())], JsonView(member.value()).notNegative());
    }
    return counts;
}

Result<Configuration> readConfiguration(const Statement::Run& run)
{
    Configuration configuration;
    configuration.key = run.integerAt(0);
    configuration.id = run.textAt(1);
    configuration.etag = static_cast<std::uint64_t>(run.integerAt(2));
    configuration.schemaVersion = run.textAt(3);
    configuration.labels = run.textAt(4);
    configuration.kind = static_cast<ConfigurationKind>(run.integerAt(5));
    configuration.content = run.textAt(6);
    configuration.targetCondition = run.textAt(7);
    configuration.priority = run.integerAt(8);
    configuration.created = wallFromMicros(run.integerAt(9));
    configuration.updated = wallFromMicros(run.integerAt(10));
    HUB_TRY(configuration.metricQueries, textsAt(run, 11));
    HUB_TRY(configuration.results.system, countsAt(run, 12));
    HUB_TRY(configuration.results.custom, countsAt(run, 13));
    return configuration;
}

} // namespace

std::string configurationsOfTwin()
{
    return "(SELECT ifnull(json_group_object(c.id, json_object('status', "
           "iif(g.applied, 'Applied', 'Targeted'))), '{}') "
           "FROM twin_configuration g CROSS JOIN configuration c ON c.key = g.configuration_key "
           "WHERE g.device_key IN (i.device_key, (SELECT e.device_key FROM identity e "
           "WHERE i.module_id = '$edgeAgent' AND e.device_id = i.device_id AND e.module_id = '')) "
           "AND (g.device_key = i.device_key OR c.kind = " +
           std::to_string(static_cast<int>(ConfigurationKind::Edge)) + "))";
}

Result<std::unique_ptr<ConfigurationStore>> ConfigurationStore::open(Database& database)
{
    std::unique_ptr<ConfigurationStore> store(new ConfigurationStore);
    HUB_TRYV(store->prepare(database));
    return store;
}

Result<void> ConfigurationStore::prepare(Database& database)
{
    struct Text
    {
        Statement& statement;
        std::string sql;
    };
    const Text texts[] = {
        {sql_.add, "INSERT OR IGNORE INTO configuration (id, etag, schema_version, labels, kind, "
                   "content, target_condition, priority, created, updated, metric_queries, "
                   "system_results, metric_results) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', '{}') RETURNING key"},
        {sql_.find, kColumns + "WHERE id = ?"},
        {sql_.list, kColumns + "ORDER BY id LIMIT ?"},
        {sql_.totals, "SELECT count(*), ifnull(sum(length(CAST(content || labels || "
                      "target_condition || metric_queries AS BLOB))), 0) FROM configuration"},
        {sql_.replace, "UPDATE configuration SET etag = ?, schema_version = ?, labels = ?, "
                       "kind = ?, content = ?, target_condition = ?, priority = ?, created = ?, "
                       "updated = ?, metric_queries = ? WHERE key = ?"},
        {sql_.setResults,
         "UPDATE configuration SET system_results = ?, metric_results = ? WHERE key = ?"},
        {sql_.remove, "DELETE FROM configuration WHERE key = ?"},
        {sql_.changeNumber, "SELECT number FROM configuration_change"},
        {sql_.noteChange, "UPDATE configuration_change SET number = number + 1"},
        {sql_.targets, "SELECT device_key FROM twin_configuration WHERE device_key > ?1 "
                       "UNION SELECT device_key FROM twin_setting WHERE device_key > ?1 "
                       "ORDER BY device_key LIMIT ?2"},
        {sql_.count, "SELECT count(*), ifnull(sum(applied), 0) FROM twin_configuration "
                     "WHERE configuration_key = ?"},
        {sql_.targetsOf, "SELECT configuration_key, applied FROM twin_configuration "
                         "WHERE device_key = ? ORDER BY configuration_key"},
        {sql_.settingsOf, "SELECT settings FROM twin_setting WHERE device_key = ?"},
        {sql_.clearTargets, "DELETE FROM twin_configuration WHERE device_key = ?"},
        {sql_.addTarget, "INSERT INTO twin_configuration (device_key, configuration_key, applied) "
                         "VALUES (?, ?, ?)"},
        {sql_.clearSettings, "DELETE FROM twin_setting WHERE device_key = ?"},
        {sql_.putSettings,
         "INSERT OR REPLACE INTO twin_setting (device_key, settings) VALUES (?, ?)"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database.prepare(text.sql));
    }
    return success();
}

Result<ConfigurationKey> ConfigurationStore::add(const Configuration& configuration)
{
    const std::string queries = mapText(configuration.metricQueries);
    ConfigurationKey key = 0;
    {
        auto run = sql_.add.run();
        run.text(configuration.id)
            .integer(static_cast<std::int64_t>(configuration.etag))
            .text(configuration.schemaVersion)
            .text(configuration.labels)
            .integer(static_cast<std::int64_t>(configuration.kind))
            .text(configuration.content)
            .text(configuration.targetCondition)
            .integer(configuration.priority)
            .integer(toMicros(configuration.created))
            .integer(toMicros(configuration.updated))
            .text(queries);
        HUB_TRY(const bool added, run.next());
        if (!added) {
            return fail(Errc::ConfigurationAlreadyExists,
                        "A configuration with ID '" + configuration.id + "' exists already");
        }
        key = run.integerAt(0);
        HUB_TRYV(run.finish());
    }
    HUB_TRYV(noteChange());
    return key;
}

Result<std::optional<Configuration>> ConfigurationStore::find(std::string_view id)
{
    auto run = sql_.find.run();
    HUB_TRY(const bool found, run.text(id).next());
    if (!found) {
        return std::nullopt;
    }
    HUB_TRY(Configuration configuration, readConfiguration(run));
    return std::optional(std::move(configuration));
}

Result<std::vector<Configuration>> ConfigurationStore::list(std::size_t limit)
{
    auto run = sql_.list.run();
    run.integer(static_cast<std::int64_t>(limit));
    std::vector<Configuration> configurations;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return configurations;
        }
        HUB_TRY(Configuration configuration, readConfiguration(run));
        configurations.push_back(std::move(configuration));
    }
}

Result<ConfigurationTotals> ConfigurationStore::totals()
{
    auto run = sql_.totals.run();
    HUB_TRYV(run.next());
    return ConfigurationTotals{static_cast<std::uint64_t>(run.integerAt(0)),
                               static_cast<std::uint64_t>(run.integerAt(1))};
}

Result<void> ConfigurationStore::replace(const Configuration& configuration)
{
    const std::string queries = mapText(configuration.metricQueries);
    HUB_TRYV(sql_.replace.run()
                 .integer(static_cast<std::int64_t>(configuration.etag))
                 .text(configuration.schemaVersion)
                 .text(configuration.labels)
                 .integer(static_cast<std::int64_t>(configuration.kind))
                 .text(configuration.content)
                 .text(configuration.targetCondition)
                 .integer(configuration.priority)
                 .integer(toMicros(configuration.created))
                 .integer(toMicros(configuration.updated))
                 .text(queries)
                 .integer(configuration.key)
                 .finish());
    return noteChange();
}

Result<void> ConfigurationStore::setResults(ConfigurationKey key,
                                            const ConfigurationResults& results)
{
    const std::string system = mapText(results.system);
    const std::string custom = mapText(results.custom);
    return sql_.setResults.run().text(system).text(custom).integer(key).finish();
}

Result<void> ConfigurationStore::remove(ConfigurationKey key)
{
    HUB_TRYV(sql_.remove.run().integer(key).finish());
    return noteChange();
}

Result<std::int64_t> ConfigurationStore::changeNumber()
{
    auto run = sql_.changeNumber.run();
    HUB_TRYV(run.next());
    return run.integerAt(0);
}

Result<void> ConfigurationStore::noteChange()
{
    return sql_.noteChange.run().finish();
}

Result<std::vector<DeviceKey>> ConfigurationStore::targets(DeviceKey after, std::size_t limit)
{
    auto run = sql_.targets.run();
    run.integer(after).integer(static_cast<std::int64_t>(limit));
    std::vector<DeviceKey> keys;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return keys;
        }
        keys.push_back(run.integerAt(0));
    }
}

Result<ConfigurationCounts> ConfigurationStore::count(ConfigurationKey key)
{
    auto run = sql_.count.run();
    HUB_TRYV(run.integer(key).next());
    return ConfigurationCounts{static_cast<std::uint64_t>(run.integerAt(0)),
                               static_cast<std::uint64_t>(run.integerAt(1))};
}

Result<ConfiguredTwin> ConfigurationStore::configured(DeviceKey twin)
{
    ConfiguredTwin configured;
    auto targets = sql_.targetsOf.run();
    targets.integer(twin);
    for (;;) {
        HUB_TRY(const bool more, targets.next());
        if (!more) {
            break;
        }
        configured.targets.push_back({targets.integerAt(0), targets.integerAt(1) != 0});
    }
    auto settings = sql_.settingsOf.run();
    HUB_TRY(const bool found, settings.integer(twin).next());
    if (found) {
        configured.settings = settings.textAt(0);
    }
    return configured;
}

Result<void> ConfigurationStore::setConfigured(DeviceKey twin, const ConfiguredTwin& configured)
{
    HUB_TRYV(sql_.clearTargets.run().integer(twin).finish());
    for (const ConfigurationTarget& target : configured.targets) {
        HUB_TRYV(sql_.addTarget.run()
                     .integer(twin)
                     .integer(target.configuration)
                     .integer(target.applied ? 1 : 0)
                     .finish());
    }
    return configured.settings == "{}"
               ? sql_.clearSettings.run().integer(twin).finish()
               : sql_.putSettings.run().integer(twin).text(configured.settings).finish();
}

} // namespace hub::sqlite
