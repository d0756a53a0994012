#include "bench/revoke/member.h"

namespace hub::bench {
namespace {

// OASIS MQTT 3.1.1 §2.2.1
constexpr unsigned kPublishQos1 = 0x32;
constexpr unsigned kPuback = 4;

Bytes messagePacket(const DeviceAccount& device)
{
    Bytes body;
    appendMqttText(body, "devices/" + device.id + "/messages/events/");
    appendBig16(body, 1); // packet id
    body += Bytes(128, 'x');
    return mqttPacket(kPublishQos1, body);
}

} // namespace

Member::Member(SSL_CTX* tls, std::uint16_t port, const DeviceAccount& device)
    : DeviceSocket(tls, port, device), message_(messagePacket(device))
{
}

void Member::talk()
{
    if (!sent_) {
        sent_ = std::chrono::steady_clock::now();
        send(message_);
        onReady();
    }
}

void Member::onPacket(unsigned firstByte, ByteView)
{
    if (firstByte >> 4U == kPuback && sent_) {
        const auto took = std::chrono::steady_clock::now() - *sent_;
        latencies_.push_back(std::chrono::duration<double, std::milli>(took).count());
        sent_.reset();
    }
}

} // namespace hub::bench
