#include "tests/support/mqtt_packets.h"

namespace hub::test {
namespace {

std::string number(unsigned value)
{
    return std::to_string(value);
}

std::string shownFilters(mqtt::FilterReader reader, bool withQos)
{
    std::string text;
    while (const auto request = reader.next()) {
        text += " " + std::string(request->filter) + (withQos ? ":" + number(request->qos) : "");
    }
    return text;
}

struct Shower
{
    std::string operator()(const mqtt::Connect& connect) const
    {
        std::string text = "CONNECT " + std::string(connect.clientId);
        text += " clean=" + number(connect.cleanSession ? 1 : 0);
        text += " keepAlive=" + number(connect.keepAliveSeconds);
        text += connect.userName ? " user=" + std::string(*connect.userName) : "";
        text += connect.password ? " password=" + std::string(*connect.password) : "";
        if (connect.will) {
            text += " will=" + std::string(connect.will->topic) + "|" +
                    std::string(connect.will->payload) + "|" + number(connect.will->qos) +
                    (connect.will->retain ? "|retain" : "");
        }
        return text;
    }

    std::string operator()(const mqtt::Publish& publish) const
    {
        return "PUBLISH q" + number(publish.qos) + " id=" + number(publish.packetId) +
               (publish.duplicate ? " dup" : "") + (publish.retain ? " retain" : "") + " " +
               std::string(publish.topic) + " " + std::string(publish.payload);
    }

    std::string operator()(const mqtt::Puback& puback) const
    {
        return "PUBACK " + number(puback.packetId);
    }

    std::string operator()(const mqtt::Subscribe& subscribe) const
    {
        return "SUBSCRIBE " + number(subscribe.packetId) + shownFilters(subscribe.filters(), true);
    }

    std::string operator()(const mqtt::Unsubscribe& unsubscribe) const
    {
        return "UNSUBSCRIBE " + number(unsubscribe.packetId) +
               shownFilters(unsubscribe.filters(), false);
    }

    std::string operator()(const mqtt::Disconnect&) const { return "DISCONNECT"; }

    std::string operator()(const mqtt::UnsupportedLevel& unsupported) const
    {
        return "level " + number(unsupported.level);
    }

    std::string operator()(const mqtt::Malformed& malformed) const
    {
        return "malformed: " + std::string(describe(malformed.violation));
    }

    std::string operator()(const mqtt::KeepAliveExpired&) const { return "keep-alive expired"; }
};

unsigned fittingFlags(const ConnectFields& fields)
{
    return (fields.userName ? 0x80U : 0U) | (fields.password ? 0x40U : 0U) |
           (fields.will ? 0x04U : 0U);
}

} // namespace

Bytes mqttPacket(unsigned firstByte, ByteView body)
{
    Bytes packet;
    appendByte(packet, firstByte);
    std::size_t length = body.size();
    do {
        appendByte(packet, static_cast<unsigned>(length % 128) | (length > 127 ? 0x80U : 0U));
        length /= 128;
    } while (length > 0);
    packet += body;
    return packet;
}

Bytes mqttText(ByteView text)
{
    Bytes field;
    appendBig16(field, static_cast<unsigned>(text.size()));
    field += text;
    return field;
}

Bytes connectBody(const ConnectFields& fields)
{
    Bytes body = mqttText(fields.protocol);
    appendByte(body, fields.level);
    appendByte(body, fields.flags.value_or(fittingFlags(fields)));
    appendBig16(body, fields.keepAlive);
    body += mqttText(fields.clientId);
    if (fields.will) {
        body += mqttText(fields.will->first) + mqttText(fields.will->second);
    }
    body += fields.userName ? mqttText(*fields.userName) : Bytes();
    body += fields.password ? mqttText(*fields.password) : Bytes();
    return body;
}

Bytes connectPacket(const ConnectFields& fields)
{
    return mqttPacket(0x10, connectBody(fields));
}

Bytes publishPacket(std::string_view topic, ByteView payload, unsigned packetId)
{
    Bytes body = mqttText(topic);
    if (packetId != 0) {
        appendBig16(body, packetId);
    }
    body += payload;
    return mqttPacket(packetId != 0 ? 0x32 : 0x30, body);
}

Bytes subscribePacket(unsigned packetId, const Filters& filters)
{
    Bytes body;
    appendBig16(body, packetId);
    for (const auto& [filter, qos] : filters) {
        body += mqttText(filter);
        appendByte(body, qos);
    }
    return mqttPacket(0x82, body);
}

Bytes unsubscribePacket(unsigned packetId, const std::vector<std::string>& filters)
{
    Bytes body;
    appendBig16(body, packetId);
    for (const std::string& filter : filters) {
        body += mqttText(filter);
    }
    return mqttPacket(0xa2, body);
}

std::string shown(const mqtt::Event& event)
{
    return std::visit(Shower(), event);
}

} // namespace hub::test
