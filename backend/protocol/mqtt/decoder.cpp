#include "protocol/mqtt/decoder.h"

#include "domain/limits.h"

#include "base/utf8.h"

namespace hub::mqtt {
namespace {

/// Reads the fields of a packet body; the first violation sticks.
class Fields final
{
public:
    explicit Fields(ByteView body) : rest_(body) {}

    std::uint8_t u8()
    {
        const ByteView bytes = take(1);
        return bytes.empty() ? std::uint8_t{0} : byteAt(bytes, 0);
    }

    std::uint16_t u16()
    {
        const ByteView bytes = take(2);
        return bytes.empty() ? std::uint16_t{0} : readBig16(bytes, 0);
    }

    ByteView binary() { return take(u16()); }

    std::string_view text() // §1.5.3
    {
        const std::string_view value = binary();
        if (value.find('\0') != std::string_view::npos || !isUtf8(value)) {
            reject(Violation::TextMalformed);
        }
        return value;
    }

    std::uint16_t packetId() // §2.3.1
    {
        const std::uint16_t id = u16();
        if (id == 0) {
            reject(Violation::PacketIdZero);
        }
        return id;
    }

    void end()
    {
        if (!rest_.empty()) {
            reject(Violation::TrailingBytes);
        }
    }

    void reject(Violation violation)
    {
        if (!violation_) {
            violation_ = violation;
        }
    }

    ByteView rest() const { return rest_; }
    bool atEnd() const { return rest_.empty(); }
    const std::optional<Violation>& violation() const { return violation_; }

    template <class Packet>
    Event finish(const Packet& packet) const
    {
        return violation_ ? Event(Malformed{*violation_}) : Event(packet);
    }

private:
    ByteView take(std::size_t count)
    {
        if (violation_ || count > rest_.size()) {
            reject(Violation::Truncated);
            return {};
        }
        const ByteView taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    ByteView rest_;
    std::optional<Violation> violation_;
};

// §3.1.2.3
constexpr unsigned kFlagReserved = 0x01;
constexpr unsigned kFlagCleanSession = 0x02;
constexpr unsigned kFlagWill = 0x04;
constexpr unsigned kMaskWillQos = 0x18;
constexpr unsigned kFlagWillRetain = 0x20;
constexpr unsigned kFlagPassword = 0x40;
constexpr unsigned kFlagUserName = 0x80;

bool flagsAgree(unsigned flags)
{
    const bool will = (flags & kFlagWill) != 0;
    const unsigned willQos = (flags & kMaskWillQos) >> 3;
    return (flags & kFlagReserved) == 0 && willQos <= 2 &&
           (will || (flags & (kMaskWillQos | kFlagWillRetain)) == 0) &&
           ((flags & kFlagUserName) != 0 || (flags & kFlagPassword) == 0);
}

Will readWill(Fields& fields, unsigned flags)
{
    Will will;
    will.topic = fields.text();
    will.payload = fields.binary();
    will.qos = static_cast<std::uint8_t>((flags & kMaskWillQos) >> 3);
    will.retain = (flags & kFlagWillRetain) != 0;
    return will;
}

Event decodeConnect(ByteView body)
{
    Fields fields(body);
    const std::string_view name = fields.text();
    const std::uint8_t level = fields.u8();
    if (!fields.violation() && (name == "MQIsdp" || (name == "MQTT" && level != 4))) {
        return UnsupportedLevel{level}; // §3.1.2.2; what follows has another layout
    }
    if (name != "MQTT") {
        fields.reject(Violation::ProtocolName);
    }
    const unsigned flags = fields.u8();
    if (!flagsAgree(flags)) {
        fields.reject(Violation::ConnectFlags);
    }
    Connect connect;
    connect.cleanSession = (flags & kFlagCleanSession) != 0;
    connect.keepAliveSeconds = fields.u16();
    connect.clientId = fields.text();
    if ((flags & kFlagWill) != 0) {
        connect.will = readWill(fields, flags);
    }
    if ((flags & kFlagUserName) != 0) {
        connect.userName = fields.text();
    }
    if ((flags & kFlagPassword) != 0) {
        connect.password = fields.binary();
    }
    fields.end();
    return fields.finish(connect);
}

Event decodePublish(unsigned flags, ByteView body)
{
    Publish publish;
    publish.qos = static_cast<std::uint8_t>(flags >> 1 & 3);
    publish.duplicate = (flags & 8) != 0;
    publish.retain = (flags & 1) != 0;
    Fields fields(body);
    if (publish.qos > 1) {
        fields.reject(Violation::QosUnsupported);
    }
    if (publish.qos == 0 && publish.duplicate) {
        fields.reject(Violation::ReservedFlags); // §3.3.1.1
    }
    publish.topic = fields.text();
    if (publish.topic.empty()) {
        fields.reject(Violation::TopicEmpty);
    }
    if (publish.qos == 1) {
        publish.packetId = fields.packetId();
    }
    publish.payload = fields.rest();
    return fields.finish(publish);
}

template <class Packet>
Event decodeFilters(ByteView body, bool withQos)
{
    Packet packet;
    Fields fields(body);
    packet.packetId = fields.packetId();
    packet.payload = fields.rest();
    std::size_t count = 0;
    while (!fields.violation() && !fields.atEnd()) {
        if (fields.text().empty()) {
            fields.reject(Violation::TopicEmpty);
        }
        if (withQos && fields.u8() > 2) {
            fields.reject(Violation::ReservedFlags); // §3.8.3
        }
        if (++count > limits::kMaxFiltersPerSubscribe) {
            fields.reject(Violation::TooManyFilters);
        }
    }
    if (count == 0) {
        fields.reject(Violation::NoFilters);
    }
    return fields.finish(packet);
}

Event decodePuback(ByteView body)
{
    Fields fields(body);
    const Puback puback{fields.packetId()};
    fields.end();
    return fields.finish(puback);
}

Event decodeDisconnect(ByteView body)
{
    Fields fields(body);
    fields.end();
    return fields.finish(Disconnect{});
}

bool flagsAllowed(PacketType type, unsigned flags) // §2.2.2, table 2.2
{
    switch (type) {
    case PacketType::Publish: return true;
    case PacketType::Subscribe:
    case PacketType::Unsubscribe:
    case PacketType::Pubrel: return flags == 2;
    default: return flags == 0;
    }
}

} // namespace

HeaderResult decodeHeader(ByteView bytes)
{
    if (bytes.empty()) {
        return {};
    }
    FixedHeader header;
    header.type = static_cast<PacketType>(byteAt(bytes, 0) >> 4);
    header.flags = byteAt(bytes, 0) & 15;
    for (std::size_t i = 1; i < bytes.size(); ++i) {
        if (i > 4) {
            return {std::nullopt, Violation::LengthMalformed}; // §2.2.3
        }
        header.bodyBytes |= static_cast<std::size_t>(byteAt(bytes, i) & 0x7f) << (7 * (i - 1));
        if ((byteAt(bytes, i) & 0x80) == 0) {
            header.headerBytes = i + 1;
            return {header, std::nullopt};
        }
    }
    if (bytes.size() > 4) {
        return {std::nullopt, Violation::LengthMalformed};
    }
    return {};
}

Event decodePacket(const FixedHeader& header, ByteView body)
{
    if (!flagsAllowed(header.type, header.flags)) {
        return Malformed{Violation::ReservedFlags};
    }
    switch (header.type) {
    case PacketType::Connect: return decodeConnect(body);
    case PacketType::Publish: return decodePublish(header.flags, body);
    case PacketType::Puback: return decodePuback(body);
    case PacketType::Subscribe: return decodeFilters<Subscribe>(body, true);
    case PacketType::Unsubscribe: return decodeFilters<Unsubscribe>(body, false);
    case PacketType::Disconnect: return decodeDisconnect(body);
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp: return Malformed{Violation::QosUnsupported};
    default: return Malformed{Violation::UnknownPacketType};
    }
}

} // namespace hub::mqtt
