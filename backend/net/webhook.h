// Posts JSON to somebody else's web server.
#pragma once

#include "net/web_client.h"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace hub::net {

/// One coroutine at a time, on its executor.
class Webhook final
{
public:
    /// Errors: Tls (the system's certificates cannot be read).
    static Result<std::unique_ptr<Webhook>> create(WebAddress address);

    /// Within 10 s. Errors: Io (with a sentence that does not quote the address).
    boost::asio::awaitable<Result<void>> post(std::string body);

private:
    Webhook(WebAddress address, std::unique_ptr<WebClient> client)
        : address_(std::move(address)), client_(std::move(client))
    {
    }

    const WebAddress address_;
    const std::unique_ptr<WebClient> client_;
};

} // namespace hub::net
