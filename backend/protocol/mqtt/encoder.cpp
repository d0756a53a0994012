#include "protocol/mqtt/encoder.h"

namespace hub::mqtt {
namespace {

void appendHeader(Bytes& out, PacketType type, unsigned flags, std::size_t bodyBytes)
{
    appendByte(out, static_cast<unsigned>(type) << 4 | flags);
    appendVarint(out, bodyBytes); // §2.2.3 has the same layout as LEB128
}

void appendText(Bytes& out, std::string_view text)
{
    appendBig16(out, static_cast<unsigned>(text.size()));
    out += text;
}

} // namespace

void appendConnack(Bytes& out, ConnectCode code, bool sessionPresent)
{
    appendHeader(out, PacketType::Connack, 0, 2);
    appendByte(out, sessionPresent ? 1 : 0);
    appendByte(out, static_cast<unsigned>(code));
}

void appendPuback(Bytes& out, std::uint16_t packetId)
{
    appendHeader(out, PacketType::Puback, 0, 2);
    appendBig16(out, packetId);
}

void appendSuback(Bytes& out, std::uint16_t packetId, ByteView codes)
{
    appendHeader(out, PacketType::Suback, 0, 2 + codes.size());
    appendBig16(out, packetId);
    out += codes;
}

void appendUnsuback(Bytes& out, std::uint16_t packetId)
{
    appendHeader(out, PacketType::Unsuback, 0, 2);
    appendBig16(out, packetId);
}

void appendPingresp(Bytes& out)
{
    appendHeader(out, PacketType::Pingresp, 0, 0);
}

void appendPublish(Bytes& out, const Publish& publish)
{
    const unsigned flags = (publish.duplicate ? 8U : 0U) | static_cast<unsigned>(publish.qos) << 1 |
                           (publish.retain ? 1U : 0U);
    const std::size_t idBytes = publish.qos > 0 ? 2 : 0;
    appendHeader(out, PacketType::Publish, flags,
                 2 + publish.topic.size() + idBytes + publish.payload.size());
    appendText(out, publish.topic);
    if (publish.qos > 0) {
        appendBig16(out, publish.packetId);
    }
    out += publish.payload;
}

} // namespace hub::mqtt
