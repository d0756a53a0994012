// What the device connections of one I/O thread share.
#pragma once

#include "net/deadline_queue.h"
#include "net/transport.h"

#include "gateway/connection_port.h"
#include "gateway/device_protocol.h"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <functional>
#include <list>
#include <memory>

namespace hub::net {

class DevicePump;

/// Makes the protocol of a connection once it is secured; on the connection's thread.
using ProtocolFactory =
    std::function<std::shared_ptr<DeviceProtocol>(ConnectionPort&, const ConnectionInfo&)>;

struct DeviceLimits
{
    std::chrono::seconds authenticationDeadline{10};
    std::size_t maxConnections = 1'000; ///< of the whole hub
};

/// Lives on its I/O thread; made before it starts.
class DeviceThread final
{
public:
    using Connections = std::list<std::shared_ptr<DevicePump>>;

    struct Parts
    {
        boost::asio::io_context& context;
        ProtocolFactory makeProtocol;
        DeviceLimits limits;
        std::atomic<std::size_t>& connectionCount; ///< of the whole hub
    };

    explicit DeviceThread(Parts theParts);

    /// Takes over an accepted socket of this thread's context. tls: nullptr = plain.
    void accept(boost::asio::ip::tcp::socket socket, SSL_CTX* tls);

    /// Whether there is a place for one more connection. Makes one where it can: the oldest of those
    /// that have not signed in goes.
    bool admit();

    /// Closes every connection; new ones are refused. Afterwards connectionCount falls to 0.
    void stop();

    Parts parts;
    DeadlineQueue deadlines;
    TransportBuffers buffers;
    Connections connections; ///< owns them until they are closed
    Connections unauthenticated; ///< oldest first, bounded: the oldest makes room

private:
    bool stopped_ = false;
};

} // namespace hub::net
