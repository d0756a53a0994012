#include "services/peer_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>

namespace hub {

std::string_view withoutPeerPort(std::string_view address)
{
    if (address.starts_with('[')) {
        const std::size_t end = address.find(']');
        return address.substr(1, end == std::string_view::npos ? end : end - 1);
    }
    const std::size_t colon = address.find(':');
    return colon == address.rfind(':') ? address.substr(0, colon) : address; // else IPv6 alone
}

std::string networkOf(std::string_view address)
{
    std::string host(withoutPeerPort(address));
    std::array<std::uint8_t, 16> bytes{};
    if (::inet_pton(AF_INET6, host.c_str(), bytes.data()) != 1) {
        return host;
    }
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    std::array<char, INET6_ADDRSTRLEN> network{};
    ::inet_ntop(AF_INET6, bytes.data(), network.data(), network.size());
    return std::string(network.data()) + "/64";
}

} // namespace hub
