// Subscriptions of MQTT sessions that outlive their connection (OASIS MQTT 3.1.1 §3.1.2.4). Blocking;
// one thread at a time.
#pragma once

#include "domain/identity.h"

#include "base/bytes.h"

#include "hub/error.h"

#include <optional>

namespace hub {

class MqttSessionStore
{
public:
    virtual ~MqttSessionStore() = default;

    /// As put() was given them; nothing = no session is kept.
    virtual Result<std::optional<Bytes>> find(DeviceKey device) = 0;
    virtual Result<void> put(DeviceKey device, ByteView subscriptions) = 0;
    virtual Result<void> remove(DeviceKey device) = 0; ///< also when there is none
};

} // namespace hub
