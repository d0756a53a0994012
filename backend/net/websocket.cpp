// The one file that includes Boost.Beast's WebSocket: it takes a minute to compile.
#include "net/websocket.h"

#include "net/device_pump.h"

#include "base/base64.h"
#include "base/text.h"
#include "domain/limits.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <openssl/ssl.h>

#include <array>

namespace hub::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

using Code = boost::system::error_code;

constexpr std::size_t kReadBytes = 8 * 1024;
constexpr std::chrono::milliseconds kClosingTime{500}; // for the peer's part: lost access ends soon
constexpr std::size_t kKeyBytes = 16; // RFC 6455 §4.1
constexpr std::string_view kSubprotocol = "mqtt";

/// Below the WebSocket. Beast closes by itself after a peer's close frame and after an error, and would
/// then wait for the peer's goodbye for ever.
class TimedStream : public HttpsStream
{
public:
    explicit TimedStream(HttpsStream&& stream) : HttpsStream(std::move(stream)) {}
};

/// Beast finds it by its argument.
template <class Handler>
void async_teardown(beast::role_type role, TimedStream& stream, Handler&& handler)
{
    beast::get_lowest_layer(stream).expires_after(kClosingTime);
    HttpsStream& base = stream;
    beast::async_teardown(role, base, std::forward<Handler>(handler));
}

/// The entries of a header that is a list; it may stand several times (RFC 9110 §5.3).
std::vector<std::string_view> listOf(const HttpRequest& head, std::string_view name)
{
    std::vector<std::string_view> entries;
    for (const auto& [field, value] : head.headers) {
        if (!equalsIgnoringCase(field, name)) {
            continue;
        }
        for (const std::string_view entry : split(value, ',')) {
            if (!trimmed(entry).empty()) {
                entries.push_back(trimmed(entry));
            }
        }
    }
    return entries;
}

bool hasEntry(const HttpRequest& head, std::string_view name, std::string_view wanted)
{
    for (const std::string_view entry : listOf(head, name)) {
        if (equalsIgnoringCase(entry, wanted)) {
            return true;
        }
    }
    return false;
}

/// As it was offered: SDKs write "mqtt" and "MQTT" and compare what comes back.
std::string_view chosenSubprotocol(const HttpRequest& head)
{
    for (const std::string_view offered : listOf(head, "Sec-WebSocket-Protocol")) {
        if (equalsIgnoringCase(offered, kSubprotocol)) {
            return offered;
        }
    }
    return {};
}

http::request<http::empty_body> handshakeOf(const HttpRequest& head)
{
    http::request<http::empty_body> request(http::verb::get, head.target, 11);
    for (const auto& [name, value] : head.headers) {
        request.insert(name, value);
    }
    request.erase(http::field::expect);
    return request;
}

class WebSocketConnection final : public DevicePump
{
public:
    explicit WebSocketConnection(WebSocketParts& parts)
        : DevicePump(parts.thread, parts.signInBy), head_(std::move(parts.head)),
          signedIn_(std::move(parts.signedIn)), ws_(std::move(parts.stream)),
          closed_(ws_.get_executor(), asio::steady_timer::time_point::max())
    {
        beast::get_lowest_layer(ws_).expires_never(); // the pump has the deadlines
        ws_.binary(true);
        ws_.auto_fragment(false);
        ws_.read_message_max(limits::kMaxWebSocketMessageBytes);
    }

    asio::awaitable<void> serve()
    {
        enter();
        Code error;
        const auto request = handshakeOf(head_);
        answerWith(std::string(chosenSubprotocol(head_)));
        co_await ws_.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
        if (error || isClosed()) {
            co_return;
        }
        isOpen_ = true;
        secured(info());
        pump();
        if (!isClosed()) {
            co_await closed_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        }
    }

private:
    std::shared_ptr<WebSocketConnection> self()
    {
        return std::static_pointer_cast<WebSocketConnection>(shared_from_this());
    }

    void answerWith(const std::string& subprotocol)
    {
        ws_.set_option(
            websocket::stream_base::decorator([subprotocol](websocket::response_type& answer) {
                answer.set(http::field::server, "Hubdeck");
                if (!subprotocol.empty()) {
                    answer.set(http::field::sec_websocket_protocol, subprotocol);
                }
            }));
    }

    /// All that the gateway learns about the connection; what TLS has shown of the peer goes here.
    ConnectionInfo info()
    {
        return {.address = head_.address,
                .tlsVersion = SSL_get_version(ws_.next_layer().native_handle()),
                .protocol = "mqtt-ws",
                .certificates = head_.certificates};
    }

    // DevicePump

    std::size_t write(ByteView plain) override
    {
        if (!isOpen_ || isSending_ || plain.empty()) {
            return 0;
        }
        outgoing_ = plain.substr(0, limits::kMaxWebSocketFrameBytes);
        isSending_ = true;
        ws_.async_write(asio::buffer(outgoing_),
                        [self = self()](Code error, std::size_t) { self->sent(error); });
        return outgoing_.size();
    }

    void sent(Code error)
    {
        isSending_ = false;
        Bytes().swap(outgoing_);
        if (error) {
            abort();
        } else {
            pump();
        }
    }

    bool flush() override { return true; }
    bool isBlocked() const override { return isSending_; }
    void awaitOutput() override {} // sent() comes by itself

    void awaitInput() override
    {
        if (!isOpen_ || isClosing_ || std::exchange(isReading_, true)) {
            return;
        }
        ws_.async_read_some(asio::buffer(incoming_), [self = self()](Code error, std::size_t got) {
            self->read(error, got);
        });
    }

    /// Pings and closing are answered below here; only pieces of messages come up.
    void read(Code error, std::size_t got)
    {
        isReading_ = false;
        if (isClosed() || isClosing_) {
            return; // async_close() goes on by itself
        }
        if (error) {
            abort();
        } else if (ws_.got_text()) {
            closeCode_ = websocket::close_code::unknown_data; // RFC 6455 §7.4.1: 1003
            hangUp();
        } else {
            received(ByteView(incoming_.data(), got));
            pump();
        }
    }

    void sayGoodbye() override
    {
        isClosing_ = true; // from here on async_close() reads, until the peer has closed too
        ws_.async_close(closeCode_, [self = self()](Code) { self->abort(); });
    }

    void close() override
    {
        beast::get_lowest_layer(ws_).close();
        closed_.cancel();
    }

    void signedIn() override { signedIn_(); }

    const HttpRequest head_;
    const std::function<void()> signedIn_;
    websocket::stream<TimedStream> ws_;
    asio::steady_timer closed_; ///< cancelled when the connection is
    std::array<char, kReadBytes> incoming_;
    Bytes outgoing_; ///< one frame
    websocket::close_code closeCode_ = websocket::close_code::normal;
    bool isOpen_ = false; ///< accepted
    bool isClosing_ = false;
    bool isReading_ = false;
    bool isSending_ = false;
};

/// Whichever way the coroutine ends, the connection ends with it.
struct Closing
{
    std::shared_ptr<WebSocketConnection> connection;
    ~Closing() { connection->abort(); }
};

} // namespace

bool isForWebSocket(const HttpRequest& head)
{
    return head.method == "GET" && head.path.size() == 2 &&
           equalsIgnoringCase(head.path[0], "$iothub") &&
           equalsIgnoringCase(head.path[1], "websocket");
}

std::optional<WebSocketRefusal> webSocketRefusal(const HttpRequest& head)
{
    if (!hasEntry(head, "Upgrade", "websocket")) {
        return WebSocketRefusal{400, "Upgrade must be websocket"};
    }
    if (head.header("Sec-WebSocket-Version") != "13") {
        return WebSocketRefusal{426, "only version 13 of WebSocket is spoken here"};
    }
    const auto key = fromBase64(head.header("Sec-WebSocket-Key").value_or(""));
    if (!key || key->size() != kKeyBytes) {
        return WebSocketRefusal{400, "Sec-WebSocket-Key must be 16 bytes in base64"};
    }
    if (!head.header("Host")) {
        return WebSocketRefusal{400, "Host is missing"};
    }
    if (!listOf(head, "Sec-WebSocket-Protocol").empty() && chosenSubprotocol(head).empty()) {
        return WebSocketRefusal{400, "the sub-protocol must be mqtt"};
    }
    return std::nullopt;
}

boost::asio::awaitable<void> serveWebSocket(WebSocketParts parts)
{
    const Closing closing{std::make_shared<WebSocketConnection>(parts)};
    co_await closing.connection->serve();
}

} // namespace hub::net
