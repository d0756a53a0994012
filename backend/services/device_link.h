// A live connection as the services see it.
#pragma once

#include "domain/command.h"

#include <cstdint>
#include <memory>
#include <string>
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
    CertificateRevoked, ///< the certificate that it signed in with, or one that vouched for it
    AddressRejected, ///< by IP rules that have changed
    Blocked,         ///< an entry of the block list is about it now
    NotOnAllowList,  ///< it was taken off, or the hub now lets in only who is on it
    NotReading,     ///< too much waits for the device to read it
    HubUnavailable, ///< what the device asked for could not be stored
    HubStopping,
};

std::string_view nameOf(CloseReason reason); ///< "clientDisconnected", …

class DeviceLink
{
public:
    virtual ~DeviceLink() = default;

    // All: any thread, at once; the connection's own thread does the work soon after.

    virtual void close(CloseReason reason) = 0;

    /// A command that this session holds now.
    virtual void deliver(std::shared_ptr<const Command> command) = 0;

    /// Desired properties have changed; `patch` is a JSON object with $version.
    virtual void desiredChanged(std::uint64_t version, std::shared_ptr<const std::string> patch) = 0;

    /// A direct method; Methods::answered() with the same request number answers it.
    virtual void invoke(std::uint64_t request,
                        std::shared_ptr<const std::string> name,
                        std::shared_ptr<const std::string> payload) = 0;
};

} // namespace hub
