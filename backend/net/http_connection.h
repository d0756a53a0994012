// One HTTPS connection: requests one after the other, each within its time and size.
#pragma once

#include "net/http_message.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>

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

/// Serves until the peer leaves, a limit is broken, or the coroutine is cancelled. Never throws.
boost::asio::awaitable<void> serveHttp(boost::asio::ip::tcp::socket socket,
                                       boost::asio::ssl::context& tls,
                                       const HttpHandler& handler,
                                       const HttpErrorPage& errorPage,
                                       const HttpTimes& times);

} // namespace hub::net
