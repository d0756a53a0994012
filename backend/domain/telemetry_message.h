// A device-to-cloud message as it goes into the log. Views are borrowed from the sender's buffer.
#pragma once

#include "domain/auth_method.h"
#include "domain/identity.h"

#include "base/bytes.h"
#include "base/clock.h"

namespace hub {

struct TelemetryMessage
{
    DeviceKey device = 0;
    std::uint8_t partition = 0; ///< always the same for a device id
    AuthMethod auth;
    WallTime enqueued{};
    ByteView properties; ///< packed, see properties.h
    ByteView body;
};

} // namespace hub
