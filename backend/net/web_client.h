// Asks somebody else's web server: a connection a request. Over TLS, whose certificate must be good for the name
// by what the operating system trusts. Redirects are answers like others: nothing is followed.
#pragma once

#include "net/http_message.h"

#include "domain/web_address.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace hub::net {

struct WebRequest
{
    std::string method; ///< "PUT"
    WebAddress address;
    HttpFields headers{}; ///< besides Host, User-Agent, Content-Length and Connection
    std::string body{};
};

struct WebAnswer
{
    int status = 0;
    HttpFields headers{};
    std::string body{};

    std::string_view header(std::string_view name) const; ///< ignoring case; empty when there is none
};

struct WebLimits
{
    std::chrono::seconds deadline{10}; ///< for all of it, the name's look-up apart
    std::size_t answerBytes = 64 * 1024; ///< of its body; 0: nobody looks at it
};

/// Any number of coroutines at a time, each on its executor.
class WebClient final
{
public:
    /// Errors: Tls (the system's certificates cannot be read).
    static Result<std::unique_ptr<WebClient>> create();
    ~WebClient();

    /// Any status is an answer. Errors: Io, MessageTooLarge (the answer), with a sentence that does not quote
    /// the address.
    boost::asio::awaitable<Result<WebAnswer>> send(WebRequest request, WebLimits limits) const;

private:
    struct Tls;
    WebClient();

    std::unique_ptr<Tls> tls_;
};

} // namespace hub::net
