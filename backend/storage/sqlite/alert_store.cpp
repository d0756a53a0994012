#include "storage/sqlite/alert_store.h"

#include <limits>

namespace hub::sqlite {
namespace {

constexpr const char* kColumns = "id, kind, subject, detail, severity, count, first, last, "
                                 "acknowledged, acknowledged_by";

Alert readAlert(const Statement::Run& run)
{
    Alert alert;
    alert.id = run.integerAt(0);
    alert.what = {std::string(run.textAt(1)), std::string(run.textAt(2)),
                  std::string(run.textAt(3)), static_cast<Severity>(run.integerAt(4))};
    alert.count = static_cast<std::uint64_t>(run.integerAt(5));
    alert.first = wallFromMicros(run.integerAt(6));
    alert.last = wallFromMicros(run.integerAt(7));
    if (const auto time = run.integerOrNullAt(8)) {
        alert.acknowledged = wallFromMicros(*time);
    }
    alert.acknowledgedBy = run.textAt(9);
    return alert;
}

} // namespace

Result<std::unique_ptr<AlertStore>> AlertStore::open(Database& database)
{
    const std::string columns = kColumns;
    Sql sql;
    HUB_TRY(
        sql.raise,
        database.prepare("INSERT INTO alert (kind, subject, detail, severity, count, first, last) "
                         "VALUES (?, ?, ?, ?, 1, ?, ?) "
                         "ON CONFLICT (kind, subject) WHERE acknowledged IS NULL DO UPDATE SET "
                         "count = count + 1, last = excluded.last, detail = excluded.detail "
                         "RETURNING " +
                         columns));
    HUB_TRY(sql.trim,
            database.prepare("DELETE FROM alert WHERE id IN (SELECT id FROM alert ORDER BY "
                             "acknowledged IS NULL DESC, id DESC LIMIT -1 OFFSET ?)"));
    HUB_TRY(sql.find, database.prepare("SELECT " + columns + " FROM alert WHERE id = ?"));
    HUB_TRY(sql.acknowledge,
            database.prepare("UPDATE alert SET acknowledged = ifnull(acknowledged, ?), "
                             "acknowledged_by = CASE WHEN acknowledged IS NULL THEN ? ELSE "
                             "acknowledged_by END WHERE id = ? RETURNING 1"));
    const std::string list = "SELECT " + columns + " FROM alert WHERE id < ?";
    HUB_TRY(sql.list, database.prepare(list + " ORDER BY id DESC LIMIT ?"));
    HUB_TRY(sql.listOpen,
            database.prepare(list + " AND acknowledged IS NULL ORDER BY id DESC LIMIT ?"));
    HUB_TRY(sql.countOpen,
            database.prepare("SELECT count(*) FROM alert WHERE acknowledged IS NULL"));
    return std::unique_ptr<AlertStore>(new AlertStore(std::move(sql)));
}

Result<Alert> AlertStore::raise(const NewAlert& alert, WallTime now, std::size_t most)
{
    Alert raised;
    {
        auto run = sql_.raise.run();
        HUB_TRYV(run.text(alert.kind)
                     .text(alert.subject)
                     .text(alert.detail)
                     .integer(static_cast<std::int64_t>(alert.severity))
                     .integer(toMicros(now))
                     .integer(toMicros(now))
                     .next());
        raised = readAlert(run);
        HUB_TRYV(run.finish());
    }
    HUB_TRYV(sql_.trim.run().integer(static_cast<std::int64_t>(most)).finish());
    return raised;
}

Result<Alert> AlertStore::acknowledge(std::int64_t id, const std::string& by, WallTime now)
{
    {
        auto run = sql_.acknowledge.run();
        HUB_TRY(const bool found, run.integer(toMicros(now)).text(by).integer(id).next());
        if (!found) {
            return fail(Errc::NotFound, "there is no alert " + std::to_string(id));
        }
        HUB_TRYV(run.finish());
    }
    return find(id);
}

Result<Alert> AlertStore::find(std::int64_t id)
{
    auto run = sql_.find.run();
    HUB_TRYV(run.integer(id).next());
    return readAlert(run);
}

Result<AlertPage> AlertStore::list(const AlertQuery& query)
{
    AlertPage page;
    {
        auto count = sql_.countOpen.run();
        HUB_TRYV(count.next());
        page.open = static_cast<std::uint64_t>(count.integerAt(0));
    }
    auto run = (query.onlyOpen ? sql_.listOpen : sql_.list).run();
    run.integer(query.after.value_or(std::numeric_limits<std::int64_t>::max()));
    run.integer(static_cast<std::int64_t>(query.limit + 1));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return page;
        }
        if (page.alerts.size() == query.limit) {
            page.next = page.alerts.back().id;
            return page;
        }
        page.alerts.push_back(readAlert(run));
    }
}

} // namespace hub::sqlite
