#include "server/http_entrance.h"

namespace hub {
namespace {

HttpDeviceRequest deviceRequest(net::HttpRequest request)
{
    HttpDeviceRequest result;
    result.method = std::move(request.method);
    result.target = std::move(request.target);
    result.path = std::move(request.path);
    result.query = std::move(request.query);
    result.headers = std::move(request.headers);
    result.body = std::move(request.body);
    result.address = std::move(request.address);
    result.certificates = std::move(request.certificates);
    return result;
}

net::HttpResponse responseOf(http::Answer answer)
{
    net::HttpResponse response(answer.status);
    response.contentType = std::move(answer.contentType);
    response.headers = std::move(answer.headers);
    response.body = std::move(answer.body);
    return response;
}

} // namespace

boost::asio::awaitable<net::HttpResponse> HttpEntrance::handle(net::HttpRequest request) const
{
    if (!http::isDeviceRequest(request.method, request.path)) {
        co_return co_await parts_.api.handle(std::move(request));
    }
    GatewayThread& thread = *parts_.gateways[parts_.threads.current()];
    HttpDeviceRequest asked = deviceRequest(std::move(request));
    http::Answer answer = co_await parts_.devices.handle(thread, std::move(asked));
    co_return responseOf(std::move(answer));
}

bool HttpEntrance::streamsBody(const net::HttpRequest& head) const
{
    return !http::isDeviceRequest(head.method, head.path) && parts_.api.streamsBody(head);
}

boost::asio::awaitable<std::optional<net::HttpResponse>> HttpEntrance::refusal(
    net::HttpRequest head) const
{
    if (!http::isDeviceRequest(head.method, head.path)) {
        co_return co_await parts_.api.refusal(std::move(head));
    }
    HttpDeviceRequest asked = deviceRequest(std::move(head));
    std::optional<http::Answer> answer = co_await parts_.devices.refusal(std::move(asked));
    if (!answer) {
        co_return std::nullopt;
    }
    co_return responseOf(std::move(*answer));
}

} // namespace hub
