#include "storage/sqlite/key_use_store.h"

namespace hub::sqlite {

Result<std::unique_ptr<KeyUseStore>> KeyUseStore::open(Database& database)
{
    Sql sql;
    HUB_TRY(sql.isThere, database.prepare("SELECT 1 FROM identity WHERE device_key = ?"));
    HUB_TRY(sql.put,
            database.prepare(
                "INSERT INTO key_use (device_key, policy, slot, last, address, network, protocol) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_key, policy, slot) DO UPDATE SET "
                "last = excluded.last, address = excluded.address, network = excluded.network, "
                "protocol = excluded.protocol WHERE excluded.last >= key_use.last"));
    HUB_TRY(sql.drop, database.prepare("DELETE FROM key_use WHERE device_key = ? AND policy = ?"));
    HUB_TRY(sql.find, database.prepare("SELECT slot, last, address, network, protocol FROM key_use "
                                       "WHERE device_key = ? AND policy = ?"));
    HUB_TRY(sql.hasNetwork,
            database.prepare("SELECT count(*), ifnull(max(network = ?), 0) FROM key_network "
                             "WHERE device_key = ? AND policy = ?"));
    HUB_TRY(sql.putNetwork,
            database.prepare("INSERT INTO key_network (device_key, policy, network, first, last) "
                             "VALUES (?, ?, ?, ?, ?) ON CONFLICT (device_key, policy, network) "
                             "DO UPDATE SET last = max(last, excluded.last)"));
    HUB_TRY(sql.trimNetworks,
            database.prepare("DELETE FROM key_network WHERE (device_key, policy, network) IN "
                             "(SELECT device_key, policy, network FROM key_network "
                             "WHERE device_key = ? AND policy = ? ORDER BY last DESC LIMIT -1 OFFSET ?)"));
    HUB_TRY(sql.networks,
            database.prepare("SELECT network, first, last FROM key_network "
                             "WHERE device_key = ? AND policy = ? ORDER BY last DESC, network"));
    return std::unique_ptr<KeyUseStore>(new KeyUseStore(std::move(sql)));
}

Result<bool> KeyUseStore::isThere(const KeyHolder& holder)
{
    if (holder.device == 0) {
        return true;
    }
    auto run = sql_.isThere.run();
    return run.integer(holder.device).next();
}

Result<bool> KeyUseStore::isNewNetwork(const KeyUseNote& note)
{
    auto run = sql_.hasNetwork.run();
    HUB_TRYV(run.text(note.use.network).integer(note.holder.device).text(note.holder.policy).next());
    return run.integerAt(0) > 0 && run.integerAt(1) == 0;
}

Result<void> KeyUseStore::putUse(const KeyHolder& holder, KeySlot slot, const KeyUse& use)
{
    return sql_.put.run()
        .integer(holder.device)
        .text(holder.policy)
        .integer(static_cast<std::int64_t>(slot))
        .integer(toMicros(use.last))
        .text(use.address)
        .text(use.network)
        .text(use.protocol)
        .finish();
}

Result<bool> KeyUseStore::note(const KeyUseNote& note, std::size_t mostNetworks)
{
    const KeyHolder& holder = note.holder;
    HUB_TRY(const bool there, isThere(holder));
    if (!there) {
        return false;
    }
    HUB_TRY(const bool isNew, isNewNetwork(note));
    HUB_TRYV(putUse(holder, note.slot, note.use));
    HUB_TRYV(sql_.putNetwork.run()
                 .integer(holder.device)
                 .text(holder.policy)
                 .text(note.use.network)
                 .integer(toMicros(note.use.last))
                 .integer(toMicros(note.use.last))
                 .finish());
    HUB_TRYV(sql_.trimNetworks.run()
                 .integer(holder.device)
                 .text(holder.policy)
                 .integer(static_cast<std::int64_t>(mostNetworks))
                 .finish());
    return isNew;
}

Result<KeyUses> KeyUseStore::find(const KeyHolder& holder)
{
    KeyUses uses;
    auto run = sql_.find.run();
    run.integer(holder.device).text(holder.policy);
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return uses;
        }
        const KeySlot slot = run.integerAt(0) == 0 ? KeySlot::Primary : KeySlot::Secondary;
        uses.of(slot) = KeyUse{wallFromMicros(run.integerAt(1)), std::string(run.textAt(2)),
                               std::string(run.textAt(3)), std::string(run.textAt(4))};
    }
}

Result<void> KeyUseStore::put(const KeyHolder& holder, const KeyUses& uses)
{
    HUB_TRYV(sql_.drop.run().integer(holder.device).text(holder.policy).finish());
    if (uses.primary) {
        HUB_TRYV(putUse(holder, KeySlot::Primary, *uses.primary));
    }
    return uses.secondary ? putUse(holder, KeySlot::Secondary, *uses.secondary)
                          : Result<void>(success());
}

Result<std::vector<KeyNetwork>> KeyUseStore::networks(const KeyHolder& holder)
{
    std::vector<KeyNetwork> networks;
    auto run = sql_.networks.run();
    run.integer(holder.device).text(holder.policy);
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return networks;
        }
        networks.push_back({std::string(run.textAt(0)), wallFromMicros(run.integerAt(1)),
                            wallFromMicros(run.integerAt(2))});
    }
}

} // namespace hub::sqlite
