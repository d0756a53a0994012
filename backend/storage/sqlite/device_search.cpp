#include "storage/sqlite/device_search.h"

#include "storage/sqlite/stored_time.h"

#include "domain/limits.h"

#include <algorithm>

namespace hub::sqlite {
namespace {

constexpr const char* kTagTable = "device_tag d";
constexpr std::int64_t kMostCounted = 10'000; // more take longer to count than anybody waits for a page
constexpr std::int64_t kAll = -1;
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

SqlCondition hasTag(const std::string& name, const std::string& value)
{
    return {"EXISTS (SELECT 1 FROM device_tag s WHERE s.device_key = i.device_key AND s.name = ? "
            "AND s.value = ?)",
            {name, value}};
}

/// Where a search can begin when few rows have it.
struct Narrow
{
    std::string tables; ///< with the identity `i` joined
    std::string from;   ///< without it
    SqlCondition condition;
};

Narrow narrowTag(const TagStart& tag)
{
    return {std::string(kTagTable) + " CROSS JOIN identity i ON i.device_key = d.device_key",
            kTagTable,
            {tag.condition, tag.values}};
}

std::vector<Narrow> narrowingsOf(const DeviceQuery& query, const QuerySql& where)
{
    std::vector<Narrow> all;
    if (usesIndex(query)) {
        all.push_back({"identity_search f CROSS JOIN identity i ON i.device_key = f.rowid",
                       "identity_search",
                       {"identity_search MATCH ?", {phrase(query.contains)}}});
    }
    const auto add = [&all](const std::string& name, const std::string& value) {
        all.push_back(narrowTag({"d.name = ? AND d.value = ?", {name, value}}));
    };
    if (!query.tagName.empty()) {
        add(query.tagName, query.tagValue);
    }
    if (query.scope) {
        add(query.scope->name, query.scope->value);
    }
    for (const TagStart& tag : where.tags) {
        all.push_back(narrowTag(tag));
    }
    if (where.ids) {
        const std::string byId = "identity i INDEXED BY identity_by_id";
        all.push_back({byId, byId, *where.ids});
    }
    return all;
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
    row.place = {0, run.integerAt(11), run.realAt(12), std::string(run.textAt(13)),
                 row.identity.key};
    return row;
}

} // namespace

struct DeviceSearch::Search
{
    std::string tables;
    SqlCondition condition;
    bool isNarrow = false; ///< few rows: they are sorted, and no index is walked along
    std::optional<Narrow> tag{}; ///< when it is not: where counting begins

    void add(const SqlCondition& more)
    {
        condition.text += (condition.text.empty() ? "" : " AND ") + more.text;
        condition.values.insert(condition.values.end(), more.values.begin(), more.values.end());
        condition.exact = condition.exact && more.exact;
    }
    std::string text() const { return " FROM " + tables + " WHERE " + condition.text; }
};

/// At most kQuerySmallStart rows.
Result<bool> DeviceSearch::isSmall(const std::string& from, const SqlCondition& condition) const
{
    HUB_TRY(Statement statement,
            database_.prepare("SELECT count(*) FROM (SELECT 1 FROM " + from + " WHERE " +
                              condition.text + " LIMIT " +
                              std::to_string(limits::kQuerySmallStart + 1) + ")"));
    auto run = statement.run();
    bindTo(run, condition.values);
    HUB_TRYV(run.next());
    return run.integerAt(0) <= limits::kQuerySmallStart;
}

/// Few rows are found by an index and sorted; many are met soon enough in the order of the list.
Result<DeviceSearch::Search> DeviceSearch::searchOf(const DeviceQuery& query) const
{
    const QuerySql where = querySql({QueryCollection::Devices, query.where});
    Search search{"identity i INDEXED BY identity_by_id", {""}};
    for (const Narrow& narrow : narrowingsOf(query, where)) {
        HUB_TRY(const bool small, isSmall(narrow.from, narrow.condition));
        if (small) {
            search = {narrow.tables, narrow.condition, true};
            break;
        }
        if (!search.tag && narrow.from == kTagTable) {
            search.tag = narrow;
        }
    }
    search.add({"i.module_id = ''"});
    if (!query.contains.empty()) {
        search.add({"i.device_id LIKE ? ESCAPE '\\'", {pattern(query.contains)}});
    }
    if (!query.tagName.empty()) {
        search.add(hasTag(query.tagName, query.tagValue));
    }
    if (query.scope) {
        search.add(hasTag(query.scope->name, query.scope->value));
    }
    search.add(where.condition);
    return search;
}

Result<DevicePage> DeviceSearch::page(const DeviceQuery& query)
{
    HUB_TRY(Search search, searchOf(query));
    DevicePage page;
    page.exact = search.condition.exact;
    if (page.exact) {
        HUB_TRY(page.total, count(query, search));
    }
    HUB_TRY(page.rows, rows(query, search));
    if (page.rows.size() > query.limit) {
        page.rows.pop_back();
        page.next = page.rows.back().place;
    }
    return page;
}

/// Nothing: more than kMostCounted fulfil the condition.
Result<std::optional<std::uint64_t>> DeviceSearch::count(const DeviceQuery& query,
                                                         const Search& search) const
{
    const bool plain = query.tagName.empty() && !query.scope && query.where == nullptr;
    if (plain && query.contains.empty()) {
        HUB_TRY(const std::int64_t all, database_.integerOf("SELECT devices FROM identity_total"));
        return std::optional(static_cast<std::uint64_t>(all));
    }
    Search counted = search;
    if (plain && usesIndex(query)) { // the index has devices only
        counted = {"identity_search", {"identity_search MATCH ?", {phrase(query.contains)}}};
    } else if (search.tag) {
        counted = {search.tag->tables, search.tag->condition};
        counted.add(search.condition);
    }
    HUB_TRY(const std::uint64_t found, countOf(counted, kMostCounted + 1));
    return found > static_cast<std::uint64_t>(kMostCounted) ? std::nullopt : std::optional(found);
}

Result<std::uint64_t> DeviceSearch::countOf(const Search& search, std::int64_t most) const
{
    HUB_TRY(Statement statement, database_.prepare("SELECT count(*) FROM (SELECT 1" +
                                                   search.text() + " LIMIT ?)"));
    auto run = statement.run();
    bindTo(run, search.condition.values);
    HUB_TRYV(run.integer(most).next());
    return static_cast<std::uint64_t>(run.integerAt(0));
}

/// One more than the page has, to see whether there is a next one.
Result<std::vector<DeviceRow>> DeviceSearch::rows(const DeviceQuery& query,
                                                  const Search& search) const
{
    const std::vector<OrderPart> parts = orderPartsOf(query);
    const std::size_t first = query.after ? query.after->part : 0;
    if (first >= parts.size()) {
        return fail(Errc::InvalidArgument, "'after' is a cursor of another order");
    }
    std::vector<DeviceRow> rows;
    std::size_t offset = query.offset;
    for (std::size_t i = first; i < parts.size() && rows.size() <= query.limit; ++i) {
        const OrderPart& part = parts[i];
        Search of = search;
        of.tables = search.isNarrow ? search.tables + part.join : part.walk;
        of.add(part.condition);
        if (query.after && i == first) {
            of.add(part.behind(*query.after, query.descending));
        }
        const std::size_t before = rows.size();
        HUB_TRYV(read(of, part, {query.limit + 1 - before, offset}, rows));
        for (std::size_t row = before; row < rows.size(); ++row) {
            rows[row].place.part = static_cast<std::uint32_t>(i);
        }
        if (offset > 0 && rows.empty() && i + 1 < parts.size()) {
            HUB_TRY(const std::uint64_t passed, countOf(of, kAll));
            offset -= std::min<std::size_t>(offset, passed);
        } else {
            offset = 0;
        }
    }
    return rows;
}

Result<void> DeviceSearch::read(const Search& search,
                                const OrderPart& part,
                                Window window,
                                std::vector<DeviceRow>& rows) const
{
    HUB_TRY(Statement statement,
            database_.prepare("SELECT i.device_key, i.device_id, i.generation, i.etag, i.enabled, "
                              "i.status_reason, i.auth_type, i.tags, i.last_activity, "
                              "i.connection_updated, i.last_close, " +
                              part.columns + search.text() + " ORDER BY " + part.by +
                              " LIMIT ? OFFSET ?"));
    auto run = statement.run();
    bindTo(run, search.condition.values);
    run.integer(static_cast<std::int64_t>(window.limit))
        .integer(static_cast<std::int64_t>(window.offset));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return success();
        }
        rows.push_back(readRow(run));
    }
}

} // namespace hub::sqlite
