// HTTPS: accepts on one or several ports and serves each connection as a coroutine on an I/O thread.
#pragma once

#include "net/address_gate.h"
#include "net/device_thread.h"
#include "net/http_connection.h"
#include "net/io_threads.h"
#include "net/port_binder.h"
#include "net/tls_context.h"

#include "base/guarded.h"
#include "base/log.h"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <list>
#include <vector>

namespace hub::net {

/// start() and stop() from one thread; the rest runs on the I/O threads.
class HttpServer final
{
public:
    struct Parts
    {
        IoThreads& threads;
        const TlsContext& tls;
        const Log& log;
        HttpHandler handler;
        HttpGate gate;
        HttpErrorPage errorPage;
        HttpTimes times;
        std::size_t maxConnections = 1'024; ///< devices that have signed in over WebSocket apart
        /// One per I/O thread, in their order; they outlive the server. Null: no WebSocket.
        const std::vector<std::unique_ptr<DeviceThread>>* devices = nullptr;
        AddressGate addressGate{}; ///< who may come; none: everybody
        HttpStreamsBody streamsBody{}; ///< none: every body is read before the handler is asked
    };

    HttpServer(Parts parts, std::vector<BoundPort> ports);
    ~HttpServer();

    void start();

    /// Stops accepting and cancels every connection; connectionCount() then falls to 0.
    void stop();
    std::size_t connectionCount() const { return count_; }

private:
    struct Acceptor;
    struct Served ///< one connection; what has no comment is touched on its thread only
    {
        std::atomic<bool> isKnown{false};
        bool isDropped = false; ///< to make room; under served_
        bool isDevice = false;  ///< has signed in over WebSocket
        std::list<std::shared_ptr<Served>>::iterator place; ///< in served_
        boost::asio::cancellation_signal cancel;
        boost::asio::any_io_executor executor;
    };

    void accept(Acceptor& acceptor);
    void pause(Acceptor& acceptor);
    std::size_t visitors() const; ///< connections that are no device's
    bool makeRoom();
    void serve(boost::asio::ip::tcp::socket socket, std::size_t thread);
    void deviceIn(Served& served);
    void ended(Served& served);
    void report(const std::exception_ptr& thrown) const;

    Parts parts_;
    std::unique_ptr<boost::asio::ssl::context> tls_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    Guarded<std::list<std::shared_ptr<Served>>> served_;
    std::atomic<std::size_t> count_{0};
    std::atomic<std::size_t> devices_{0}; ///< of them: the connection limit is the devices' own
    std::atomic<bool> stopping_{false};
};

} // namespace hub::net
