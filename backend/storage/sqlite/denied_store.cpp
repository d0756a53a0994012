#include "storage/sqlite/denied_store.h"

namespace hub::sqlite {

Result<std::unique_ptr<DeniedStore>> DeniedStore::open(Database& database)
{
    Sql sql;
    HUB_TRY(sql.put, database.prepare(
                         "INSERT OR REPLACE INTO denied (address, claimed_id, reason, protocol, "
                         "detail, count, locked_out, first, last, ignored) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    HUB_TRY(sql.trim,
            database.prepare("DELETE FROM denied WHERE (address, claimed_id) IN (SELECT address, "
                             "claimed_id FROM denied ORDER BY last DESC LIMIT -1 OFFSET ?)"));
    HUB_TRY(sql.list,
            database.prepare("SELECT address, claimed_id, reason, protocol, detail, count, "
                             "locked_out, first, last, ignored FROM denied ORDER BY last DESC "
                             "LIMIT ?"));
    HUB_TRY(sql.clear, database.prepare("DELETE FROM denied"));
    return std::unique_ptr<DeniedStore>(new DeniedStore(std::move(sql)));
}

Result<void> DeniedStore::put(std::span<const DeniedEntry> entries, std::size_t most)
{
    for (const DeniedEntry& entry : entries) {
        HUB_TRYV(sql_.put.run()
                     .text(entry.address)
                     .text(entry.claimedId)
                     .text(entry.reason)
                     .text(entry.protocol)
                     .text(entry.detail)
                     .integer(static_cast<std::int64_t>(entry.count))
                     .integer(static_cast<std::int64_t>(entry.lockedOut))
                     .integer(toMicros(entry.first))
                     .integer(toMicros(entry.last))
                     .integer(entry.ignored ? 1 : 0)
                     .finish());
    }
    return sql_.trim.run().integer(static_cast<std::int64_t>(most)).finish();
}

Result<std::vector<DeniedEntry>> DeniedStore::list(std::size_t limit)
{
    std::vector<DeniedEntry> entries;
    auto run = sql_.list.run();
    run.integer(static_cast<std::int64_t>(limit));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return entries;
        }
        DeniedEntry entry;
        entry.address = run.textAt(0);
        entry.claimedId = run.textAt(1);
        entry.reason = run.textAt(2);
        entry.protocol = run.textAt(3);
        entry.detail = run.textAt(4);
        entry.count = static_cast<std::uint64_t>(run.integerAt(5));
        entry.lockedOut = static_cast<std::uint64_t>(run.integerAt(6));
        entry.first = wallFromMicros(run.integerAt(7));
        entry.last = wallFromMicros(run.integerAt(8));
        entry.ignored = run.integerAt(9) != 0;
        entries.push_back(std::move(entry));
    }
}

Result<void> DeniedStore::clear()
{
    return sql_.clear.run().finish();
}

} // namespace hub::sqlite
