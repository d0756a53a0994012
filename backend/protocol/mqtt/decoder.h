// MQTT 3.1.1 packets from bytes. Pure functions over a complete packet; framing apart.
#pragma once

#include "protocol/mqtt/packet.h"

#include <optional>

namespace hub::mqtt {

/// The fixed header (§2.2) of the packet at the front of a buffer.
struct FixedHeader
{
    PacketType type{};
    std::uint8_t flags = 0;
    std::size_t headerBytes = 0;
    std::size_t bodyBytes = 0;

    std::size_t totalBytes() const { return headerBytes + bodyBytes; }
};

struct HeaderResult
{
    std::optional<FixedHeader> header;  ///< nothing: more bytes are needed, or
    std::optional<Violation> violation; ///< the stream is broken
};

HeaderResult decodeHeader(ByteView bytes);

/// One complete packet that a client may send; PINGREQ is the machine's own affair. Gives Malformed
/// for everything that §3 forbids.
Event decodePacket(const FixedHeader& header, ByteView body);

} // namespace hub::mqtt
