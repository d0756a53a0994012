// HTTP requests and answers as values; the server below parses and writes them, handlers see only
// these.
#pragma once

#include "base/bytes.h"

#include "hub/error.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub::net {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// The body of a request while it comes. Nothing is read ahead: who does not ask, makes the peer wait.
class HttpBody
{
public:
    virtual ~HttpBody() = default;

    /// The next piece, of 64 KiB at most, or nothing at the end. Each has its deadline. Errors, after which
    /// there is no more: Cancelled (the peer has gone or is too slow), MessageTooLarge, InvalidArgument (the
    /// body is not as its head says).
    virtual boost::asio::awaitable<Result<std::optional<std::string>>> next() = 0;
};

struct HttpRequest
{
    std::string method; ///< "GET", upper case
    std::string target; ///< as received
    std::vector<std::string> path; ///< percent-decoded, without empty segments
    HttpFields query;   ///< percent-decoded
    HttpFields headers;
    Bytes body;
    HttpBody* incoming = nullptr; ///< instead of body, where it is asked for; until the answer has ended
    std::string address; ///< of the peer, with its port
    std::vector<Bytes> certificates; ///< of the client, in DER, leaf first; mostly none

    /// Name ignoring case; the first one.
    std::optional<std::string_view> header(std::string_view name) const;
    std::optional<std::string_view> parameter(std::string_view name) const; ///< of the query
};

/// A body that comes piece by piece, without an end in sight.
class HttpStream
{
public:
    virtual ~HttpStream() = default;

    /// The next piece, or nothing at the end. Runs on the connection's thread.
    virtual boost::asio::awaitable<std::optional<std::string>> next() = 0;

    /// After the end: it came too early, and the peer must not take what it has for the whole.
    virtual bool isBroken() const { return false; }
};

struct HttpResponse
{
    HttpResponse() = default;
    explicit HttpResponse(int theStatus) : status(theStatus) {}

    int status = 200;
    std::string contentType = "application/json; charset=utf-8";
    HttpFields headers;
    Bytes body; ///< ignored with a stream
    std::unique_ptr<HttpStream> stream;
};

/// Answers one request, on the connection's thread. Throws nothing.
using HttpHandler = std::function<boost::asio::awaitable<HttpResponse>(HttpRequest)>;

/// Judges a request by its head, before a large body is read: an answer refuses it.
using HttpGate = std::function<boost::asio::awaitable<std::optional<HttpResponse>>(HttpRequest)>;

/// Whether the body of a request with this head is to be read as it comes. Its sender was let in then.
using HttpStreamsBody = std::function<bool(const HttpRequest& head)>;

/// What the server itself answers, before any handler: status and a sentence.
using HttpErrorPage = std::function<HttpResponse(int status, std::string_view text)>;

/// Splits a target into decoded path segments and query. Percent-encoding is undone once, before
/// the path is split, since some clients encode the slashes too.
void parseTarget(std::string_view target, HttpRequest& request);

} // namespace hub::net
