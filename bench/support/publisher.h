// One device that publishes at QoS 1.
#pragma once

#include "bench/support/device_socket.h"

#include <chrono>
#include <deque>
#include <utility>
#include <vector>

namespace hub::bench {

struct PublisherOptions
{
    SSL_CTX* tls = nullptr; ///< nullptr = plain
    std::uint16_t port = 0;
    std::size_t inFlight = 1; ///< most unacknowledged messages
    std::size_t payloadBytes = 128;
};

/// A device that publishes at QoS 1: as fast as it is acknowledged, or one by one when it is told to.
class Publisher final : public DeviceSocket
{
public:
    using Clock = std::chrono::steady_clock;

    Publisher(const PublisherOptions& options, const DeviceAccount& device);

    void publish(); ///< from now on, as fast as it is acknowledged
    void publishOne();
    void pause() { publishing_ = false; }

    std::size_t unacknowledged() const { return unacknowledged_; }
    std::uint64_t acknowledged() const { return acknowledged_; }

    /// Of each acknowledged message since the last call, in order, in milliseconds.
    std::vector<double> takeLatencies() { return std::exchange(latencies_, {}); }

private:
    void onPacket(unsigned firstByte, ByteView body) override;
    void fill() override;
    void sendNext();

    PublisherOptions options_;
    bool publishing_ = false;
    Bytes publishPacket_;
    std::size_t packetIdAt_ = 0;
    std::uint16_t lastPacketId_ = 0;
    std::size_t unacknowledged_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::deque<Clock::time_point> sentAt_; ///< of what is unacknowledged, when it goes one by one
    std::vector<double> latencies_;
};

} // namespace hub::bench
