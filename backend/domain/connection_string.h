// Connection strings, as users paste them and as the hub prints them.
#pragma once

#include "base/secret.h"

#include "hub/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace hub {

/// HostName=…;DeviceId=…;ModuleId=…;SharedAccessKeyName=…;SharedAccessKey=… in any order.
struct ConnectionString
{
    std::string hostName; ///< may end in ":port"
    std::string deviceId;
    std::string moduleId;
    std::string policy;
    Secret key; ///< decoded
    std::string gatewayHostName;

    bool isDevice() const { return !deviceId.empty(); }
};

/// Errors: InvalidArgument, with a sentence that says what is missing or wrong.
Result<ConnectionString> parseConnectionString(std::string_view text);

/// A secret, since the key is in it.
std::string toText(const ConnectionString& value);

/// "localhost" when the port is the one that clients use by themselves, else "localhost:18883".
std::string hostWithPort(std::string_view host, std::uint16_t port, std::uint16_t standardPort);

/// The port behind the last colon, or the fallback. "[::1]:8443" and "::1" are understood.
std::uint16_t portOf(std::string_view host, std::uint16_t fallback);

} // namespace hub
