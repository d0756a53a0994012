#include "storage/sqlite/twin_store.h"

#include "storage/sqlite/configuration_store.h"

#include "base/json.h"
#include "base/json_writer.h"

namespace hub::sqlite {
namespace {

const std::string kFind =
    "SELECT i.device_id, i.module_id, k.created, ifnull(q.waiting + q.in_flight, 0), "
    "t.etag, t.version, t.desired, t.desired_metadata, t.desired_version, "
    "t.reported, t.reported_metadata, t.reported_version, t.model_id, " +
    configurationsOfTwin() +
    " FROM identity i JOIN device_key k ON k.key = i.device_key "
    "LEFT JOIN twin t ON t.device_key = i.device_key "
    "LEFT JOIN queue q ON q.device_key = i.device_key "
    "WHERE i.device_key = ?";
constexpr const char* kModelId = "SELECT ifnull(t.model_id, '') FROM identity i "
                                 "LEFT JOIN twin t ON t.device_key = i.device_key "
                                 "WHERE i.device_key = ?";
constexpr const char* kPut =
    "INSERT OR REPLACE INTO twin (device_key, etag, version, desired, desired_metadata, "
    "desired_version, reported, reported_metadata, reported_version, model_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

Result<json::object> objectAt(const Statement::Run& run, int column)
{
    Result<json::value> value = parseJson(run.textAt(column));
    if (!value || !value.value().is_object()) {
        return fail(Errc::Corrupt, "a twin in state.db is not a JSON object");
    }
    return std::move(value.value().get_object());
}

std::uint64_t countAt(const Statement::Run& run, int column)
{
    return static_cast<std::uint64_t>(run.integerAt(column));
}

/// Three columns from `column` on.
Result<void> readSection(const Statement::Run& run, int column, TwinSection& section)
{
    HUB_TRY(section.values, objectAt(run, column));
    HUB_TRY(section.metadata, objectAt(run, column + 1));
    section.version = countAt(run, column + 2);
    return success();
}

/// A section on its way to the database.
struct SectionTexts
{
    explicit SectionTexts(const TwinSection& section)
        : values(jsonText(section.values)), metadata(jsonText(section.metadata)),
          version(static_cast<std::int64_t>(section.version))
    {
    }

    void bindTo(Statement::Run& run) const { run.text(values).text(metadata).integer(version); }

    std::string values;
    std::string metadata;
    std::int64_t version;
};

} // namespace

Result<std::unique_ptr<TwinStore>> TwinStore::open(Database& database)
{
    HUB_TRY(Statement find, database.prepare(kFind));
    HUB_TRY(Statement modelId, database.prepare(kModelId));
    HUB_TRY(Statement put, database.prepare(kPut));
    return std::unique_ptr<TwinStore>(
        new TwinStore(std::move(find), std::move(modelId), std::move(put)));
}

Result<std::optional<TwinRow>> TwinStore::find(DeviceKey device)
{
    auto run = find_.run();
    HUB_TRY(const bool found, run.integer(device).next());
    if (!found) {
        return std::nullopt;
    }
    TwinRow row;
    row.id = {std::string(run.textAt(0)), std::string(run.textAt(1))};
    row.twin = newTwin(wallFromMicros(run.integerAt(2)));
    row.pendingCommands = countAt(run, 3);
    row.configurations = run.textAt(13);
    if (run.integerOrNullAt(4)) {
        row.twin.etag = countAt(run, 4);
        row.twin.version = countAt(run, 5);
        HUB_TRYV(readSection(run, 6, row.twin.desired));
        HUB_TRYV(readSection(run, 9, row.twin.reported));
        row.modelId = run.textAt(12);
    }
    return std::optional(std::move(row));
}

Result<std::optional<std::string>> TwinStore::modelIdOf(DeviceKey device)
{
    auto run = modelId_.run();
    HUB_TRY(const bool found, run.integer(device).next());
    return found ? std::optional(std::string(run.textAt(0))) : std::nullopt;
}

Result<void> TwinStore::put(DeviceKey device, const TwinRow& row)
{
    const SectionTexts desired(row.twin.desired);
    const SectionTexts reported(row.twin.reported);
    auto run = put_.run();
    run.integer(device)
        .integer(static_cast<std::int64_t>(row.twin.etag))
        .integer(static_cast<std::int64_t>(row.twin.version));
    desired.bindTo(run);
    reported.bindTo(run);
    return run.text(row.modelId).finish();
}

} // namespace hub::sqlite
