// Posts JSON to somebody else's web server. Over TLS, whose certificate must be good for the name
// by what the operating system trusts.
#pragma once

#include "domain/web_address.h"

#include <boost/asio/any_io_executor.hpp>
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
    ~Webhook();

    /// Within 10 s. Errors: Io (with a sentence that does not quote the address).
    boost::asio::awaitable<Result<void>> post(std::string body);

private:
    struct Tls;
    explicit Webhook(WebAddress address);

    const WebAddress address_;
    std::unique_ptr<Tls> tls_;
};

} // namespace hub::net
