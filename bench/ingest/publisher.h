// One device: an MQTT 3.1.1 connection over TLS that publishes at QoS 1 as fast as it is
// acknowledged. Never blocks; driven by epoll, edge-triggered.
#pragma once

#include "base/bytes.h"

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace hub::bench {

/// What a device needs to sign in, the same bytes for every server.
struct DeviceAccount
{
    std::string id;
    std::string userName;
    std::string password;
};

struct PublisherOptions
{
    SSL_CTX* tls = nullptr;
    std::uint16_t port = 0;
    std::size_t inFlight = 1; ///< most unacknowledged messages
    std::size_t payloadBytes = 128;
};

class Publisher final
{
public:
    Publisher(const PublisherOptions& options, const DeviceAccount& device);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    int descriptor() const { return fd_; }
    void onReady(); ///< something may be read or written
    void publish(); ///< from now on
    void pause() { publishing_ = false; }

    bool isConnected() const { return state_ == State::Connected; }
    bool hasFailed() const { return state_ == State::Failed; }
    std::size_t unacknowledged() const { return unacknowledged_; }
    std::uint64_t acknowledged() const { return acknowledged_; }
    std::string cipher() const;

private:
    enum class State { Handshake, SigningIn, Connected, Failed };

    void handshake();
    bool read();
    void takePackets();
    void onPacket(unsigned type, ByteView body);
    void fill();
    void flush();

    PublisherOptions options_;
    int fd_ = -1;
    std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
    State state_ = State::Handshake;
    bool publishing_ = false;
    Bytes in_;
    Bytes out_;
    Bytes connectPacket_;
    Bytes publishPacket_;
    std::size_t packetIdAt_ = 0;
    std::uint16_t lastPacketId_ = 0;
    std::size_t unacknowledged_ = 0;
    std::uint64_t acknowledged_ = 0;
};

} // namespace hub::bench
