#include "net/device_thread.h"

#include "net/device_connection.h"

#include "domain/limits.h"

namespace hub::net {

DeviceThread::DeviceThread(Parts theParts)
    : parts(std::move(theParts)), deadlines(parts.context.get_executor())
{
}

void DeviceThread::accept(boost::asio::ip::tcp::socket socket, SSL_CTX* tls)
{
    if (admit()) {
        DeviceConnection::start(*this, std::move(socket), tls);
    } // else it is closed
}

bool DeviceThread::admit()
{
    const bool full = parts.connectionCount >= parts.limits.maxConnections;
    if (stopped_ || (full && unauthenticated.empty())) {
        return false;
    }
    if (full || unauthenticated.size() >= limits::kMaxUnauthenticatedPerThread) {
        unauthenticated.front()->abort();
    }
    return true;
}

void DeviceThread::stop()
{
    stopped_ = true;
    while (!connections.empty()) {
        connections.front()->abort(); // takes itself off the list
    }
    deadlines.stop();
}

} // namespace hub::net
