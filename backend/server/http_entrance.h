// Where HTTPS requests part: devices to their gateway, back ends and consoles to the API.
#pragma once

#include "admin/http_api.h"

#include "gateway/http_gateway.h"

#include "net/io_threads.h"

#include <memory>
#include <vector>

namespace hub {

/// Callable from the I/O threads.
class HttpEntrance final
{
public:
    struct Parts
    {
        const admin::HttpApi& api;
        const HttpGateway& devices;
        const net::IoThreads& threads;
        const std::vector<std::unique_ptr<GatewayThread>>& gateways; ///< one a thread
    };

    explicit HttpEntrance(Parts parts) : parts_(parts) {}

    boost::asio::awaitable<net::HttpResponse> handle(net::HttpRequest request) const;

    /// The answer to a caller who is not let in, judged by the head alone; nothing for others.
    boost::asio::awaitable<std::optional<net::HttpResponse>> refusal(net::HttpRequest head) const;

    /// Whether the body of a request is read as it comes.
    bool streamsBody(const net::HttpRequest& head) const;

private:
    Parts parts_;
};

} // namespace hub
