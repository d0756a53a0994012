// With Beast's client half, which takes a while to compile.
#include "net/web_client.h"

#include "base/text.h"

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

Error notSent(std::string_view step, const Code& code)
{
    return fail(Errc::Io, std::string(step) + ": " + code.message());
}

Request messageOf(WebRequest asked)
{
    Request request(http::string_to_verb(asked.method), asked.address.target, 11);
    const bool isV6 = asked.address.host.find(':') != std::string::npos;
    const std::string name = isV6 ? "[" + asked.address.host + "]" : asked.address.host;
    const bool isUsual = asked.address.port == (asked.address.secured ? "443" : "80");
    request.set(http::field::host, isUsual ? name : name + ":" + asked.address.port);
    request.set(http::field::user_agent, "Hubdeck");
    request.set(http::field::connection, "close");
    for (const auto& [field, value] : asked.headers) {
        request.set(field, value);
    }
    request.body() = std::move(asked.body);
    request.prepare_payload();
    return request;
}

asio::awaitable<Result<void>> connect(beast::tcp_stream& stream,
                                      const WebAddress& address,
                                      std::chrono::seconds deadline)
{
    Code code;
    asio::ip::tcp::resolver resolver(stream.get_executor());
    const auto found = co_await resolver.async_resolve(
        address.host, address.port, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notSent("the name is not found", code);
    }
    stream.expires_after(deadline);
    co_await stream.async_connect(found, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notSent("cannot connect", code);
    }
    co_return success();
}

WebAnswer answerOf(http::response<http::string_body> message)
{
    WebAnswer answer;
    answer.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    answer.body = std::move(message.body());
    return answer;
}

template <class Stream>
asio::awaitable<Result<WebAnswer>> exchange(Stream& stream, Request request, std::size_t most)
{
    Code code;
    co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notSent("cannot send", code);
    }
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(most);
    co_await http::async_read_header(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, code));
    if (!code && most > 0) {
        co_await http::async_read(stream, buffer, parser,
                                  asio::redirect_error(asio::use_awaitable, code));
    }
    if (code == http::error::body_limit) {
        co_return fail(Errc::MessageTooLarge, "the answer is too long");
    }
    if (code) {
        co_return notSent("no answer", code);
    }
    co_return answerOf(parser.release());
}

} // namespace

std::string_view WebAnswer::header(std::string_view name) const
{
    for (const auto& [field, value] : headers) {
        if (equalsIgnoringCase(field, name)) {
            return value;
        }
    }
    return {};
}

struct WebClient::Tls
{
    asio::ssl::context context{asio::ssl::context::tls_client};
};

WebClient::WebClient() : tls_(std::make_unique<Tls>()) {}

WebClient::~WebClient() = default;

Result<std::unique_ptr<WebClient>> WebClient::create()
{
    std::unique_ptr<WebClient> client(new WebClient());
    Code code;
    client->tls_->context.set_default_verify_paths(code);
    if (code) {
        return fail(Errc::Tls, "the system's certificates: " + code.message());
    }
    client->tls_->context.set_options(asio::ssl::context::no_tlsv1 |
                                      asio::ssl::context::no_tlsv1_1);
    client->tls_->context.set_verify_mode(asio::ssl::verify_peer);
    return client;
}

asio::awaitable<Result<WebAnswer>> WebClient::send(WebRequest request, WebLimits limits) const
{
    const auto executor = co_await asio::this_coro::executor;
    const WebAddress address = request.address;
    Request message = messageOf(std::move(request));
    if (!address.secured) {
        beast::tcp_stream stream(executor);
        HUB_CO_TRYV(co_await connect(stream, address, limits.deadline));
        co_return co_await exchange(stream, std::move(message), limits.answerBytes);
    }
    beast::ssl_stream<beast::tcp_stream> stream(executor, tls_->context);
    stream.set_verify_callback(asio::ssl::host_name_verification(address.host));
    Code isName;
    (void)asio::ip::make_address(address.host, isName);
    if (isName) { // RFC 6066 §3: an address is none
        SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(address.host.c_str())); // the macro around it casts in C style
    }
    HUB_CO_TRYV(co_await connect(beast::get_lowest_layer(stream), address, limits.deadline));
    Code code;
    co_await stream.async_handshake(asio::ssl::stream_base::client,
                                    asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return notSent("TLS", code);
    }
    co_return co_await exchange(stream, std::move(message), limits.answerBytes);
}

} // namespace hub::net
