// Listening sockets: a default port gives way to the next free one, a chosen port does not.
#pragma once

#include "hub/error.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>

namespace hub::net {

/// Of an address to bind: only this computer can connect. False for what is no IP address.
bool isLoopback(const std::string& address);

struct BoundPort
{
    boost::asio::ip::tcp::acceptor acceptor;
    std::uint16_t port = 0;
};

/// Errors: InvalidArgument (not an IP address), PortInUse, PermissionDenied, Io.
Result<BoundPort> bindPort(boost::asio::io_context& context,
                           const std::string& address,
                           std::uint16_t port);

/// The first free port from `first` on, up to 100 further. Errors: as bindPort().
Result<BoundPort> bindNextFree(boost::asio::io_context& context,
                               const std::string& address,
                               std::uint16_t first);

} // namespace hub::net
