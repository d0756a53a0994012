// Peers' addresses, and whether a listener takes a connection from one.
#pragma once

#include "domain/ip_network.h"

#include <boost/asio/ip/tcp.hpp>

#include <functional>

namespace hub::net {

/// Called on the acceptor's thread, before a byte is read; must not block.
using AddressGate = std::function<bool(const IpAddress&)>;

/// A peer that has gone already is not let in; without a gate all others are.
bool isLetIn(const AddressGate& gate, const boost::asio::ip::tcp::socket& socket);

} // namespace hub::net
