// IP addresses and networks as values (CIDR: RFC 4632, RFC 4291). An IPv4 address that is written as an
// IPv6 one (::ffff:10.0.0.1, RFC 4291 §2.5.5.2) is the IPv4 address, everywhere.
#pragma once

#include "hub/error.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

struct IpAddress
{
    enum class Family : std::uint8_t { V4, V6 };

    Family family = Family::V4;
    std::uint64_t high = 0; ///< of IPv6; else 0
    std::uint64_t low = 0;  ///< of IPv4: its 32 bits

    static IpAddress v4(std::uint32_t bits) { return {Family::V4, 0, bits}; }
    static IpAddress v6(const std::array<std::uint8_t, 16>& bytes);

    /// "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1". No zone, no brackets, no leading zeros in IPv4.
    static std::optional<IpAddress> parse(std::string_view text);

    std::string text() const; ///< IPv6 as RFC 5952 wants it
    unsigned bits() const { return family == Family::V4 ? 32 : 128; }
    auto operator<=>(const IpAddress&) const = default;
};

/// Of a peer as connections name it: "10.0.0.1:5000", "[::1]:5000", also without port or with a zone.
std::optional<IpAddress> addressOfPeer(std::string_view peer);

struct IpNetwork
{
    IpAddress first;     ///< the bits behind the prefix are 0
    unsigned prefix = 0; ///< 0 to 32, or to 128

    /// "10.0.0.0/8", "2001:db8::/32", or an address alone; bits behind the prefix are cleared. An IPv6
    /// network holds IPv6 addresses only, but for those inside ::ffff:0:0/96. Errors: InvalidArgument.
    static Result<IpNetwork> parse(std::string_view text);

    /// The network of so many bits that an address is in. prefix: at most bits().
    static IpNetwork around(const IpAddress& address, unsigned prefix);

    bool contains(const IpAddress& address) const;
    IpAddress last() const;
    std::string text() const; ///< always with its prefix
    bool operator==(const IpNetwork&) const = default;
};

/// What counts as one caller: an IPv4 address alone, or the /64 network of an IPv6 one, of which a
/// subscriber has all addresses (RFC 6177).
IpNetwork callerNetwork(const IpAddress& address);

} // namespace hub
