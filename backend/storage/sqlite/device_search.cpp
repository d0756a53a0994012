#include "storage/sqlite/device_search.h"

namespace hub::sqlite {
namespace {

constexpr std::size_t kTrigram = 3; // shorter parts are not in the search index

bool usesIndex(const DeviceQuery& query)
{
    return query.contains.size() >= kTrigram;
}

/// FTS5 phrase: everything inside the quotes is literal.
std::string phrase(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + "\"";
}

/// LIKE pattern, escape character '\'.
std::string pattern(const std::string& text)
{
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "%";
}

std::string conditions(const DeviceQuery& query)
{
    std::string sql = " FROM identity WHERE module_id = ''";
    if (usesIndex(query)) {
        sql += " AND device_key IN (SELECT rowid FROM identity_search WHERE identity_search "
               "MATCH ?)";
    } else if (!query.contains.empty()) {
        sql += " AND device_id LIKE ? ESCAPE '\\'";
    }
    if (!query.tagName.empty()) {
        sql += " AND device_key IN (SELECT device_key FROM device_tag WHERE name = ? AND value = "
               "?)";
    }
    if (query.scope) {
        sql += " AND device_key IN (SELECT device_key FROM device_tag WHERE name = ? AND value = "
               "?)";
    }
    return sql;
}

std::string orderedPage(const DeviceQuery& query)
{
    const std::string direction = query.descending ? " DESC" : "";
    const std::string beyond = query.descending ? "<" : ">";
    const bool byId = query.order == DeviceOrder::Id;
    std::string sql;
    if (query.after) {
        sql += byId ? " AND device_id " + beyond + " ?"
                    : " AND (last_activity, device_key) " + beyond + " (?, ?)";
    }
    sql += byId ? " ORDER BY device_id" + direction
                : " ORDER BY last_activity" + direction + ", device_key" + direction;
    return sql + " LIMIT ? OFFSET ?";
}

/// Values for conditions(); they must outlive the run.
struct Bound
{
    explicit Bound(const DeviceQuery& query)
        : contains(usesIndex(query) ? phrase(query.contains) : pattern(query.contains))
    {
    }
    void bindTo(Statement::Run& run, const DeviceQuery& query) const
    {
        if (!query.contains.empty()) {
            run.text(contains);
        }
        if (!query.tagName.empty()) {
            run.text(query.tagName).text(query.tagValue);
        }
        if (query.scope) {
            run.text(query.scope->name).text(query.scope->value);
        }
    }
    std::string contains;
};

std::optional<WallTime> timeOrNever(std::int64_t micros)
{
    return micros == 0 ? std::nullopt : std::optional(wallFromMicros(micros));
}

DeviceRow readRow(const Statement::Run& run)
{
    DeviceRow row;
    row.identity.key = run.integerAt(0);
    row.identity.id.device = run.textAt(1);
    row.identity.generationId = run.textAt(2);
    row.identity.etag = static_cast<std::uint64_t>(run.integerAt(3));
    row.identity.enabled = run.integerAt(4) != 0;
    row.identity.statusReason = run.textAt(5);
    row.identity.authType = static_cast<AuthType>(run.integerAt(6));
    row.identity.tags = run.textAt(7);
    row.activity.lastHeard = timeOrNever(run.integerAt(8));
    row.activity.connectionChanged = timeOrNever(run.integerAt(9));
    row.activity.disconnectReason = run.textAt(10);
    return row;
}

DevicePlace placeOf(const DeviceRow& row)
{
    const auto& heard = row.activity.lastHeard;
    return {row.identity.id.device, heard ? toMicros(*heard) : 0, row.identity.key};
}

} // namespace

Result<DevicePage> DeviceSearch::page(const DeviceQuery& query)
{
    DevicePage page;
    HUB_TRY(page.total, count(query));
    HUB_TRY(page.rows, rows(query, query.limit + 1));
    if (page.rows.size() > query.limit) {
        page.rows.pop_back();
        page.next = placeOf(page.rows.back());
    }
    return page;
}

Result<Statement*> DeviceSearch::statement(const std::string& sql)
{
    const auto known = cache_.find(sql);
    if (known != cache_.end()) {
        return &known->second;
    }
    HUB_TRY(Statement made, database_.prepare(sql));
    return &cache_.emplace(sql, std::move(made)).first->second;
}

Result<std::uint64_t> DeviceSearch::count(const DeviceQuery& query)
{
    HUB_TRY(Statement * found, statement("SELECT count(*)" + conditions(query)));
    const Bound bound(query);
    auto run = found->run();
    bound.bindTo(run, query);
    HUB_TRYV(run.next());
    return static_cast<std::uint64_t>(run.integerAt(0));
}

Result<std::vector<DeviceRow>> DeviceSearch::rows(const DeviceQuery& query, std::size_t limit)
{
    const std::string columns = "SELECT device_key, device_id, generation, etag, enabled, "
                                "status_reason, auth_type, tags, last_activity, "
                                "connection_updated, last_close";
    HUB_TRY(Statement * found, statement(columns + conditions(query) + orderedPage(query)));
    const Bound bound(query);
    auto run = found->run();
    bound.bindTo(run, query);
    if (query.after && query.order == DeviceOrder::Id) {
        run.text(query.after->id);
    } else if (query.after) {
        run.integer(query.after->lastHeard).integer(query.after->key);
    }
    run.integer(static_cast<std::int64_t>(limit)).integer(static_cast<std::int64_t>(query.offset));
    std::vector<DeviceRow> result;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return result;
        }
        result.push_back(readRow(run));
    }
}

} // namespace hub::sqlite
