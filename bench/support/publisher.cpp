#include "bench/support/publisher.h"

namespace hub::bench {
namespace {

// OASIS MQTT 3.1.1 §2.2.1
constexpr unsigned kPublishQos1 = 0x32;
constexpr unsigned kPuback = 4;

} // namespace

Publisher::Publisher(const PublisherOptions& options, const DeviceAccount& device)
    : DeviceSocket(options.tls, options.port, device), options_(options)
{
    Bytes body;
    appendMqttText(body, "devices/" + device.id + "/messages/events/");
    const std::size_t fromEnd = options.payloadBytes + 2;
    appendBig16(body, 0); // packet id, written for each message
    body.append(options.payloadBytes, 'x');
    publishPacket_ = mqttPacket(kPublishQos1, body);
    packetIdAt_ = publishPacket_.size() - fromEnd;
}

void Publisher::onPacket(unsigned firstByte, ByteView)
{
    if (firstByte >> 4U == kPuback && unacknowledged_ > 0) {
        --unacknowledged_;
        ++acknowledged_;
        if (!sentAt_.empty()) {
            const std::chrono::duration<double, std::milli> time = Clock::now() - sentAt_.front();
            latencies_.push_back(time.count());
            sentAt_.pop_front();
        }
    } else {
        fail();
    }
}

void Publisher::publish()
{
    publishing_ = true;
    onReady();
}

void Publisher::publishOne()
{
    sentAt_.push_back(Clock::now());
    sendNext();
    onReady();
}

void Publisher::fill()
{
    while (publishing_ && isConnected() && unacknowledged_ < options_.inFlight) {
        sendNext();
    }
}

void Publisher::sendNext()
{
    lastPacketId_ = static_cast<std::uint16_t>(lastPacketId_ % 60'000 + 1);
    publishPacket_[packetIdAt_] = static_cast<char>(lastPacketId_ >> 8U);
    publishPacket_[packetIdAt_ + 1] = static_cast<char>(lastPacketId_);
    send(publishPacket_);
    ++unacknowledged_;
}

} // namespace hub::bench
