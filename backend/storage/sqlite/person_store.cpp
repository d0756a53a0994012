#include "storage/sqlite/person_store.h"

namespace hub::sqlite {
namespace {

constexpr const char* kColumns =
    "SELECT name, display_name, role, scope, enabled, sees_keys, key, key_since, key_expires, "
    "previous_key, previous_until, factor, factor_on, factor_step, created, created_by, last_used, "
    "last_address, etag FROM person";

std::string contextOf(std::string_view name, std::string_view field)
{
    return "person|" + std::string(name) + "|" + std::string(field);
}

std::optional<WallTime> timeOrNothing(std::optional<std::int64_t> micros)
{
    return micros ? std::optional(wallFromMicros(*micros)) : std::nullopt;
}

std::optional<std::int64_t> microsOrNull(const std::optional<WallTime>& time)
{
    return time ? std::optional(toMicros(*time)) : std::nullopt;
}

} // namespace

Result<std::unique_ptr<PersonStore>> PersonStore::open(Database& database, const SecretBox& box)
{
    std::unique_ptr<PersonStore> store(new PersonStore(box));
    HUB_TRYV(store->prepare(database));
    return store;
}

Result<void> PersonStore::prepare(Database& database)
{
    const std::string columns = kColumns;
    HUB_TRY(find_, database.prepare(columns + " WHERE name = ?"));
    HUB_TRY(list_, database.prepare(columns + " ORDER BY name"));
    HUB_TRY(put_, database.prepare(
                      "INSERT OR REPLACE INTO person (name, display_name, role, scope, enabled, "
                      "sees_keys, key, key_since, key_expires, previous_key, previous_until, "
                      "factor, factor_on, factor_step, created, created_by, last_used, "
                      "last_address, etag) "
                      "VALUES (?1, ?2, ?3, nullif(?4, ''), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                      "?13, ?14, ?15, ?16, ?17, ?18, ?19)"));
    HUB_TRY(remove_, database.prepare("DELETE FROM person WHERE name = ? RETURNING 1"));
    HUB_TRY(noteUse_,
            database.prepare("UPDATE person SET last_used = ?, last_address = ? WHERE name = ?"));
    return success();
}

Result<Person> PersonStore::readPerson(const Statement::Run& run) const
{
    Person person;
    person.name = run.textAt(0);
    person.displayName = run.textAt(1);
    const auto role = roleFromName(run.textAt(2));
    if (!role) {
        return fail(Errc::Corrupt, "person '" + person.name + "' has a role that is none");
    }
    person.role = *role;
    if (!run.textAt(3).empty()) {
        HUB_TRY(person.scope, TagCondition::parse(run.textAt(3)));
    }
    person.enabled = run.integerAt(4) != 0;
    person.seesKeys = run.integerAt(5) != 0;
    HUB_TRY(person.keys.current, box_.open(run.blobAt(6), contextOf(person.name, "key")));
    person.keys.since = wallFromMicros(run.integerAt(7));
    person.keys.expires = timeOrNothing(run.integerOrNullAt(8));
    HUB_TRY(person.keys.previous, box_.open(run.blobAt(9), contextOf(person.name, "previous")));
    person.keys.previousUntil = timeOrNothing(run.integerOrNullAt(10));
    HUB_TRY(person.factor.secret, box_.open(run.blobAt(11), contextOf(person.name, "factor")));
    person.factor.confirmed = run.integerAt(12) != 0;
    person.factor.lastStep = run.integerAt(13);
    person.created = wallFromMicros(run.integerAt(14));
    person.createdBy = run.textAt(15);
    person.lastUsed = timeOrNothing(run.integerOrNullAt(16));
    person.lastAddress = run.textAt(17);
    person.etag = static_cast<std::uint64_t>(run.integerAt(18));
    return person;
}

Result<std::optional<Person>> PersonStore::find(std::string_view name)
{
    auto run = find_.run();
    HUB_TRY(const bool found, run.text(name).next());
    if (!found) {
        return std::nullopt;
    }
    HUB_TRY(Person person, readPerson(run));
    return std::optional(std::move(person));
}

Result<std::vector<Person>> PersonStore::list()
{
    std::vector<Person> people;
    auto run = list_.run();
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return people;
        }
        HUB_TRY(Person person, readPerson(run));
        people.push_back(std::move(person));
    }
}

Result<void> PersonStore::put(const Person& person)
{
    const auto sealed = [&](const Secret& secret, std::string_view field) {
        return box_.seal(secret, contextOf(person.name, field));
    };
    const std::string scope = person.scope ? person.scope->text() : std::string();
    const Bytes key = sealed(person.keys.current, "key");
    const Bytes previous = sealed(person.keys.previous, "previous");
    const Bytes factor = sealed(person.factor.secret, "factor");
    auto run = put_.run();
    return run.text(person.name)
        .text(person.displayName)
        .text(nameOf(person.role))
        .text(scope)
        .integer(person.enabled ? 1 : 0)
        .integer(person.seesKeys ? 1 : 0)
        .blob(key)
        .integer(toMicros(person.keys.since))
        .integerOrNull(microsOrNull(person.keys.expires))
        .blob(previous)
        .integerOrNull(microsOrNull(person.keys.previousUntil))
        .blob(factor)
        .integer(person.factor.confirmed ? 1 : 0)
        .integer(person.factor.lastStep)
        .integer(toMicros(person.created))
        .text(person.createdBy)
        .integerOrNull(microsOrNull(person.lastUsed))
        .text(person.lastAddress)
        .integer(static_cast<std::int64_t>(person.etag))
        .finish();
}

Result<bool> PersonStore::remove(std::string_view name)
{
    auto run = remove_.run();
    HUB_TRY(const bool removed, run.text(name).next());
    HUB_TRYV(run.finish());
    return removed;
}

Result<void> PersonStore::noteUse(std::string_view name, WallTime time, std::string_view address)
{
    return noteUse_.run().integer(toMicros(time)).text(address).text(name).finish();
}

} // namespace hub::sqlite
