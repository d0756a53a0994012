// The address of a peer as connections show it: "10.0.0.1:5000", "[2001:db8::1]:5000".
#pragma once

#include <string>
#include <string_view>

namespace hub {

std::string_view withoutPeerPort(std::string_view address); ///< "10.0.0.1", "2001:db8::1"

/// What counts as one caller: an IPv4 address, or the /64 network of an IPv6 one.
std::string networkOf(std::string_view address);

} // namespace hub
