// The one file that includes Boost.Beast's HTTP: it takes a minute to compile.
#include "net/http_connection.h"

#include "net/device_pump.h"
#include "net/websocket.h"
#include "net/tls_context.h"

#include "domain/limits.h"
#include "domain/transfer_limits.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace hub::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Parser = http::request_parser<http::string_body>;
using BodyParser = http::request_parser<http::buffer_body>;
using Code = boost::system::error_code;

constexpr std::chrono::seconds kFarewell{2};
constexpr std::size_t kPassedOver = 16 * 1024; // read at a time

/// Error codes instead of exceptions through co_await.
auto orError(Code& error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

/// What is the same for all requests of a connection.
struct Peer
{
    std::string address;
    std::vector<Bytes> certificates;
};

HttpRequest valueOf(Parser& parser, const Peer& peer)
{
    auto& message = parser.get();
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message) {
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    request.body = std::move(message.body());
    request.address = peer.address;
    request.certificates = peer.certificates;
    parseTarget(request.target, request);
    return request;
}

/// RFC 9110 §10.1.1
template <class AnyParser>
bool expectsContinue(AnyParser& parser)
{
    return beast::iequals(parser.get()[http::field::expect], "100-continue");
}

template <class Body>
void setHead(http::response<Body>& message, const HttpResponse& response, bool keepAlive)
{
    message.result(static_cast<unsigned>(response.status));
    message.set(http::field::server, "Hubdeck");
    for (const auto& [name, value] : response.headers) {
        message.insert(name, value);
    }
    if (response.stream || !response.body.empty()) {
        message.set(http::field::content_type, response.contentType);
    }
    message.keep_alive(keepAlive);
}

/// A body that is read when it is asked for.
class ComingBody final : public HttpBody
{
public:
    /// head: its header is read, and nothing of its body. All outlive this.
    ComingBody(HttpsStream& stream,
               beast::flat_buffer& buffer,
               Parser&& head,
               std::chrono::seconds patience)
        : stream_(stream), buffer_(buffer), parser_(std::move(head)), patience_(patience),
          isAwaited_(expectsContinue(parser_))
    {
        parser_.body_limit(limits::kMaxStreamedBodyBytes);
    }

    bool isDone() const { return parser_.is_done(); }

    asio::awaitable<Result<std::optional<std::string>>> next() override
    {
        if (parser_.is_done()) {
            co_return std::nullopt;
        }
        Code error;
        beast::get_lowest_layer(stream_).expires_after(patience_);
        if (std::exchange(isAwaited_, false)) {
            http::response<http::empty_body> proceed(http::status::continue_, 11);
            co_await http::async_write(stream_, proceed, orError(error));
        }
        std::string piece(kPieceBytes, '\0');
        auto& room = parser_.get().body();
        room.data = piece.data();
        room.size = piece.size();
        while (!error && !parser_.is_done() && room.size == piece.size()) {
            co_await http::async_read_some(stream_, buffer_, parser_, orError(error));
        }
        if (error && error != http::error::need_buffer) {
            co_return whyBroken(error);
        }
        piece.resize(piece.size() - room.size);
        if (piece.empty()) {
            co_return std::nullopt;
        }
        co_return piece;
    }

private:
    static constexpr std::size_t kPieceBytes = 64 * 1024;

    static Error whyBroken(Code error)
    {
        if (error == http::error::body_limit) {
            return fail(Errc::MessageTooLarge, "the body is longer than it may be");
        }
        const bool isGarbled =
            error != http::error::end_of_stream && error != http::error::partial_message &&
            error.category() == http::make_error_code(http::error::bad_method).category();
        return isGarbled ? fail(Errc::InvalidArgument, "the body cannot be read: " + error.message())
                         : fail(Errc::Cancelled, "the peer has gone, or is too slow");
    }

    HttpsStream& stream_;
    beast::flat_buffer& buffer_;
    BodyParser parser_;
    const std::chrono::seconds patience_;
    bool isAwaited_; ///< the peer waits for a sign to go on
};

class Connection final
{
public:
    Connection(asio::ip::tcp::socket socket, const HttpParts& parts)
        : peer_{addressOf(socket), {}}, stream_(beast::tcp_stream(std::move(socket)), parts.tls),
          parts_(parts)
    {
    }

    asio::awaitable<void> serve()
    {
        Code error;
        requestBegan_ = std::chrono::steady_clock::now();
        expireIn(parts_.times.firstRequest);
        Code ignored;
        beast::get_lowest_layer(stream_).socket().set_option(asio::ip::tcp::no_delay(true),
                                                             ignored);
        co_await stream_.async_handshake(asio::ssl::stream_base::server, orError(error));
        peer_.certificates = peerCertificates(stream_.native_handle());
        bool first = true;
        while (!error && co_await awaitRequest(first)) {
            first = false;
            if (!co_await serveOne()) {
                break;
            }
        }
        if (!error && !isUpgraded_) {
            expireIn(kFarewell);
            co_await stream_.async_shutdown(orError(error));
        }
    }

private:
    void expireIn(std::chrono::seconds time)
    {
        beast::get_lowest_layer(stream_).expires_after(time);
    }

    /// Waits for the first byte of a request. The first request has what is left of its own time.
    asio::awaitable<bool> awaitRequest(bool first)
    {
        if (buffer_.size() > 0 || first) {
            co_return true;
        }
        expireIn(parts_.times.idle);
        Code error;
        const std::size_t got =
            co_await stream_.async_read_some(buffer_.prepare(4'096), orError(error));
        buffer_.commit(got);
        requestBegan_ = std::chrono::steady_clock::now();
        expireIn(parts_.times.request);
        co_return !error;
    }

    /// Reads and answers one request. False: the connection is to be closed.
    asio::awaitable<bool> serveOne()
    {
        Parser parser;
        parser.header_limit(limits::kMaxHttpHeaderBytes);
        parser.body_limit(limits::kMaxStreamedBodyBytes); // until it is known whose body it is
        Code error;
        co_await http::async_read_header(stream_, buffer_, parser, orError(error));
        if (!error) {
            expireIn(parts_.times.request);
            if (parser.upgrade() && co_await becameWebSocket(parser)) {
                co_return false;
            }
            if (takesBodyAsItComes(parser)) {
                co_await serveComing(parser);
                co_return false;
            }
            error = limitBody(parser);
        }
        if (!error) {
            if (hasLargeBody(parser) && co_await isRefused(parser)) {
                co_return false;
            }
            error = co_await answerExpectation(parser);
        }
        if (!error) {
            co_await http::async_read(stream_, buffer_, parser, orError(error));
        }
        if (error) {
            co_await answerBroken(error);
            co_return false;
        }
        const bool keepAlive = parser.get().keep_alive();
        HttpRequest request = valueOf(parser, peer_);
        const HttpResponse response = co_await parts_.handler(std::move(request));
        if (response.status != 401 && response.status != 403) {
            parts_.isKnown = true;
        }
        expireIn(parts_.times.request);
        if (response.stream) {
            co_await writeStream(response);
            co_return false;
        }
        co_return co_await write(response, keepAlive) && keepAlive;
    }

    /// The parser looks at a length only while it reads the head.
    static Code limitBody(Parser& parser)
    {
        parser.body_limit(limits::kMaxHttpBodyBytes);
        return parser.content_length().value_or(0) > limits::kMaxHttpBodyBytes
                   ? Code(http::error::body_limit)
                   : Code();
    }

    bool takesBodyAsItComes(Parser& parser) const
    {
        return parts_.streamsBody && parts_.streamsBody(valueOf(parser, peer_));
    }

    /// The handler reads the body; who may not come in is refused before. The connection ends with it.
    asio::awaitable<void> serveComing(Parser& parser)
    {
        HttpRequest request = valueOf(parser, peer_);
        std::optional<HttpResponse> refusal = co_await parts_.gate(request);
        ComingBody body(stream_, buffer_, std::move(parser), parts_.times.request);
        if (refusal) {
            co_await write(*refusal, false);
        } else {
            request.incoming = &body;
            const HttpResponse response = co_await parts_.handler(std::move(request));
            parts_.isKnown = true;
            expireIn(parts_.times.request);
            if (response.stream) {
                co_await writeStream(response);
            } else {
                co_await write(response, false);
            }
        }
        if (!body.isDone()) {
            co_await passOver();
        }
    }

    /// What the peer still sends is not answered with a reset, which could take the answer away from it.
    asio::awaitable<void> passOver()
    {
        expireIn(kFarewell);
        std::string ignored(kPassedOver, '\0');
        Code error;
        while (!error) {
            co_await stream_.async_read_some(asio::buffer(ignored), orError(error));
        }
    }

    /// MQTT over WebSocket, or a refusal of it. False: the request is for somebody else.
    asio::awaitable<bool> becameWebSocket(Parser& parser)
    {
        HttpRequest head = valueOf(parser, peer_);
        if (parts_.devices == nullptr || !isForWebSocket(head)) {
            co_return false;
        }
        std::optional<WebSocketRefusal> refusal = webSocketRefusal(head);
        if (!refusal && (parser.get().version() != 11 || !parser.is_done() || buffer_.size() > 0)) {
            refusal = {400, "a WebSocket begins with HTTP/1.1 and nothing behind the head"}; // §4.1
        }
        if (!refusal && !parts_.devices->admit()) {
            refusal = {503, "the hub has as many connections as it takes"};
        }
        if (refusal) {
            HttpResponse page = parts_.errorPage(refusal->status, refusal->text);
            page.headers.emplace_back("Sec-WebSocket-Version", "13"); // §4.4
            co_await write(page, false);
            co_return true;
        }
        isUpgraded_ = true;
        const MonoTime signInBy = requestBegan_ + parts_.devices->parts.limits.authenticationDeadline;
        WebSocketParts parts{std::move(stream_), std::move(head), signInBy, *parts_.devices,
                             parts_.deviceIn};
        co_await serveWebSocket(std::move(parts));
        co_return true;
    }

    /// Strangers' bodies must not fill the memory. Small ones are read all the same: closing with
    /// unread bytes could take the answer away from the peer.
    static bool hasLargeBody(const Parser& parser)
    {
        const auto length = parser.content_length();
        return !parser.is_done() && (!length || *length > limits::kMaxStrangersBodyBytes);
    }

    asio::awaitable<bool> isRefused(Parser& parser)
    {
        HttpRequest head = valueOf(parser, peer_);
        const std::optional<HttpResponse> refusal = co_await parts_.gate(std::move(head));
        if (refusal) {
            co_await write(*refusal, false);
        }
        co_return refusal.has_value();
    }

    asio::awaitable<Code> answerExpectation(Parser& parser)
    {
        Code error;
        if (expectsContinue(parser)) {
            http::response<http::empty_body> proceed(http::status::continue_, 11);
            co_await http::async_write(stream_, proceed, orError(error));
        }
        co_return error;
    }

    asio::awaitable<void> answerBroken(Code error)
    {
        if (error == http::error::end_of_stream || error.category() != beast::http::make_error_code(
                                                                            http::error::bad_method)
                                                                            .category()) {
            co_return; // the peer has gone, or was too slow: nobody to tell
        }
        int status = 400;
        if (error == http::error::body_limit) {
            status = 413;
        } else if (error == http::error::header_limit) {
            status = 431;
        }
        const HttpResponse page =
            parts_.errorPage(status, "the request cannot be read: " + error.message());
        co_await write(page, false);
    }

    asio::awaitable<bool> write(const HttpResponse& response, bool keepAlive)
    {
        http::response<http::string_body> message;
        setHead(message, response, keepAlive);
        message.body() = response.body;
        if (response.status != 204) { // RFC 9110 §8.6
            message.content_length(response.body.size());
        }
        Code error;
        co_await http::async_write(stream_, message, orError(error));
        co_return !error;
    }

    asio::awaitable<void> writeStream(const HttpResponse& response)
    {
        http::response<http::empty_body> head;
        setHead(head, response, false);
        head.chunked(true);
        http::response_serializer<http::empty_body> serializer(head);
        Code error;
        co_await http::async_write_header(stream_, serializer, orError(error));
        while (!error) {
            beast::get_lowest_layer(stream_).expires_never(); // the stream itself says when to end
            const std::optional<std::string> piece = co_await response.stream->next();
            expireIn(parts_.times.request);
            if (!piece && response.stream->isBroken()) {
                beast::get_lowest_layer(stream_).socket().shutdown(
                    asio::ip::tcp::socket::shutdown_both, error);
                co_return;
            }
            if (!piece) {
                co_await asio::async_write(stream_, http::make_chunk_last(), orError(error));
                co_return;
            }
            co_await asio::async_write(stream_, http::make_chunk(asio::buffer(*piece)),
                                       orError(error));
        }
    }

    Peer peer_;
    HttpsStream stream_;
    beast::flat_buffer buffer_;
    const HttpParts parts_;
    MonoTime requestBegan_{};
    bool isUpgraded_ = false; ///< stream_ has gone to a WebSocket
};

} // namespace

boost::asio::awaitable<void> serveHttp(boost::asio::ip::tcp::socket socket,
                                       HttpParts parts)
{
    try {
        Connection connection(std::move(socket), parts);
        co_await connection.serve();
    } catch (const boost::system::system_error&) {
        // cancelled: the server stops
    }
}

} // namespace hub::net
