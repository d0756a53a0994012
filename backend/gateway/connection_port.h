// What a gateway may ask of the connection that carries it. On the connection's thread.
#pragma once

#include "base/bytes.h"

#include <boost/asio/any_io_executor.hpp>

#include <string>
#include <vector>

namespace hub {

/// Fixed once the connection is secured.
struct ConnectionInfo
{
    std::string address; ///< of the peer, with its port
    std::string tlsVersion;
    std::string protocol = "mqtt"; ///< as the operator sees it; "mqtt-ws": over WebSocket
    std::vector<Bytes> certificates{}; ///< of the client, in DER, leaf first; mostly none
};

class ConnectionPort
{
public:
    virtual ~ConnectionPort() = default;

    virtual boost::asio::any_io_executor executor() const = 0;

    /// There may be output, or the wish for input or the deadline has changed.
    virtual void wake() = 0;
};

} // namespace hub
