// Accepts device connections and deals them out to the I/O threads, round robin.
#pragma once

#include "net/address_gate.h"
#include "net/device_thread.h"
#include "net/io_threads.h"
#include "net/port_binder.h"

#include "base/log.h"

namespace hub::net {

/// On the thread of the acceptor's context.
class DeviceListener final : public std::enable_shared_from_this<DeviceListener>
{
public:
    /// tls: nullptr = plain. deviceThreads: one per I/O thread, in their order; outlive the listener.
    /// gate: who may come.
    DeviceListener(BoundPort port,
                   SSL_CTX* tls,
                   IoThreads& threads,
                   std::vector<std::unique_ptr<DeviceThread>>& deviceThreads,
                   AddressGate gate,
                   const Log& log);

    void start();
    void stop(); ///< on its thread

private:
    void accept();
    void handOver(std::size_t thread, boost::asio::ip::tcp::socket socket);
    void pause();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
    SSL_CTX* const tls_;
    IoThreads& threads_;
    std::vector<std::unique_ptr<DeviceThread>>& deviceThreads_;
    const AddressGate gate_;
    const Log& log_;
    std::size_t next_ = 0;
};

} // namespace hub::net
