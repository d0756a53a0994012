// One device that receives commands and acknowledges each.
#pragma once

#include "bench/support/device_socket.h"

#include <functional>

namespace hub::bench {

class Receiver final : public DeviceSocket
{
public:
    using Arrived = std::function<void(ByteView payload)>;

    Receiver(SSL_CTX* tls, std::uint16_t port, const DeviceAccount& device, const Arrived& arrived);

    bool isSubscribed() const { return subscribed_; }

private:
    void onConnected() override;
    void onPacket(unsigned firstByte, ByteView body) override;
    void take(ByteView publish);

    const Bytes subscribePacket_;
    const Arrived& arrived_;
    bool subscribed_ = false;
};

} // namespace hub::bench
