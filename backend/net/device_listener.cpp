#include "net/device_listener.h"

#include <boost/asio/post.hpp>

namespace hub::net {
namespace {

constexpr std::chrono::milliseconds kRetryAccept{100}; // no descriptors left: give some time back

} // namespace

DeviceListener::DeviceListener(BoundPort port,
                               SSL_CTX* tls,
                               IoThreads& threads,
                               std::vector<std::unique_ptr<DeviceThread>>& deviceThreads,
                               AddressGate gate,
                               const Log& log)
    : acceptor_(std::move(port.acceptor)), retry_(acceptor_.get_executor()), tls_(tls),
      threads_(threads), deviceThreads_(deviceThreads), gate_(std::move(gate)), log_(log)
{
}

void DeviceListener::start()
{
    boost::asio::post(acceptor_.get_executor(), [self = shared_from_this()] { self->accept(); });
}

void DeviceListener::stop()
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
}

void DeviceListener::accept()
{
    using boost::asio::ip::tcp;
    next_ = (next_ + 1) % threads_.size();
    acceptor_.async_accept(
        threads_.at(next_),
        [self = shared_from_this(), thread = next_](boost::system::error_code error,
                                                    tcp::socket socket) {
            if (!self->acceptor_.is_open()) {
                return;
            }
            if (error) {
                self->log_.warning("accept-failed", {{"detail", error.message()}});
                self->pause();
                return;
            }
            if (isLetIn(self->gate_, socket)) {
                self->handOver(thread, std::move(socket));
            }
            self->accept();
        });
}

void DeviceListener::handOver(std::size_t thread, boost::asio::ip::tcp::socket socket)
{
    const auto executor = socket.get_executor();
    boost::asio::post(executor,
                      [self = shared_from_this(), thread, socket = std::move(socket)]() mutable {
                          self->deviceThreads_[thread]->accept(std::move(socket), self->tls_);
                      });
}

void DeviceListener::pause()
{
    retry_.expires_after(kRetryAccept);
    retry_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (!error) {
            self->accept();
        }
    });
}

} // namespace hub::net
