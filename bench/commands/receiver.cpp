#include "bench/commands/receiver.h"

namespace hub::bench {
namespace {

// OASIS MQTT 3.1.1 §2.2.1
constexpr unsigned kPublish = 3;
constexpr unsigned kPubackPacket = 0x40;
constexpr unsigned kSubscribePacket = 0x82;
constexpr unsigned kSuback = 9;

Bytes subscribePacket(const DeviceAccount& device)
{
    Bytes body;
    appendBig16(body, 1); // packet id
    appendMqttText(body, "devices/" + device.id + "/messages/devicebound/#");
    appendByte(body, 1); // QoS
    return mqttPacket(kSubscribePacket, body);
}

} // namespace

Receiver::Receiver(SSL_CTX* tls,
                   std::uint16_t port,
                   const DeviceAccount& device,
                   const Arrived& arrived)
    : DeviceSocket(tls, port, device), subscribePacket_(subscribePacket(device)), arrived_(arrived)
{
}

void Receiver::onConnected()
{
    send(subscribePacket_);
}

void Receiver::onPacket(unsigned firstByte, ByteView body)
{
    if (firstByte >> 4U == kPublish) {
        take(body);
    } else if (firstByte >> 4U == kSuback && body.size() == 3 && body[2] == 1) {
        subscribed_ = true;
    } else {
        fail();
    }
}

void Receiver::take(ByteView publish)
{
    const std::size_t topic = readBig16(publish, 0);
    arrived_(publish.substr(2 + topic + 2));
    Bytes id;
    appendBig16(id, readBig16(publish, 2 + topic));
    send(mqttPacket(kPubackPacket, id));
}

} // namespace hub::bench
