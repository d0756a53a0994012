// The MQTT user name (device API, user name grammar):
//
//   username = host "/" device [ "/" module ] [ "/" [ "?" ] props ]
//   props    = key "=" value *( "&" key "=" value )
#pragma once

#include "domain/identity.h"

#include "hub/error.h"

#include <string>
#include <string_view>

namespace hub::mqtt {

struct UserName
{
    std::string host; ///< may end in ":port"
    IdentityId id;
    std::string apiVersion; ///< may be empty: old clients send none
    std::string clientType; ///< DeviceClientType, decoded; up to limits::kMaxClientTextBytes
    std::string modelId;    ///< decoded, as long
};

/// Ids may hold '?' and '=', so only the last segment, from the third on, can be the properties.
/// Errors: Unauthorized.
Result<UserName> parseUserName(std::string_view text);

} // namespace hub::mqtt
