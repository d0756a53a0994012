// The HTTP API's front door: who asks, which route, may they, and errors in the right words.
#pragma once

#include "admin/api_services.h"
#include "admin/error_body.h"
#include "admin/route_table.h"

#include "base/log.h"

namespace hub::admin {

/// Callable from any thread.
class HttpApi final
{
public:
    HttpApi(const ApiServices& services, const Log& log);

    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) const;

    /// The answer to a caller who is not let in, judged by the head alone; nothing for others.
    boost::asio::awaitable<std::optional<net::HttpResponse>> refusal(net::HttpRequest head) const;

    /// Whether the route reads the body itself.
    bool streamsBody(const net::HttpRequest& head) const;

    /// For requests that could not even be read.
    net::HttpResponse errorPage(int status, std::string_view text) const;

private:
    boost::asio::awaitable<Result<ServicePrincipal>> identify(
        ApiKind kind, const net::HttpRequest& request) const;
    boost::asio::awaitable<Result<net::HttpResponse>> answer(ApiKind kind,
                                                             const net::HttpRequest& request,
                                                             const std::string& requestId) const;
    boost::asio::awaitable<Result<net::HttpResponse>> handleRoute(
        ApiKind kind, const Route& route, const RouteRequest& request) const;
    boost::asio::awaitable<Result<void>> checkReach(const Route& route,
                                                    const RouteRequest& request) const;
    boost::asio::awaitable<Result<void>> record(const Route& route,
                                                const RouteRequest& request,
                                                const std::optional<Error>& error) const;

    ApiServices services_;
    const Log& log_;
    RouteTable routes_;
};

} // namespace hub::admin
