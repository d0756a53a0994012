// Where something is posted to: https://host[:port][/path], or http:// on this machine.
#pragma once

#include "hub/error.h"

#include <string>
#include <string_view>

namespace hub {

/// Paths often hold what a secret is: never shown or logged.
struct WebAddress
{
    bool secured = true; ///< by TLS
    std::string host;    ///< without the brackets of an IPv6 address
    std::string port;
    std::string target; ///< path and query, "/" at least
};

/// Plain HTTP is taken for loopback only. Errors: InvalidArgument, with a sentence that quotes
/// nothing.
Result<WebAddress> parseWebAddress(std::string_view text);

} // namespace hub
