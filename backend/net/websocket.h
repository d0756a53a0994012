// MQTT over WebSocket (RFC 6455; device API, WebSocket): a device connection that has begun with an
// HTTPS request. From there on the pump's rules hold, as on the MQTT port.
#pragma once

#include "net/device_thread.h"
#include "net/http_message.h"

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <functional>
#include <optional>
#include <string>

namespace hub::net {

using HttpsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

/// GET /$iothub/websocket with any query, the path ignoring case. That it asks for an upgrade was
/// seen already.
bool isForWebSocket(const HttpRequest& head);

struct WebSocketRefusal
{
    int status = 400;
    std::string text;
};

/// What is wrong with the handshake (RFC 6455 §4.2.1), if anything.
std::optional<WebSocketRefusal> webSocketRefusal(const HttpRequest& head);

struct WebSocketParts
{
    HttpsStream stream; ///< has read the head and nothing behind it
    HttpRequest head;   ///< not refused
    MonoTime signInBy;
    DeviceThread& thread; ///< of the stream's thread; has admitted one more
    std::function<void()> signedIn;
};

/// Accepts, and returns when the connection is closed. A cancelled coroutine closes it.
boost::asio::awaitable<void> serveWebSocket(WebSocketParts parts);

} // namespace hub::net
