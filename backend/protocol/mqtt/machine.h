// One MQTT 3.1.1 connection, server side, without I/O. One thread at a time.
//
//   AwaitConnect --Connect--> Answering --connack(Accepted)--> Connected --Disconnect--> Closed
//
// While Answering, events wait (a client may pipeline packets behind its CONNECT). PINGREQ is
// answered here; everything else is an event.
#pragma once

#include "protocol/machine.h"
#include "protocol/mqtt/packet.h"

namespace hub::mqtt {

class Machine final
{
public:
    void receive(ByteView in);
    std::optional<Event> nextEvent();
    bool wantsInput() const { return state_ != State::Answering; }

    ByteView output() const { return ByteView(output_).substr(sent_); }
    void consumed(std::size_t count);

    std::optional<MonoTime> deadline() const;
    void onTime(MonoTime now);
    bool finished() const { return state_ == State::Closed; }

    // Answers. connack() once, after Connect; a refusal ends the connection.
    void connack(ConnectCode code, bool sessionPresent);
    void puback(std::uint16_t packetId);
    void suback(std::uint16_t packetId, ByteView codes);
    void unsuback(std::uint16_t packetId);
    void publish(const Publish& publish);

    /// Ends the connection from this side: no more events; what is in output() may still leave.
    void close();

private:
    enum class State : std::uint8_t { AwaitConnect, Answering, Connected, Closed };

    std::optional<Event> takePacket();
    std::optional<Event> answerPing(ByteView body);
    std::optional<Event> reject(Violation violation);
    void applyState(const Event& event);
    bool isTooLarge(std::size_t packetBytes) const;
    void keepRest();

    ByteView input_;         ///< not yet taken; points into carry_ or into what receive() was given
    Bytes carry_;            ///< the front of an incomplete packet
    Bytes output_;
    std::size_t sent_ = 0;   ///< of output_
    MonoTime now_{};
    MonoTime lastPacket_{};
    std::chrono::milliseconds idleLimit_{0}; ///< 1.5 × keep-alive, once connected
    State state_ = State::AwaitConnect;
    bool expired_ = false;
};

static_assert(hub::Machine<Machine>);

} // namespace hub::mqtt
