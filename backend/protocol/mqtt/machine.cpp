#include "protocol/mqtt/machine.h"

#include "protocol/mqtt/decoder.h"
#include "protocol/mqtt/encoder.h"

#include "domain/limits.h"

#include "base/assert.h"

#include <algorithm>

namespace hub::mqtt {
namespace {

constexpr std::size_t kKeptOutputBytes = 512; // a larger buffer goes back when it has run empty

std::chrono::milliseconds idleLimit(std::uint16_t keepAliveSeconds)
{
    if (keepAliveSeconds == 0) {
        return limits::kNoKeepAliveIdle;
    }
    const std::chrono::milliseconds keepAlive =
        std::min<std::chrono::seconds>(std::chrono::seconds(keepAliveSeconds), limits::kMaxKeepAlive);
    return keepAlive * 3 / 2; // §3.1.2.10
}

} // namespace

void Machine::receive(ByteView in)
{
    if (carry_.empty()) {
        input_ = in;
        return;
    }
    // What nextEvent() left over stands at the end of carry_.
    carry_.erase(0, carry_.size() - input_.size());
    carry_.append(in);
    input_ = carry_;
}

std::optional<Event> Machine::nextEvent()
{
    if (state_ == State::Closed) {
        return std::nullopt;
    }
    if (expired_) {
        state_ = State::Closed;
        return KeepAliveExpired{};
    }
    while (state_ != State::Answering) {
        const std::size_t before = input_.size();
        if (auto event = takePacket()) {
            return event;
        }
        if (input_.size() == before) {
            break; // incomplete
        }
    }
    keepRest();
    return std::nullopt;
}

/// Takes one packet off the input. Nothing: it is not complete, or it was a PINGREQ.
std::optional<Event> Machine::takePacket()
{
    const HeaderResult result = decodeHeader(input_);
    if (state_ == State::AwaitConnect && !input_.empty() &&
        byteAt(input_, 0) >> 4 != static_cast<unsigned>(PacketType::Connect)) {
        return reject(Violation::FirstPacketNotConnect); // §3.1
    }
    if (result.violation) {
        return reject(*result.violation);
    }
    if (!result.header) {
        return std::nullopt;
    }
    const FixedHeader& header = *result.header;
    if (isTooLarge(header.totalBytes())) {
        return reject(Violation::PacketTooLarge);
    }
    if (header.totalBytes() > input_.size()) {
        return std::nullopt;
    }
    const ByteView body = input_.substr(header.headerBytes, header.bodyBytes);
    input_.remove_prefix(header.totalBytes());
    lastPacket_ = now_;
    if (header.type == PacketType::Pingreq && header.flags == 0) {
        return answerPing(body);
    }
    if (header.type == PacketType::Connect && state_ == State::Connected) {
        return reject(Violation::SecondConnect);
    }
    Event event = decodePacket(header, body);
    applyState(event);
    return event;
}

std::optional<Event> Machine::answerPing(ByteView body) // §3.12
{
    if (!body.empty()) {
        return reject(Violation::TrailingBytes);
    }
    appendPingresp(output_);
    return std::nullopt;
}

void Machine::applyState(const Event& event)
{
    if (const auto* connect = std::get_if<Connect>(&event)) {
        idleLimit_ = idleLimit(connect->keepAliveSeconds);
        state_ = State::Answering;
    } else if (std::holds_alternative<UnsupportedLevel>(event)) {
        appendConnack(output_, ConnectCode::UnacceptableProtocol, false);
        state_ = State::Closed;
    } else if (std::holds_alternative<Malformed>(event) ||
               std::holds_alternative<Disconnect>(event)) {
        state_ = State::Closed;
    }
}

std::optional<Event> Machine::reject(Violation violation)
{
    state_ = State::Closed;
    return Malformed{violation};
}

bool Machine::isTooLarge(std::size_t packetBytes) const
{
    return packetBytes > (state_ == State::AwaitConnect ? limits::kMaxConnectBytes
                                                        : limits::kMaxMqttPacketBytes);
}

/// Copies what is left of the input, so that the caller's buffer can be reused.
void Machine::keepRest()
{
    if (input_.empty()) {
        Bytes().swap(carry_);
    } else if (carry_.empty()) {
        carry_ = input_;
        input_ = carry_;
    }
}

void Machine::consumed(std::size_t count)
{
    HUB_ASSERT(count <= output_.size() - sent_);
    sent_ += count;
    if (sent_ < output_.size()) {
        if (sent_ > kKeptOutputBytes && sent_ >= output_.size() / 2) {
            output_.erase(0, sent_); // a peer that always reads a little must not make it grow
            sent_ = 0;
        }
        return;
    }
    sent_ = 0;
    if (output_.capacity() > kKeptOutputBytes) {
        Bytes().swap(output_);
    } else {
        output_.clear();
    }
}

std::optional<MonoTime> Machine::deadline() const
{
    if (state_ != State::Connected) {
        return std::nullopt;
    }
    return lastPacket_ + idleLimit_;
}

void Machine::onTime(MonoTime now)
{
    now_ = now;
    if (state_ == State::Connected && now >= lastPacket_ + idleLimit_) {
        expired_ = true;
    }
}

void Machine::connack(ConnectCode code, bool sessionPresent)
{
    HUB_ASSERT(state_ == State::Answering);
    const bool accepted = code == ConnectCode::Accepted;
    appendConnack(output_, code, accepted && sessionPresent); // §3.2.2.2
    state_ = accepted ? State::Connected : State::Closed;
    lastPacket_ = now_;
}

void Machine::puback(std::uint16_t packetId)
{
    appendPuback(output_, packetId);
}

void Machine::suback(std::uint16_t packetId, ByteView codes)
{
    appendSuback(output_, packetId, codes);
}

void Machine::unsuback(std::uint16_t packetId)
{
    appendUnsuback(output_, packetId);
}

void Machine::publish(const Publish& publish)
{
    appendPublish(output_, publish);
}

void Machine::close()
{
    state_ = State::Closed;
}

} // namespace hub::mqtt
