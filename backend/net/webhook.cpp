// With Beast's client half, which takes a while to compile.
#include "net/webhook.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace hub::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Code = boost::system::error_code;
using Request = http::request<http::string_body>;

constexpr std::chrono::seconds kDeadline{10};
constexpr std::uint64_t kMostAnswerBytes = 64 * 1024; // it is not looked at

Error notPosted(std::string_view step, const Code& code)
{
    return fail(Errc::Io, std::string(step) + ": " + code.message());
}

Request requestFor(const WebAddress& address, std::string body)
{
    Request request(http::verb::post, address.target, 11);
    request.set(http::field::host, address.host);
    request.set(http::field::user_agent, "Hubdeck");
    request.set(http::field::content_type, "application/json; charset=utf-8");
    request.set(http::field::connection, "close");
    request.body() = std::move(body);
    request.prepare_payload();
    return request;
}

asio::awaitable<Result<void>> connect(beast::tcp_stream& stream, const WebAddress& address)
{
    Code code;
    asio::ip::tcp::resolver resolver(stream.get_executor());
    const auto found = co_await resolver.async_resolve(
        address.host, address.port, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notPosted("the name is not found", code);
    }
    stream.expires_after(kDeadline);
    co_await stream.async_connect(found, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notPosted("cannot connect", code);
    }
    co_return success();
}

template <class Stream>
asio::awaitable<Result<void>> exchange(Stream& stream, Request request)
{
    Code code;
    co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notPosted("cannot send", code);
    }
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMostAnswerBytes);
    co_await http::async_read_header(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notPosted("no answer", code);
    }
    const unsigned status = parser.get().result_int();
    co_return status / 100 == 2 ? Result<void>(success())
                                : fail(Errc::Io, "the answer is " + std::to_string(status));
}

} // namespace

struct Webhook::Tls
{
    asio::ssl::context context{asio::ssl::context::tls_client};
};

Webhook::Webhook(WebAddress address) : address_(std::move(address)) {}

Webhook::~Webhook() = default;

Result<std::unique_ptr<Webhook>> Webhook::create(WebAddress address)
{
    std::unique_ptr<Webhook> hook(new Webhook(std::move(address)));
    if (!hook->address_.secured) {
        return hook;
    }
    hook->tls_ = std::make_unique<Tls>();
    Code code;
    hook->tls_->context.set_default_verify_paths(code);
    if (code) {
        return fail(Errc::Tls, "the system's certificates: " + code.message());
    }
    hook->tls_->context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    hook->tls_->context.set_verify_mode(asio::ssl::verify_peer);
    return hook;
}

asio::awaitable<Result<void>> Webhook::post(std::string body)
{
    const auto executor = co_await asio::this_coro::executor;
    Request request = requestFor(address_, std::move(body));
    if (!tls_) {
        beast::tcp_stream stream(executor);
        HUB_CO_TRYV(co_await connect(stream, address_));
        co_return co_await exchange(stream, std::move(request));
    }
    beast::ssl_stream<beast::tcp_stream> stream(executor, tls_->context);
    stream.set_verify_callback(asio::ssl::host_name_verification(address_.host));
    Code isName;
    (void)asio::ip::make_address(address_.host, isName);
    if (isName) { // RFC 6066 §3: an address is none
        SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(address_.host.c_str())); // the macro around it casts in C style
    }
    HUB_CO_TRYV(co_await connect(beast::get_lowest_layer(stream), address_));
    Code code;
    co_await stream.async_handshake(asio::ssl::stream_base::client,
                                    asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notPosted("TLS", code);
    }
    co_return co_await exchange(stream, std::move(request));
}

} // namespace hub::net
