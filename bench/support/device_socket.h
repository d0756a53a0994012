// One device's MQTT 3.1.1 connection, over TLS or plain. Never blocks; driven by epoll, edge-triggered.
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

class DeviceSocket
{
public:
    /// tls: nullptr = plain.
    DeviceSocket(SSL_CTX* tls, std::uint16_t port, const DeviceAccount& device);
    virtual ~DeviceSocket();
    DeviceSocket(const DeviceSocket&) = delete;
    DeviceSocket& operator=(const DeviceSocket&) = delete;

    int descriptor() const { return fd_; }
    void onReady(); ///< something may be read or written

    bool isConnected() const { return state_ == State::Connected; }
    bool hasFailed() const { return state_ == State::Failed; }
    std::string cipher() const; ///< "plain" without TLS

protected:
    void send(ByteView packet) { out_ += packet; } ///< leaves with the next onReady()
    void fail() { state_ = State::Failed; }

    /// firstByte: type and flags (OASIS MQTT 3.1.1 §2.2). Not for CONNACK.
    virtual void onPacket(unsigned firstByte, ByteView body) = 0;
    virtual void onConnected() {}
    virtual void fill() {} ///< a chance to send more, after each read

private:
    enum class State { Handshake, SigningIn, Connected, Failed };

    void handshake();
    bool read();
    long readSome(char* out, std::size_t size);
    long writeSome(ByteView bytes);
    void takePackets();
    void takePacket(unsigned firstByte, ByteView body);
    void flush();

    int fd_ = -1;
    std::unique_ptr<SSL, void (*)(SSL*)> ssl_; ///< nothing when it is plain
    State state_ = State::Handshake;
    Bytes in_;
    Bytes out_;
    Bytes connectPacket_;
};

/// An MQTT packet, and a text in one.
Bytes mqttPacket(unsigned firstByte, ByteView body);
void appendMqttText(Bytes& out, ByteView text);

} // namespace hub::bench
