#include "tests/support/mqtt_peer.h"

namespace hub::test {

Bytes MqttPeer::text(const std::string& value)
{
    Bytes out;
    appendBig16(out, static_cast<unsigned>(value.size()));
    return out + value;
}

Bytes MqttPeer::packet(unsigned firstByte, const Bytes& body)
{
    Bytes out;
    appendByte(out, firstByte);
    appendVarint(out, body.size());
    return out + body;
}

Bytes MqttPeer::connectPacket(const MqttConnect& options)
{
    Bytes body = text(options.level == 3 ? "MQIsdp" : "MQTT");
    appendByte(body, options.level);
    appendByte(body, (options.userName ? 0x80U : 0U) | (options.password ? 0x40U : 0U) |
                         (options.will ? 0x04U : 0U) | (options.clean ? 0x02U : 0U));
    appendBig16(body, options.keepAlive);
    body += text(options.clientId);
    if (options.will) {
        body += text(options.will->topic) + text(options.will->payload);
    }
    if (options.userName) {
        body += text(*options.userName);
    }
    if (options.password) {
        body += text(*options.password);
    }
    return packet(0x10, body);
}

Bytes MqttPeer::publishPacket(const std::string& topic,
                              const std::string& payload,
                              std::uint16_t packetId,
                              unsigned flags)
{
    Bytes body = text(topic);
    if ((flags & 6) != 0) {
        appendBig16(body, packetId);
    }
    return packet(0x30 | flags, body + payload);
}

std::optional<unsigned> MqttPeer::connect(const MqttConnect& options)
{
    peer_->send(connectPacket(options));
    const auto answer = receive();
    if (!answer || answer->type != 2 || answer->body.size() != 2) {
        return std::nullopt;
    }
    return byteAt(answer->body, 1);
}

bool MqttPeer::publish(const std::string& topic, const std::string& payload, std::uint16_t packetId)
{
    return peer_->send(publishPacket(topic, payload, packetId, 2));
}

bool MqttPeer::publishQos0(const std::string& topic, const std::string& payload)
{
    return peer_->send(publishPacket(topic, payload, 0, 0));
}

bool MqttPeer::disconnect()
{
    return peer_->send(packet(0xe0, {}));
}

Bytes MqttPeer::subscribe(const std::vector<std::pair<std::string, unsigned>>& filters)
{
    Bytes body;
    appendBig16(body, 77);
    for (const auto& [filter, qos] : filters) {
        body += text(filter);
        appendByte(body, qos);
    }
    peer_->send(packet(0x82, body));
    const auto answer = receive();
    return answer && answer->type == 9 ? answer->body.substr(2) : Bytes();
}

std::optional<MqttPacket> MqttPeer::receive()
{
    const Bytes first = peer_->receive(1);
    if (first.empty()) {
        return std::nullopt;
    }
    MqttPacket result;
    result.type = byteAt(first, 0) >> 4;
    result.flags = byteAt(first, 0) & 15;
    std::size_t length = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        const Bytes byte = peer_->receive(1);
        if (byte.empty()) {
            return std::nullopt;
        }
        length |= static_cast<std::size_t>(byteAt(byte, 0) & 0x7f) << shift;
        if ((byteAt(byte, 0) & 0x80) == 0) {
            break;
        }
    }
    result.body = peer_->receive(length);
    return result.body.size() == length ? std::optional(result) : std::nullopt;
}

} // namespace hub::test
