#include "storage/sqlite/mqtt_session_store.h"

namespace hub::sqlite {

Result<std::unique_ptr<MqttSessionStore>> MqttSessionStore::open(Database& database)
{
    Sql sql;
    HUB_TRY(sql.find,
            database.prepare("SELECT subscriptions FROM mqtt_session WHERE device_key = ?"));
    HUB_TRY(sql.put, database.prepare("INSERT INTO mqtt_session (device_key, subscriptions) "
                                      "SELECT device_key, ? FROM identity WHERE device_key = ? "
                                      "ON CONFLICT (device_key) DO UPDATE SET "
                                      "subscriptions = excluded.subscriptions"));
    HUB_TRY(sql.remove, database.prepare("DELETE FROM mqtt_session WHERE device_key = ?"));
    return std::unique_ptr<MqttSessionStore>(new MqttSessionStore(std::move(sql)));
}

Result<std::optional<Bytes>> MqttSessionStore::find(DeviceKey device)
{
    auto run = sql_.find.run();
    HUB_TRY(const bool row, run.integer(device).next());
    return row ? std::optional(Bytes(run.blobAt(0))) : std::nullopt;
}

Result<void> MqttSessionStore::put(DeviceKey device, ByteView subscriptions)
{
    return sql_.put.run().blob(subscriptions).integer(device).finish();
}

Result<void> MqttSessionStore::remove(DeviceKey device)
{
    return sql_.remove.run().integer(device).finish();
}

} // namespace hub::sqlite
