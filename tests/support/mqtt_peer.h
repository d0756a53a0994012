// An MQTT 3.1.1 client that blocks, writing its packets by itself.
#pragma once

#include "tests/support/tls_peer.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub::test {

struct MqttPacket
{
    unsigned type = 0; ///< OASIS MQTT 3.1.1 §2.2.1
    unsigned flags = 0;
    Bytes body;

    std::uint16_t packetId() const { return readBig16(body, 0); } ///< of PUBACK, SUBACK, …
    std::string topic() const { return body.substr(2, readBig16(body, 0)); } ///< of PUBLISH QoS 0
    std::string payload() const { return body.substr(2 + std::size_t{readBig16(body, 0)}); }
};

struct MqttConnect
{
    std::string clientId;
    std::optional<std::string> userName;
    std::optional<std::string> password;
    unsigned keepAlive = 60;
    bool clean = true;
    unsigned level = 4;
    struct Will
    {
        std::string topic;
        std::string payload;
    };
    std::optional<Will> will;
};

class MqttPeer final
{
public:
    explicit MqttPeer(std::unique_ptr<ByteChannel> peer) : peer_(std::move(peer)) {}

    /// CONNACK code, or nothing when the hub closed without one.
    std::optional<unsigned> connect(const MqttConnect& options);

    bool publish(const std::string& topic, const std::string& payload, std::uint16_t packetId);
    bool publishQos0(const std::string& topic, const std::string& payload);
    bool sendRaw(ByteView bytes) { return peer_->send(bytes); }
    bool disconnect();

    /// Granted codes.
    Bytes subscribe(const std::vector<std::pair<std::string, unsigned>>& filters);

    /// The next packet; nothing when the hub closed or nothing came in time.
    std::optional<MqttPacket> receive();

    TlsPeer& tls() { return peer_->tls(); }

    static Bytes connectPacket(const MqttConnect& options);
    static Bytes publishPacket(const std::string& topic,
                               const std::string& payload,
                               std::uint16_t packetId,
                               unsigned flags);
    static Bytes packet(unsigned firstByte, const Bytes& body);
    static Bytes text(const std::string& value);

private:
    std::unique_ptr<ByteChannel> peer_;
};

} // namespace hub::test
