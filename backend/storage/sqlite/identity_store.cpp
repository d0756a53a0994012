#include "storage/sqlite/identity_store.h"

#include "storage/sqlite/stored_time.h"

#include "domain/limits.h"
#include "domain/tag_condition.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/json_writer.h"

#include <string>

namespace hub::sqlite {
namespace {

/// 100 ns since the year 1, the form that the real service uses for generation ids.
std::string generationAt(WallTime now)
{
    constexpr std::int64_t ticksAt1970 = 621'355'968'000'000'000;
    return std::to_string(ticksAt1970 + toMicros(now) * 10);
}

std::string contextOf(const DeviceIdentity& identity, std::string_view field)
{
    return "identity|" + identity.id.text() + "|" + identity.generationId + "|" +
           std::string(field);
}

std::optional<std::int64_t> microsOrNull(const std::optional<WallTime>& time)
{
    return time ? std::optional(toMicros(*time)) : std::nullopt;
}

Result<std::vector<DeviceKey>> readKeys(Statement::Run& run)
{
    std::vector<DeviceKey> keys;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return keys;
        }
        keys.push_back(run.integerAt(0));
    }
}

Error notFound(const IdentityId& id)
{
    return fail(id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound, id.text());
}

Error alreadyExists(const IdentityId& id)
{
    return id.isModule()
               ? fail(Errc::ModuleAlreadyExists, "A module with ID '" + id.module +
                                                     "' is already registered on device '" +
                                                     id.device + "'.")
               : fail(Errc::DeviceAlreadyExists,
                      "A device with ID '" + id.device + "' is already registered.");
}

} // namespace

Result<std::unique_ptr<IdentityStore>> IdentityStore::open(Database& database, const SecretBox& box)
{
    std::unique_ptr<IdentityStore> store(new IdentityStore(database, box));
    HUB_TRYV(store->prepare());
    return store;
}

Result<void> IdentityStore::prepare()
{
    struct Text
    {
        Statement& statement;
        const char* sql;
    };
    const std::string columns =
        "device_key, device_id, module_id, generation, etag, enabled, status_reason, "
        "status_updated, auth_type, primary_key, secondary_key, primary_thumbprint, "
        "secondary_thumbprint, edge, tags, last_activity, connection_updated, last_close, managed_by, "
        "parent_scope, ifnull((SELECT waiting + in_flight FROM queue "
        "WHERE queue.device_key = identity.device_key), 0)";
    const std::string find =
        "SELECT " + columns + " FROM identity WHERE device_id = ? AND module_id = ?";
    const std::string list = "SELECT " + columns +
                             " FROM identity WHERE module_id = '' ORDER BY device_id LIMIT ?";
    const std::string scoped = "SELECT " + columns +
                               " FROM identity WHERE module_id = '' AND device_key IN (SELECT "
                               "device_key FROM device_tag WHERE name = ? AND value = ?) "
                               "ORDER BY device_id LIMIT ?";
    const std::string modules = "SELECT " + columns + " FROM identity WHERE device_id = ? AND "
                                "module_id <> '' ORDER BY module_id";
    const Text texts[] = {
        {sql_.insertKey, "INSERT INTO device_key (device_id, module_id, generation, created) "
                         "VALUES (?, ?, ?, ?)"},
        {sql_.insert,
         "INSERT INTO identity (device_key, device_id, module_id, generation, etag, enabled, "
         "status_reason, status_updated, auth_type, primary_key, secondary_key, "
         "primary_thumbprint, secondary_thumbprint, edge, tags, managed_by, parent_scope) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {sql_.find, find.c_str()},
        {sql_.update,
         "UPDATE identity SET etag = ?, enabled = ?, status_reason = ?, status_updated = ?, "
         "auth_type = ?, primary_key = ?, secondary_key = ?, primary_thumbprint = ?, "
         "secondary_thumbprint = ?, edge = ?, tags = ?, managed_by = ?, parent_scope = ? "
         "WHERE device_key = ? "
         "RETURNING 1"},
        {sql_.remove, "DELETE FROM identity WHERE device_id = ? AND module_id = ? "
                      "RETURNING device_key"},
        {sql_.closeKey, "UPDATE device_key SET deleted = ? WHERE key = ?"},
        {sql_.list, list.c_str()},
        {sql_.listScope, scoped.c_str()},
        {sql_.modules, modules.c_str()},
        {sql_.count, "SELECT devices + modules FROM identity_total"},
        {sql_.countAll, "SELECT devices, disabled FROM identity_total"},
        {sql_.countScope, "SELECT count(*), count(*) FILTER (WHERE enabled = 0) FROM device_tag "
                          "JOIN identity USING (device_key) "
                          "WHERE name = ? AND value = ? AND module_id = ''"},
        {sql_.hasTag, "SELECT 1 FROM identity JOIN device_tag USING (device_key) "
                      "WHERE device_id = ? AND module_id = '' AND name = ? AND value = ?"},
        {sql_.noteActivity,
         "UPDATE identity SET last_activity = max(last_activity, ifnull(?, 0)), "
         "connection_updated = ifnull(?, connection_updated), "
         "last_close = ifnull(nullif(?, ''), last_close) WHERE device_key = ?"},
        {sql_.keysOf, "SELECT key FROM device_key WHERE device_id = ? AND module_id = ? "
                      "AND erase_asked IS NULL ORDER BY key"},
        {sql_.keysWithModules, "SELECT key FROM device_key WHERE device_id = ? "
                               "AND erase_asked IS NULL ORDER BY key"},
        {sql_.owner, "SELECT device_id, module_id, generation FROM device_key WHERE key = ?"},
        {sql_.askErase, "UPDATE device_key SET erase_asked = ? WHERE key = ?"},
        {sql_.noteErased, "UPDATE device_key SET erase_done = ? WHERE key = ?"},
        {sql_.keysToErase, "SELECT key FROM device_key WHERE erase_asked IS NOT NULL "
                           "AND erase_done IS NULL ORDER BY key LIMIT 1000"},
        {sql_.addSearch, "INSERT INTO identity_search (rowid, device_id) VALUES (?, ?)"},
        {sql_.dropSearch, "INSERT INTO identity_search (identity_search, rowid, device_id) "
                          "VALUES ('delete', ?, ?)"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return tags_.prepare(database_);
}

Result<DeviceIdentity> IdentityStore::create(DeviceIdentity identity, WallTime now)
{
    identity.generationId = generationAt(now);
    HUB_TRYV(database_.transaction([&]() -> Result<void> {
        {
            auto run = sql_.find.run();
            HUB_TRY(const bool exists,
                    run.text(identity.id.device).text(identity.id.module).next());
            if (exists) {
                return alreadyExists(identity.id);
            }
        }
        HUB_TRYV(sql_.insertKey.run()
                     .text(identity.id.device)
                     .text(identity.id.module)
                     .text(identity.generationId)
                     .integer(toMicros(now))
                     .finish());
        identity.key = database_.lastRowId();
        HUB_TRYV(insertRow(identity));
        HUB_TRYV(tags_.write(identity.key, identity.tags));
        if (identity.id.isModule()) {
            return success();
        }
        return sql_.addSearch.run().integer(identity.key).text(identity.id.device).finish();
    }));
    return identity;
}

Result<void> IdentityStore::insertRow(const DeviceIdentity& identity)
{
    const Bytes primary = box_.seal(identity.keys.primary, contextOf(identity, "primary"));
    const Bytes secondary = box_.seal(identity.keys.secondary, contextOf(identity, "secondary"));
    return sql_.insert.run()
        .integer(identity.key)
        .text(identity.id.device)
        .text(identity.id.module)
        .text(identity.generationId)
        .integer(static_cast<std::int64_t>(identity.etag))
        .integer(identity.enabled ? 1 : 0)
        .text(identity.statusReason)
        .integerOrNull(microsOrNull(identity.statusUpdated))
        .integer(static_cast<std::int64_t>(identity.authType))
        .blob(primary)
        .blob(secondary)
        .text(identity.thumbprints.primary)
        .text(identity.thumbprints.secondary)
        .integer(identity.edge ? 1 : 0)
        .text(identity.tags)
        .text(identity.managedBy)
        .text(identity.parentScope)
        .finish();
}

Result<DeviceRow> IdentityStore::readRow(const Statement::Run& run) const
{
    DeviceRow row;
    DeviceIdentity& identity = row.identity;
    identity.key = run.integerAt(0);
    identity.id = {std::string(run.textAt(1)), std::string(run.textAt(2))};
    identity.generationId = run.textAt(3);
    identity.etag = static_cast<std::uint64_t>(run.integerAt(4));
    identity.enabled = run.integerAt(5) != 0;
    identity.statusReason = run.textAt(6);
    if (const auto updated = run.integerOrNullAt(7)) {
        identity.statusUpdated = wallFromMicros(*updated);
    }
    identity.authType = static_cast<AuthType>(run.integerAt(8));
    HUB_TRY(identity.keys.primary, box_.open(run.blobAt(9), contextOf(identity, "primary")));
    HUB_TRY(identity.keys.secondary, box_.open(run.blobAt(10), contextOf(identity, "secondary")));
    identity.thumbprints = {std::string(run.textAt(11)), std::string(run.textAt(12))};
    identity.edge = run.integerAt(13) != 0;
    identity.tags = run.textAt(14);
    row.activity.lastHeard = timeOrNever(run.integerAt(15));
    row.activity.connectionChanged = timeOrNever(run.integerAt(16));
    row.activity.disconnectReason = run.textAt(17);
    identity.managedBy = run.textAt(18);
    identity.parentScope = run.textAt(19);
    row.pendingCommands = static_cast<std::uint64_t>(run.integerAt(20));
    return row;
}

Result<std::vector<DeviceRow>> IdentityStore::readRows(Statement::Run& run) const
{
    std::vector<DeviceRow> rows;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return rows;
        }
        HUB_TRY(DeviceRow row, readRow(run));
        rows.push_back(std::move(row));
    }
}

Bytes IdentityStore::makeDecoy(const SecretBox& box)
{
    return box.seal(randomSecret(limits::kNewKeyBytes), {});
}

/// The same work as for an identity that exists: time must not tell which ids do.
void IdentityStore::openDecoy(const IdentityId& id) const
{
    DeviceIdentity nobody;
    nobody.id = id;
    nobody.generationId = generationAt({});
    for (const std::string_view field : {"primary", "secondary"}) {
        (void)contextOf(nobody, field);
        (void)box_.open(decoy_, {});
    }
}

Result<std::optional<DeviceRow>> IdentityStore::find(const IdentityId& id)
{
    auto run = sql_.find.run();
    HUB_TRY(const bool found, run.text(id.device).text(id.module).next());
    if (!found) {
        openDecoy(id);
        return std::nullopt;
    }
    HUB_TRY(DeviceRow row, readRow(run));
    return std::optional(std::move(row));
}

Result<void> IdentityStore::replace(const DeviceIdentity& identity)
{
    return database_.transaction([&]() -> Result<void> {
        const Bytes primary = box_.seal(identity.keys.primary, contextOf(identity, "primary"));
        const Bytes secondary =
            box_.seal(identity.keys.secondary, contextOf(identity, "secondary"));
        auto run = sql_.update.run();
        run.integer(static_cast<std::int64_t>(identity.etag))
            .integer(identity.enabled ? 1 : 0)
            .text(identity.statusReason)
            .integerOrNull(microsOrNull(identity.statusUpdated))
            .integer(static_cast<std::int64_t>(identity.authType))
            .blob(primary)
            .blob(secondary)
            .text(identity.thumbprints.primary)
            .text(identity.thumbprints.secondary)
            .integer(identity.edge ? 1 : 0)
            .text(identity.tags)
            .text(identity.managedBy)
            .text(identity.parentScope)
            .integer(identity.key);
        HUB_TRY(const bool changed, run.next());
        if (!changed) {
            return notFound(identity.id);
        }
        HUB_TRYV(run.finish());
        return tags_.write(identity.key, identity.tags);
    });
}

Result<void> IdentityStore::remove(const IdentityId& id, WallTime now)
{
    return database_.transaction([&]() -> Result<void> {
        auto run = sql_.remove.run();
        HUB_TRY(const bool removed, run.text(id.device).text(id.module).next());
        if (!removed) {
            return notFound(id);
        }
        const DeviceKey key = run.integerAt(0);
        HUB_TRYV(run.finish());
        HUB_TRYV(sql_.closeKey.run().integer(toMicros(now)).integer(key).finish());
        HUB_TRYV(tags_.drop(key));
        if (id.isModule()) {
            return success();
        }
        return sql_.dropSearch.run().integer(key).text(id.device).finish();
    });
}

Result<std::vector<DeviceRow>> IdentityStore::list(std::size_t limit,
                                                   const std::optional<TagCondition>& scope)
{
    auto run = scope ? sql_.listScope.run() : sql_.list.run();
    if (scope) {
        run.text(scope->name).text(scope->value);
    }
    return readRows(run.integer(static_cast<std::int64_t>(limit)));
}

Result<bool> IdentityStore::hasTag(std::string_view device, const TagCondition& tag)
{
    auto run = sql_.hasTag.run();
    return run.text(device).text(tag.name).text(tag.value).next();
}

Result<std::vector<DeviceRow>> IdentityStore::modules(std::string_view device)
{
    auto run = sql_.modules.run();
    return readRows(run.text(device));
}

Result<std::uint64_t> IdentityStore::count()
{
    auto run = sql_.count.run();
    HUB_TRYV(run.next());
    return static_cast<std::uint64_t>(run.integerAt(0));
}

Result<DeviceStatistics> IdentityStore::statistics(const std::optional<TagCondition>& scope)
{
    if (scope) {
        auto run = sql_.countScope.run();
        HUB_TRYV(run.text(scope->name).text(scope->value).next());
        return DeviceStatistics{static_cast<std::uint64_t>(run.integerAt(0)),
                                static_cast<std::uint64_t>(run.integerAt(1))};
    }
    auto run = sql_.countAll.run();
    HUB_TRYV(run.next());
    return DeviceStatistics{static_cast<std::uint64_t>(run.integerAt(0)),
                            static_cast<std::uint64_t>(run.integerAt(1))};
}

Result<void> IdentityStore::noteActivity(std::span<const ActivityNote> notes)
{
    return database_.transaction([&]() -> Result<void> {
        for (const ActivityNote& note : notes) {
            HUB_TRYV(sql_.noteActivity.run()
                         .integerOrNull(microsOrNull(note.activity.lastHeard))
                         .integerOrNull(microsOrNull(note.activity.connectionChanged))
                         .text(note.activity.disconnectReason)
                         .integer(note.key)
                         .finish());
        }
        return success();
    });
}

Result<std::vector<DeviceKey>> IdentityStore::keysOf(const IdentityId& id)
{
    auto run = sql_.keysOf.run();
    return readKeys(run.text(id.device).text(id.module));
}

Result<std::vector<DeviceKey>> IdentityStore::keysWithModules(std::string_view device)
{
    auto run = sql_.keysWithModules.run();
    return readKeys(run.text(device));
}

Result<std::vector<DeviceKey>> IdentityStore::keysToErase()
{
    auto run = sql_.keysToErase.run();
    return readKeys(run);
}

Result<std::map<DeviceKey, KeyOwner>> IdentityStore::owners(std::span<const DeviceKey> keys)
{
    std::map<DeviceKey, KeyOwner> owners;
    for (const DeviceKey key : keys) {
        auto run = sql_.owner.run();
        HUB_TRY(const bool found, run.integer(key).next());
        if (found) {
            owners[key] = {{std::string(run.textAt(0)), std::string(run.textAt(1))},
                           std::string(run.textAt(2))};
        }
    }
    return owners;
}

Result<void> IdentityStore::askErase(std::span<const DeviceKey> keys, WallTime now)
{
    return database_.transaction([&]() -> Result<void> {
        for (const DeviceKey key : keys) {
            HUB_TRYV(sql_.askErase.run().integer(toMicros(now)).integer(key).finish());
        }
        return success();
    });
}

Result<void> IdentityStore::noteErased(DeviceKey key, WallTime now)
{
    return sql_.noteErased.run().integer(toMicros(now)).integer(key).finish();
}

} // namespace hub::sqlite
