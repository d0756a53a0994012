// A device connection on a port of its own: TLS, or a plain socket, in wait mode (net/transport) under
// the pump.
#pragma once

#include "net/device_pump.h"

namespace hub::net {

/// As DevicePump.
class DeviceConnection final : public DevicePump
{
public:
    /// tls: nullptr = plain.
    static void start(DeviceThread& thread, boost::asio::ip::tcp::socket socket, SSL_CTX* tls);

    /// Use start().
    DeviceConnection(DeviceThread& thread, boost::asio::ip::tcp::socket socket, SSL_CTX* tls);

private:
    std::shared_ptr<DeviceConnection> self();
    void readable();
    void take(ByteView plain);

    // DevicePump
    std::size_t write(ByteView plain) override { return transport_.write(plain); }
    bool flush() override { return transport_.flush() != Transport::State::Failed; }
    bool isBlocked() const override { return transport_.isBlocked(); }
    void awaitInput() override;
    void awaitOutput() override;
    void sayGoodbye() override { transport_.sayGoodbye(); }
    void close() override;

    Transport transport_;
    std::string address_;
    bool isSecured_ = false;
    bool readArmed_ = false;
    bool writeArmed_ = false;
};

} // namespace hub::net
