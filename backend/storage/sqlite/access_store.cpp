#include "storage/sqlite/access_store.h"

namespace hub::sqlite {
namespace {

constexpr std::int64_t kAny = -1; // no condition on a code

template <class Code>
std::int64_t codeOf(std::optional<Code> code)
{
    return code ? static_cast<std::int64_t>(*code) : kAny;
}

std::optional<std::int64_t> microsOf(std::optional<WallTime> time)
{
    return time ? std::optional(toMicros(*time)) : std::nullopt;
}

AccessEntry entryAt(const Statement::Run& run)
{
    AccessEntry entry;
    entry.id = run.integerAt(0);
    entry.list = static_cast<AccessList>(run.integerAt(1));
    entry.kind = static_cast<AccessKind>(run.integerAt(2));
    entry.value = run.textAt(3);
    entry.reason = run.textAt(4);
    entry.by = run.textAt(5);
    entry.since = wallFromMicros(run.integerAt(6));
    if (const auto until = run.integerOrNullAt(7)) {
        entry.until = wallFromMicros(*until);
    }
    entry.etag = static_cast<std::uint64_t>(run.integerAt(8));
    return entry;
}

AccessGroup groupAt(const Statement::Run& run)
{
    AccessGroup group;
    group.name = run.textAt(0);
    group.condition = run.textAt(1);
    group.reason = run.textAt(2);
    group.by = run.textAt(3);
    group.since = wallFromMicros(run.integerAt(4));
    group.etag = static_cast<std::uint64_t>(run.integerAt(5));
    group.members = static_cast<std::uint64_t>(run.integerAt(6));
    return group;
}

AccessMember memberAt(const Statement::Run& run)
{
    return {std::string(run.textAt(0)), std::string(run.textAt(1))};
}

std::string textAt(const Statement::Run& run)
{
    return std::string(run.textAt(0));
}

template <class Value>
Result<std::vector<Value>> allOf(Statement::Run& run, Value (*read)(const Statement::Run&))
{
    std::vector<Value> values;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return values;
        }
        values.push_back(read(run));
    }
}

Result<std::size_t> numberOf(Statement::Run& run)
{
    HUB_TRYV(run.next());
    return static_cast<std::size_t>(run.integerAt(0));
}

/// Of statements with RETURNING: was there a row?
Result<bool> touched(Statement::Run& run)
{
    HUB_TRY(const bool row, run.next());
    HUB_TRYV(row ? run.finish() : Result<void>(success()));
    return row;
}

} // namespace

Result<std::unique_ptr<AccessStore>> AccessStore::open(Database& database)
{
    std::unique_ptr<AccessStore> store(new AccessStore);
    HUB_TRYV(store->prepare(database));
    return store;
}

Result<void> AccessStore::prepare(Database& database)
{
    struct Text
    {
        Statement& statement;
        const char* sql;
    };
    const Text texts[] = {
        {entries_, "SELECT id, list, kind, value, reason, \"by\", since, until, etag "
                   "FROM access_entry WHERE id > ?1 AND (?2 < 0 OR list = ?2) "
                   "AND (?3 < 0 OR kind = ?3) "
                   "AND (?4 = '' OR instr(value, ?4) > 0 OR instr(reason, ?4) > 0) "
                   "ORDER BY id LIMIT ?5"},
        {find_, "SELECT id, list, kind, value, reason, \"by\", since, until, etag "
                "FROM access_entry WHERE id = ?"},
        {count_, "SELECT count(*) FROM access_entry"},
        {countOf_, "SELECT count(*) FROM access_entry WHERE kind = ?"},
        {isListed_, "SELECT 1 FROM access_entry WHERE list IN (0, 1) AND kind = ? AND value = ?"},
        {ended_, "SELECT id, list, kind, value, reason, \"by\", since, until, etag "
                 "FROM access_entry WHERE until > ? AND until <= ? AND list = 0 LIMIT 1000"},
        {add_, "INSERT INTO access_entry (list, kind, value, reason, \"by\", since, until, etag) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"},
        {replace_, "UPDATE access_entry SET reason = ?, \"by\" = ?, until = ?, etag = ? "
                   "WHERE id = ? RETURNING 1"},
        {remove_, "DELETE FROM access_entry WHERE id = ? RETURNING 1"},
        {groups_, "SELECT name, condition, reason, \"by\", since, etag, (SELECT count(*) FROM "
                  "access_member WHERE group_name = name) FROM access_group ORDER BY name"},
        {findGroup_, "SELECT name, condition, reason, \"by\", since, etag, (SELECT count(*) FROM "
                     "access_member WHERE group_name = name) FROM access_group WHERE name = ?"},
        {putGroup_, "INSERT INTO access_group (name, condition, reason, \"by\", since, etag) "
                    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                    "condition = excluded.condition, reason = excluded.reason, "
                    "\"by\" = excluded.\"by\", since = excluded.since, etag = excluded.etag"},
        {removeGroup_, "DELETE FROM access_group WHERE name = ? RETURNING 1"},
        {members_, "SELECT device_id FROM access_member WHERE group_name = ? AND device_id > ? "
                   "ORDER BY device_id LIMIT ?"},
        {allMembers_, "SELECT group_name, device_id FROM access_member"},
        {memberCount_, "SELECT count(*) FROM access_member"},
        {addMember_, "INSERT INTO access_member (group_name, device_id) VALUES (?, ?) "
                     "ON CONFLICT DO NOTHING RETURNING 1"},
        {removeMember_, "DELETE FROM access_member WHERE group_name = ? AND device_id = ? "
                        "RETURNING 1"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database.prepare(text.sql));
    }
    return success();
}

Result<std::vector<AccessEntry>> AccessStore::entries(const AccessQuery& query)
{
    auto run = entries_.run();
    run.integer(query.after)
        .integer(codeOf(query.list))
        .integer(codeOf(query.kind))
        .text(query.contains)
        .integer(static_cast<std::int64_t>(query.limit));
    return allOf(run, entryAt);
}

Result<std::optional<AccessEntry>> AccessStore::find(AccessEntryId id)
{
    auto run = find_.run();
    HUB_TRY(const bool found, run.integer(id).next());
    return found ? std::optional(entryAt(run)) : std::nullopt;
}

Result<std::size_t> AccessStore::count()
{
    auto run = count_.run();
    return numberOf(run);
}

Result<std::size_t> AccessStore::countOf(AccessKind kind)
{
    auto run = countOf_.run();
    run.integer(static_cast<std::int64_t>(kind));
    return numberOf(run);
}

Result<bool> AccessStore::isListed(AccessKind kind, std::string_view value)
{
    auto run = isListed_.run();
    return run.integer(static_cast<std::int64_t>(kind)).text(value).next();
}

Result<std::vector<AccessEntry>> AccessStore::ended(WallTime from, WallTime to)
{
    auto run = ended_.run();
    run.integer(toMicros(from)).integer(toMicros(to));
    return allOf(run, entryAt);
}

Result<AccessEntry> AccessStore::add(AccessEntry entry)
{
    auto run = add_.run();
    run.integer(static_cast<std::int64_t>(entry.list))
        .integer(static_cast<std::int64_t>(entry.kind))
        .text(entry.value)
        .text(entry.reason)
        .text(entry.by)
        .integer(toMicros(entry.since))
        .integerOrNull(microsOf(entry.until))
        .integer(static_cast<std::int64_t>(entry.etag));
    HUB_TRY(const bool added, run.next());
    if (!added) {
        return fail(Errc::PreconditionFailed, "the list has this entry");
    }
    const AccessEntryId id = run.integerAt(0);
    HUB_TRYV(run.finish());
    entry.id = id;
    return entry;
}

Result<void> AccessStore::replace(const AccessEntry& entry)
{
    auto run = replace_.run();
    run.text(entry.reason)
        .text(entry.by)
        .integerOrNull(microsOf(entry.until))
        .integer(static_cast<std::int64_t>(entry.etag))
        .integer(entry.id);
    HUB_TRY(const bool found, touched(run));
    return found ? Result<void>(success()) : fail(Errc::NotFound, "no such entry");
}

Result<void> AccessStore::remove(AccessEntryId id)
{
    auto run = remove_.run();
    run.integer(id);
    HUB_TRY(const bool found, touched(run));
    return found ? Result<void>(success()) : fail(Errc::NotFound, "no such entry");
}

Result<std::vector<AccessGroup>> AccessStore::groups()
{
    auto run = groups_.run();
    return allOf(run, groupAt);
}

Result<std::optional<AccessGroup>> AccessStore::findGroup(std::string_view name)
{
    auto run = findGroup_.run();
    HUB_TRY(const bool found, run.text(name).next());
    return found ? std::optional(groupAt(run)) : std::nullopt;
}

Result<void> AccessStore::putGroup(const AccessGroup& group)
{
    return putGroup_.run()
        .text(group.name)
        .text(group.condition)
        .text(group.reason)
        .text(group.by)
        .integer(toMicros(group.since))
        .integer(static_cast<std::int64_t>(group.etag))
        .finish();
}

Result<void> AccessStore::removeGroup(std::string_view name)
{
    auto run = removeGroup_.run();
    run.text(name);
    HUB_TRY(const bool found, touched(run));
    return found ? Result<void>(success()) : fail(Errc::NotFound, "no such group");
}

Result<std::vector<std::string>> AccessStore::members(std::string_view group,
                                                      std::string_view after,
                                                      std::size_t limit)
{
    auto run = members_.run();
    run.text(group).text(after).integer(static_cast<std::int64_t>(limit));
    return allOf(run, textAt);
}

Result<std::vector<AccessMember>> AccessStore::allMembers()
{
    auto run = allMembers_.run();
    return allOf(run, memberAt);
}

Result<std::size_t> AccessStore::memberCount()
{
    auto run = memberCount_.run();
    return numberOf(run);
}

Result<bool> AccessStore::addMember(const AccessMember& member)
{
    auto run = addMember_.run();
    run.text(member.group).text(member.device);
    return touched(run);
}

Result<bool> AccessStore::removeMember(const AccessMember& member)
{
    auto run = removeMember_.run();
    run.text(member.group).text(member.device);
    return touched(run);
}

} // namespace hub::sqlite
