// MQTT sessions in state.db.
#pragma once

#include "storage/mqtt_session_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class MqttSessionStore final : public hub::MqttSessionStore
{
public:
    static Result<std::unique_ptr<MqttSessionStore>> open(Database& database);

    Result<std::optional<Bytes>> find(DeviceKey device) override;
    Result<void> put(DeviceKey device, ByteView subscriptions) override;
    Result<void> remove(DeviceKey device) override;

private:
    struct Sql
    {
        Statement find;
        Statement put;
        Statement remove;
    };
    explicit MqttSessionStore(Sql sql) : sql_(std::move(sql)) {}
    Sql sql_;
};

} // namespace hub::sqlite
