// Which verb and path does what, and which rights it needs: one row a route.
#pragma once

#include "net/http_message.h"

#include "services/authenticator.h"

#include "hub/error.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::admin {

struct RouteRequest
{
    const net::HttpRequest& http;
    std::vector<std::string> captured; ///< what stood in the places of {…}, in order
    ServicePrincipal caller;
    std::string requestId; ///< names this request in answers and logs
};

using RouteHandler =
    std::function<boost::asio::awaitable<Result<net::HttpResponse>>(const RouteRequest&)>;

struct Route
{
    std::string_view method;
    std::string_view pattern; ///< "devices/{id}"; literal words match ignoring case
    Rights rights;
    RouteHandler handler;
};

class RouteTable final
{
public:
    void add(Route route) { routes_.push_back(std::move(route)); }

    struct Match
    {
        const Route* route = nullptr;
        std::vector<std::string> captured;
    };
    /// Errors: NotFound (no such path), MethodNotAllowed (the path has other verbs).
    Result<Match> find(std::string_view method, const std::vector<std::string>& path) const;

private:
    std::vector<Route> routes_;
};

} // namespace hub::admin
