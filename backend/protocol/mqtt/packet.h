// MQTT 3.1.1 packets as values (OASIS MQTT 3.1.1 §2, §3). Views borrow from the received bytes.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace hub::mqtt {

/// §2.2.1, table 2.1
enum class PacketType : std::uint8_t {
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Pubrec = 5,
    Pubrel = 6,
    Pubcomp = 7,
    Subscribe = 8,
    Suback = 9,
    Unsubscribe = 10,
    Unsuback = 11,
    Pingreq = 12,
    Pingresp = 13,
    Disconnect = 14,
};

/// §3.2.2.3. Code 4 is never sent: some device SDKs would stop for good.
enum class ConnectCode : std::uint8_t {
    Accepted = 0,
    UnacceptableProtocol = 1,
    IdentifierRejected = 2,
    ServerUnavailable = 3,
    NotAuthorized = 5,
};

/// §3.9.3
inline constexpr std::uint8_t kSubscriptionRefused = 0x80;

/// Why a stream cannot go on. The hub closes without a packet (§4.8).
enum class Violation {
    FirstPacketNotConnect,
    SecondConnect,
    ReservedFlags,
    UnknownPacketType,
    PacketTooLarge,
    LengthMalformed,
    Truncated,      ///< a field ends after the packet
    TrailingBytes,  ///< the packet goes on after its last field
    TextMalformed,  ///< not UTF-8, or with a NUL (§1.5.3)
    ProtocolName,
    ConnectFlags,
    TopicEmpty,
    QosUnsupported, ///< QoS 2 and what belongs to it: Azure IoT Hub closes
    PacketIdZero,
    NoFilters,
    TooManyFilters,
};

std::string_view describe(Violation violation);

struct Will
{
    std::string_view topic;
    ByteView payload;
    std::uint8_t qos = 0;
    bool retain = false;
};

struct Connect
{
    std::string_view clientId;
    std::optional<std::string_view> userName;
    std::optional<ByteView> password;
    std::optional<Will> will;
    std::uint16_t keepAliveSeconds = 0;
    bool cleanSession = true;
};

struct Publish
{
    std::string_view topic;
    ByteView payload;
    std::uint16_t packetId = 0; ///< 0 with QoS 0
    std::uint8_t qos = 0;       ///< 0 or 1
    bool duplicate = false;
    bool retain = false;
};

struct Puback
{
    std::uint16_t packetId = 0;
};

struct FilterRequest
{
    std::string_view filter;
    std::uint8_t qos = 0; ///< as asked, 0 to 2
};

/// Walks the filters of a SUBSCRIBE or UNSUBSCRIBE; they were checked when it was decoded.
class FilterReader final
{
public:
    FilterReader(ByteView payload, bool withQos) : rest_(payload), withQos_(withQos) {}
    std::optional<FilterRequest> next();

private:
    ByteView rest_;
    bool withQos_;
};

struct Subscribe
{
    std::uint16_t packetId = 0;
    ByteView payload;
    FilterReader filters() const { return {payload, true}; }
};

struct Unsubscribe
{
    std::uint16_t packetId = 0;
    ByteView payload;
    FilterReader filters() const { return {payload, false}; }
};

struct Disconnect
{
};

/// The peer speaks another protocol level; CONNACK 1 is on its way out.
struct UnsupportedLevel
{
    std::uint8_t level = 0;
};

struct Malformed
{
    Violation violation{};
};

/// Nothing came for one and a half times the keep-alive (§3.1.2.10).
struct KeepAliveExpired
{
};

using Event = std::variant<Connect, Publish, Puback, Subscribe, Unsubscribe, Disconnect,
                           UnsupportedLevel, Malformed, KeepAliveExpired>;

} // namespace hub::mqtt
