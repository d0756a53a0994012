// MQTT packets as a client writes them (OASIS MQTT 3.1.1 §3), and events as text.
#pragma once

#include "base/bytes.h"
#include "protocol/mqtt/packet.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hub::test {

/// A packet around its body, with the shortest length.
Bytes mqttPacket(unsigned firstByte, ByteView body);

/// A length-prefixed field.
Bytes mqttText(ByteView text);

struct ConnectFields
{
    std::string protocol = "MQTT";
    unsigned level = 4;
    std::optional<unsigned> flags; ///< else those that fit the fields below
    unsigned keepAlive = 60;
    std::string clientId = "dev1";
    std::optional<std::pair<std::string, std::string>> will; ///< topic and payload
    std::optional<std::string> userName = "localhost/dev1";
    std::optional<std::string> password = "secret";
};

Bytes connectBody(const ConnectFields& fields = {});
Bytes connectPacket(const ConnectFields& fields = {});

/// With a packet id: QoS 1.
Bytes publishPacket(std::string_view topic, ByteView payload, unsigned packetId = 0);

using Filters = std::vector<std::pair<std::string, unsigned>>; ///< filter and QoS
Bytes subscribePacket(unsigned packetId, const Filters& filters);
Bytes unsubscribePacket(unsigned packetId, const std::vector<std::string>& filters);

inline const Bytes kPingreq = Bytes("\xc0\0", 2);
inline const Bytes kDisconnect = Bytes("\xe0\0", 2);

/// An event in one line, with all it says.
std::string shown(const mqtt::Event& event);

} // namespace hub::test
