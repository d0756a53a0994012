#include "protocol/mqtt/packet.h"

namespace hub::mqtt {

std::string_view describe(Violation violation)
{
    switch (violation) {
    case Violation::FirstPacketNotConnect: return "the first packet was not CONNECT";
    case Violation::SecondConnect: return "a second CONNECT on one connection";
    case Violation::ReservedFlags: return "reserved flags are set";
    case Violation::UnknownPacketType: return "a packet type that a client may not send";
    case Violation::PacketTooLarge: return "the packet is larger than the hub takes";
    case Violation::LengthMalformed: return "the remaining length has more than four bytes";
    case Violation::Truncated: return "a field ends after its packet";
    case Violation::TrailingBytes: return "bytes after the last field of a packet";
    case Violation::TextMalformed: return "a text is not UTF-8 or has a NUL";
    case Violation::ProtocolName: return "the protocol is not MQTT";
    case Violation::ConnectFlags: return "the CONNECT flags contradict each other";
    case Violation::TopicEmpty: return "the topic is empty";
    case Violation::QosUnsupported: return "QoS 2 is not supported";
    case Violation::PacketIdZero: return "packet id 0";
    case Violation::NoFilters: return "SUBSCRIBE without a filter";
    case Violation::TooManyFilters: return "too many filters in one packet";
    }
    return "unknown";
}

std::optional<FilterRequest> FilterReader::next()
{
    if (rest_.empty()) {
        return std::nullopt;
    }
    FilterRequest request;
    const std::size_t length = readBig16(rest_, 0);
    request.filter = rest_.substr(2, length);
    rest_.remove_prefix(2 + length);
    if (withQos_) {
        request.qos = byteAt(rest_, 0);
        rest_.remove_prefix(1);
    }
    return request;
}

} // namespace hub::mqtt
