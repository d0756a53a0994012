// One device of the fleet: silent, or sending a message now and then.
#pragma once

#include "bench/support/device_socket.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace hub::bench {

/// On the fleet's thread.
class Member final : public DeviceSocket
{
public:
    using Time = std::chrono::steady_clock::time_point;

    Member(SSL_CTX* tls, std::uint16_t port, const DeviceAccount& device);

    /// Sends a message, unless the last one is not acknowledged yet.
    void talk();

    /// How long messages took until their PUBACK, since the last call; ms.
    std::vector<double> takeLatencies() { return std::exchange(latencies_, {}); }

private:
    void onPacket(unsigned firstByte, ByteView body) override;

    const Bytes message_;
    std::optional<Time> sent_;
    std::vector<double> latencies_;
};

} // namespace hub::bench
