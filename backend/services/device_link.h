// A live connection as the services see it.
#pragma once

#include <string_view>

namespace hub {

/// Why a connection ended. The names are part of the admin API (events).
enum class CloseReason {
    ClientDisconnected, ///< the device said goodbye
    ConnectionLost,
    KeepAliveExpired,
    ProtocolViolation,
    UnknownTopic,
    MessageTooLarge,
    TakenOver, ///< the same identity connected again
    TokenExpired,
    IdentityDisabled,
    IdentityDeleted,
    KeysChanged, ///< the key that the device signed in with is none of its keys any more
    HubStopping,
};

std::string_view nameOf(CloseReason reason); ///< "clientDisconnected", …

class DeviceLink
{
public:
    virtual ~DeviceLink() = default;

    /// Any thread; returns at once, the connection ends soon after.
    virtual void close(CloseReason reason) = 0;
};

} // namespace hub
