// One device that publishes at QoS 1 as fast as it is acknowledged.
#pragma once

#include "bench/support/device_socket.h"

namespace hub::bench {

struct PublisherOptions
{
    SSL_CTX* tls = nullptr;
    std::uint16_t port = 0;
    std::size_t inFlight = 1; ///< most unacknowledged messages
    std::size_t payloadBytes = 128;
};

class Publisher final : public DeviceSocket
{
public:
    Publisher(const PublisherOptions& options, const DeviceAccount& device);

    void publish(); ///< from now on
    void pause() { publishing_ = false; }

    std::size_t unacknowledged() const { return unacknowledged_; }
    std::uint64_t acknowledged() const { return acknowledged_; }

private:
    void onPacket(unsigned firstByte, ByteView body) override;
    void fill() override;

    PublisherOptions options_;
    bool publishing_ = false;
    Bytes publishPacket_;
    std::size_t packetIdAt_ = 0;
    std::uint16_t lastPacketId_ = 0;
    std::size_t unacknowledged_ = 0;
    std::uint64_t acknowledged_ = 0;
};

} // namespace hub::bench
