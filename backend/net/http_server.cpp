#include "net/http_server.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <algorithm>

namespace hub::net {
namespace {

constexpr std::chrono::milliseconds kRetryAccept{100};

} // namespace

struct HttpServer::Acceptor
{
    explicit Acceptor(BoundPort port)
        : acceptor(std::move(port.acceptor)), retry(acceptor.get_executor())
    {
    }
    boost::asio::ip::tcp::acceptor acceptor;
    boost::asio::steady_timer retry;
    std::size_t next = 0;
};

HttpServer::HttpServer(Parts parts, std::vector<BoundPort> ports) : parts_(std::move(parts))
{
    SSL_CTX* const shared = parts_.tls.handle();
    SSL_CTX_up_ref(shared);
    tls_ = std::make_unique<boost::asio::ssl::context>(shared); // takes that reference
    for (BoundPort& port : ports) {
        acceptors_.push_back(std::make_unique<Acceptor>(std::move(port)));
    }
}

HttpServer::~HttpServer() = default;

void HttpServer::start()
{
    for (const auto& acceptor : acceptors_) {
        boost::asio::post(acceptor->acceptor.get_executor(),
                          [this, &acceptor] { accept(*acceptor); });
    }
}

void HttpServer::stop()
{
    stopping_ = true;
    for (const auto& acceptor : acceptors_) {
        boost::asio::post(acceptor->acceptor.get_executor(), [&acceptor] {
            boost::system::error_code ignored;
            acceptor->acceptor.close(ignored);
            acceptor->retry.cancel();
        });
    }
    served_.with([](const auto& all) {
        for (const auto& served : all) {
            boost::asio::post(served->executor, [served] {
                served->cancel.emit(boost::asio::cancellation_type::terminal);
            });
        }
    });
}

void HttpServer::accept(Acceptor& acceptor)
{
    using boost::asio::ip::tcp;
    acceptor.next = (acceptor.next + 1) % parts_.threads.size();
    acceptor.acceptor.async_accept(
        parts_.threads.at(acceptor.next),
        [this, &acceptor, thread = acceptor.next](boost::system::error_code error,
                                                  tcp::socket socket) {
            if (stopping_) {
                return;
            }
            if (error) {
                parts_.log.warning("accept-failed", {{"detail", error.message()}});
                pause(acceptor);
                return;
            }
            const bool letIn = isLetIn(parts_.addressGate, socket);
            if (letIn && (visitors() < parts_.maxConnections || makeRoom())) {
                serve(std::move(socket), thread);
            }
            accept(acceptor);
        });
}

void HttpServer::pause(Acceptor& acceptor)
{
    acceptor.retry.expires_after(kRetryAccept);
    acceptor.retry.async_wait([this, &acceptor](boost::system::error_code error) {
        if (!error && !stopping_) {
            accept(acceptor);
        }
    });
}

/// Two numbers that change on their own: for a moment the difference may be wrong, never below 0.
std::size_t HttpServer::visitors() const
{
    const std::size_t all = count_;
    return all - std::min<std::size_t>(all, devices_);
}

/// Ends the oldest connection of those that have not shown a good token, so that strangers keep
/// nobody out. The new one does not wait for it, so there may be a few too many for a moment.
bool HttpServer::makeRoom()
{
    const auto stranger = served_.with([](const auto& all) -> std::shared_ptr<Served> {
        const auto found = std::find_if(all.begin(), all.end(), [](const auto& served) {
            return !served->isKnown && !served->isDropped;
        });
        if (found == all.end()) {
            return nullptr;
        }
        (*found)->isDropped = true;
        return *found;
    });
    if (!stranger || visitors() >= 2 * parts_.maxConnections) {
        return false;
    }
    boost::asio::post(stranger->executor, [stranger] {
        stranger->cancel.emit(boost::asio::cancellation_type::terminal);
    });
    return true;
}

void HttpServer::serve(boost::asio::ip::tcp::socket socket, std::size_t thread)
{
    const auto executor = socket.get_executor();
    const auto served = std::make_shared<Served>();
    served->executor = executor;
    served_.with([&](auto& all) { served->place = all.insert(all.end(), served); });
    ++count_;
    boost::asio::post(executor, [this, served, thread, socket = std::move(socket)]() mutable {
        const HttpParts parts{*tls_,
                              parts_.handler,
                              parts_.gate,
                              parts_.errorPage,
                              parts_.times,
                              parts_.streamsBody,
                              served->isKnown,
                              parts_.devices ? (*parts_.devices)[thread].get() : nullptr,
                              [this, served] { deviceIn(*served); }};
        boost::asio::co_spawn(
            served->executor,
            serveHttp(std::move(socket), parts),
            boost::asio::bind_cancellation_slot(
                served->cancel.slot(), [this, served](const std::exception_ptr& thrown) {
                    report(thrown);
                    ended(*served);
                }));
    });
}

/// A device has signed in over WebSocket: it makes no room for others any more, and takes none.
void HttpServer::deviceIn(Served& served)
{
    served.isKnown = true;
    served.isDevice = true;
    ++devices_;
}

void HttpServer::ended(Served& served)
{
    served_.with([&](auto& all) { all.erase(served.place); });
    if (served.isDevice) {
        --devices_;
    }
    --count_;
}

/// serveHttp() throws nothing of its own; what still comes, like a lack of memory, is not hidden.
void HttpServer::report(const std::exception_ptr& thrown) const
{
    try {
        if (thrown) {
            std::rethrow_exception(thrown);
        }
    } catch (const std::exception& error) {
        parts_.log.error("http-connection-failed", {{"detail", error.what()}});
    }
}

} // namespace hub::net
