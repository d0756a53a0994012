#include "net/device_connection.h"

namespace hub::net {

using boost::asio::ip::tcp;

void DeviceConnection::start(DeviceThread& thread, tcp::socket socket, SSL_CTX* tls)
{
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    std::make_shared<DeviceConnection>(thread, std::move(socket), tls)->enter();
}

DeviceConnection::DeviceConnection(DeviceThread& thread, tcp::socket socket, SSL_CTX* tls)
    : DevicePump(thread,
                 std::chrono::steady_clock::now() + thread.parts.limits.authenticationDeadline),
      transport_(std::move(socket), tls, thread.buffers),
      address_(addressOf(transport_.socket()))
{
}

std::shared_ptr<DeviceConnection> DeviceConnection::self()
{
    return std::static_pointer_cast<DeviceConnection>(shared_from_this());
}

void DeviceConnection::readable()
{
    readArmed_ = false;
    if (isClosed()) {
        return;
    }
    const Transport::State state = transport_.read([this](ByteView plain) { take(plain); });
    if (state != Transport::State::Open) {
        abort();
        return;
    }
    pump();
}

void DeviceConnection::take(ByteView plain)
{
    if (!std::exchange(isSecured_, true)) {
        secured({.address = address_,
                 .tlsVersion = transport_.tlsVersion(),
                 .certificates = transport_.certificates()});
    }
    received(plain);
}

void DeviceConnection::awaitInput()
{
    if (std::exchange(readArmed_, true)) {
        return;
    }
    transport_.socket().async_wait(tcp::socket::wait_read,
                                   [self = self()](boost::system::error_code error) {
                                       if (!error) {
                                           self->readable();
                                       }
                                   });
}

void DeviceConnection::awaitOutput()
{
    if (std::exchange(writeArmed_, true)) {
        return;
    }
    transport_.socket().async_wait(tcp::socket::wait_write,
                                   [self = self()](boost::system::error_code error) {
                                       self->writeArmed_ = false;
                                       if (!error) {
                                           self->pump();
                                       }
                                   });
}

void DeviceConnection::close()
{
    boost::system::error_code ignored;
    transport_.socket().close(ignored);
}

} // namespace hub::net
