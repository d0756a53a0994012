#include "storage/sqlite/query_store.h"

#include "storage/sqlite/configuration_store.h"
#include "storage/sqlite/stored_time.h"

#include "domain/limits.h"

#include <algorithm>

namespace hub::sqlite {
namespace {

constexpr const char* kIdentityColumns =
    "SELECT i.device_key, i.device_id, i.module_id, i.generation, i.etag, i.enabled, "
    "i.status_reason, i.status_updated, i.auth_type, i.primary_thumbprint, "
    "i.secondary_thumbprint, i.edge, i.tags, i.last_activity, i.connection_updated, "
    "i.last_close, i.managed_by, ifnull(q.waiting + q.in_flight, 0), "
    "i.parent_scope, k.created";
const std::string kTwinColumns =
    ", " + configurationsOfTwin() +
    ", t.etag, t.version, t.desired, t.desired_metadata, t.desired_version, t.reported, "
    "t.reported_metadata, t.reported_version, t.model_id";
constexpr const char* kIdentityJoins = " JOIN device_key k ON k.key = i.device_key "
                                       "LEFT JOIN queue q ON q.device_key = i.device_key";
constexpr const char* kTwinJoin = " LEFT JOIN twin t ON t.device_key = i.device_key";
constexpr const char* kDeviceScope = " AND EXISTS (SELECT 1 FROM device_tag s WHERE "
                                     "s.device_key = i.device_key AND s.name = ? AND s.value = ?)";
constexpr const char* kModuleScope =
    " AND EXISTS (SELECT 1 FROM identity p JOIN device_tag s ON s.device_key = p.device_key "
    "WHERE p.device_id = i.device_id AND p.module_id = '' AND s.name = ? AND s.value = ?)";

void append(std::vector<SqlValue>& values, const std::vector<SqlValue>& more)
{
    values.insert(values.end(), more.begin(), more.end());
}

std::uint64_t countAt(const Statement::Run& run, int column)
{
    return static_cast<std::uint64_t>(run.integerAt(column));
}

DeviceRow readDevice(const Statement::Run& run)
{
    DeviceRow row;
    DeviceIdentity& identity = row.identity;
    identity.key = run.integerAt(0);
    identity.id = {std::string(run.textAt(1)), std::string(run.textAt(2))};
    identity.generationId = run.textAt(3);
    identity.etag = countAt(run, 4);
    identity.enabled = run.integerAt(5) != 0;
    identity.statusReason = run.textAt(6);
    if (const auto updated = run.integerOrNullAt(7)) {
        identity.statusUpdated = wallFromMicros(*updated);
    }
    identity.authType = static_cast<AuthType>(run.integerAt(8));
    identity.thumbprints = {std::string(run.textAt(9)), std::string(run.textAt(10))};
    identity.edge = run.integerAt(11) != 0;
    identity.tags = run.textAt(12);
    row.activity.lastHeard = timeOrNever(run.integerAt(13));
    row.activity.connectionChanged = timeOrNever(run.integerAt(14));
    row.activity.disconnectReason = run.textAt(15);
    identity.managedBy = run.textAt(16);
    row.pendingCommands = countAt(run, 17);
    identity.parentScope = run.textAt(18);
    return row;
}

StoredSection readSection(const Statement::Run& run, int column)
{
    return {std::string(run.textAt(column)), std::string(run.textAt(column + 1)),
            countAt(run, column + 2)};
}

StoredTwin readTwin(const Statement::Run& run, bool withTwin)
{
    StoredTwin twin;
    twin.device = readDevice(run);
    twin.created = wallFromMicros(run.integerAt(19));
    if (withTwin) {
        twin.configurations = run.textAt(20);
    }
    if (withTwin && run.integerOrNullAt(21)) {
        twin.written = true;
        twin.etag = countAt(run, 21);
        twin.version = countAt(run, 22);
        twin.desired = readSection(run, 23);
        twin.reported = readSection(run, 26);
        twin.modelId = run.textAt(29);
    }
    return twin;
}

} // namespace

/// What is read, and how it is found.
struct QueryStore::Search
{
    std::string tables = "identity i NOT INDEXED";
    std::string where; ///< with a place for each of `values`
    std::vector<SqlValue> values;
    std::string key = "i.device_key"; ///< in this order, from there on
    bool bounded = true;              ///< in steps; else few rows are left anyway
    const TagStart* tag = nullptr;    ///< where it begins; its rows make up a step, else keys do
    std::int64_t estimate = limits::kQuerySmallStart + 1;

    /// The rest of a statement, after its columns.
    std::string rest(const std::string& joins) const
    {
        return " FROM " + tables + joins + " WHERE " + where + " AND " + key + " > ? AND " + key +
               " <= ?";
    }
};

/// Up to kQuerySmallStart and one more.
Result<std::int64_t> QueryStore::estimate(const std::string& from,
                                          const std::vector<SqlValue>& values) const
{
    const std::string text = "SELECT count(*) FROM (SELECT 1 FROM " + from + " LIMIT " +
                             std::to_string(limits::kQuerySmallStart + 1) + ")";
    HUB_TRY(Statement statement, database_.prepare(text));
    auto run = statement.run();
    bindTo(run, values);
    HUB_TRYV(run.next());
    return run.integerAt(0);
}

/// The one that fewest have.
Result<void> QueryStore::startWithTag(const QuerySql& sql, Search& search) const
{
    const TagStart* best = nullptr;
    for (const TagStart& tag : sql.tags) {
        std::int64_t found = limits::kQuerySmallStart;
        if (sql.tags.size() > 1 || sql.ids) {
            HUB_TRY(found, estimate("device_tag d WHERE " + tag.condition, tag.values));
        }
        if (best == nullptr || found < search.estimate) {
            best = &tag;
            search.estimate = found;
        }
    }
    if (best != nullptr) {
        search.tables = "device_tag d CROSS JOIN identity i ON i.device_key = d.device_key";
        search.where = best->condition;
        search.values = best->values;
        search.key = "d.device_key";
        search.tag = best;
    }
    return success();
}

/// Only when they are few: the others come in the order of their keys by themselves.
Result<void> QueryStore::startWithIds(const QuerySql& sql, Search& search) const
{
    if (!sql.ids) {
        return success();
    }
    const std::string tables = "identity i INDEXED BY identity_by_id";
    HUB_TRY(const std::int64_t found,
            estimate(tables + " WHERE " + sql.ids->text, sql.ids->values));
    if (found <= limits::kQuerySmallStart && found < search.estimate) {
        search = {tables, sql.ids->text, sql.ids->values, "i.device_key", false, nullptr, found};
    }
    return success();
}

Result<QueryStore::Search> QueryStore::searchOf(const TwinScan& scan, const QuerySql& sql) const
{
    Search search;
    HUB_TRYV(startWithTag(sql, search));
    HUB_TRYV(startWithIds(sql, search));
    const bool modules = scan.condition.from == QueryCollection::Modules;
    search.where += std::string(search.where.empty() ? "" : " AND ") +
                    (modules ? "i.module_id <> ''" : "i.module_id = ''") + " AND " +
                    sql.condition.text;
    append(search.values, sql.condition.values);
    if (scan.scope) {
        search.where += modules ? kModuleScope : kDeviceScope;
        append(search.values, {scan.scope->name, scan.scope->value});
    }
    return search;
}

Result<DeviceKey> QueryStore::lastKey() const
{
    return database_.integerOf("SELECT ifnull(max(device_key), 0) FROM identity");
}

/// The last key of a step behind `after`, in which so many rows of the start are looked at.
Result<DeviceKey> QueryStore::endOfStep(const Search& search,
                                        DeviceKey after,
                                        DeviceKey last,
                                        std::int64_t rows) const
{
    if (!search.bounded || search.tag == nullptr) {
        return search.bounded ? std::min(last, after + rows) : last;
    }
    HUB_TRY(Statement statement,
            database_.prepare("SELECT d.device_key FROM device_tag d WHERE " + search.tag->condition +
                              " AND d.device_key > ? ORDER BY d.device_key LIMIT 1 OFFSET ?"));
    std::vector<SqlValue> values = search.tag->values;
    append(values, {after, rows - 1});
    auto run = statement.run();
    bindTo(run, values);
    HUB_TRY(const bool found, run.next());
    return found ? std::min(last, run.integerAt(0)) : last;
}

Result<TwinScanPart> QueryStore::scan(const TwinScan& scan)
{
    const QuerySql sql = querySql(scan.condition);
    HUB_TRY(Search search, searchOf(scan, sql));
    HUB_TRY(const DeviceKey last, lastKey());
    HUB_TRY(const DeviceKey until, endOfStep(search, scan.after, last, limits::kQueryScanKeys));
    append(search.values, {scan.after, until, static_cast<std::int64_t>(scan.limit)});
    const std::string twins = scan.withTwins ? kTwinColumns : "";
    const std::string joins = std::string(kIdentityJoins) + (scan.withTwins ? kTwinJoin : "");
    HUB_TRY(Statement statement, database_.prepare(kIdentityColumns + twins + search.rest(joins) +
                                                   " ORDER BY " + search.key + " LIMIT ?"));
    auto run = statement.run();
    bindTo(run, search.values);
    TwinScanPart part{{}, sql.condition.exact, {until, false}};
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            break;
        }
        part.twins.push_back(readTwin(run, scan.withTwins));
    }
    if (part.twins.size() == scan.limit && scan.limit > 0) {
        part.place.next = part.twins.back().device.identity.key;
    }
    part.place.atEnd = part.place.next >= last;
    return part;
}

Result<std::optional<StoredTwin>> QueryStore::find(DeviceKey key)
{
    if (!find_) {
        HUB_TRY(Statement statement,
                database_.prepare(kIdentityColumns + kTwinColumns + " FROM identity i" +
                                  kIdentityJoins + kTwinJoin + " WHERE i.device_key = ?"));
        find_.emplace(std::move(statement));
    }
    auto run = find_->run();
    HUB_TRY(const bool found, run.integer(key).next());
    return found ? std::optional(readTwin(run, true)) : std::nullopt;
}

Result<std::optional<TwinCount>> QueryStore::count(const TwinScan& scan)
{
    const QuerySql sql = querySql(scan.condition);
    if (!sql.condition.exact) {
        return std::nullopt;
    }
    HUB_TRY(Search search, searchOf(scan, sql));
    HUB_TRY(const DeviceKey last, lastKey());
    HUB_TRY(const DeviceKey until, endOfStep(search, scan.after, last, limits::kQueryCountKeys));
    append(search.values, {scan.after, until});
    HUB_TRY(Statement statement, database_.prepare("SELECT count(*)" + search.rest("")));
    auto run = statement.run();
    bindTo(run, search.values);
    HUB_TRYV(run.next());
    return TwinCount{countAt(run, 0), {until, until >= last}};
}

} // namespace hub::sqlite
