// One HTTPS connection: requests one after the other, each within its time and size.
#pragma once

#include "net/http_message.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>

namespace boost::asio::ssl {
class context;
}

namespace hub::net {

struct HttpTimes
{
    std::chrono::seconds firstRequest{10}; ///< accept to the first whole header, TLS included
    std::chrono::seconds request{30};      ///< a header and its body; also one write
    std::chrono::seconds idle{130};        ///< between requests
};

class DeviceThread;

/// What a connection works with; all outlive it.
struct HttpParts
{
    boost::asio::ssl::context& tls;
    const HttpHandler& handler;
    const HttpGate& gate;
    const HttpErrorPage& errorPage;
    const HttpTimes& times;
    const HttpStreamsBody& streamsBody;
    std::atomic<bool>& isKnown; ///< set once a request was not refused for who has sent it
    DeviceThread* devices; ///< of the connection's thread, for MQTT over WebSocket; null: refused
    std::function<void()> deviceIn; ///< the connection is a device's from now on
};

/// Serves until the peer leaves, a limit is broken, or the coroutine is cancelled. Never throws.
boost::asio::awaitable<void> serveHttp(boost::asio::ip::tcp::socket socket,
                                       HttpParts parts);

} // namespace hub::net
