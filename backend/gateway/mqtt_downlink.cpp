#include "gateway/mqtt_downlink.h"

#include "protocol/mqtt/command_topic.h"
#include "protocol/mqtt/topics.h"

#include <limits>

namespace hub {
namespace {

// Commands use the lower half of the packet ids, so that one keeps its id when its session comes
// back (§4.4); all else the upper half.
constexpr std::uint16_t kCommandIds = 0x7fff;
constexpr std::uint16_t kFirstOtherId = 0x8000;

constexpr std::size_t kLoggedFilterBytes = 128;

} // namespace

MqttDownlink::MqttDownlink(Parts parts, const Session& session, CommandActor via, bool keepsSession)
    : parts_(std::move(parts)), session_(session), via_(std::move(via)),
      keepsSession_(keepsSession), commandPrefix_(mqtt::commandPrefix(session.id)),
      subscriptions_(session.id), lastPacketId_(std::numeric_limits<std::uint16_t>::max())
{
}

void MqttDownlink::restore(ByteView packed)
{
    subscriptions_ = mqtt::Subscriptions::fromPacked(session_.id, packed);
    isRestored_ = true;
}

void MqttDownlink::start()
{
    follow();
}

// Subscriptions.

void MqttDownlink::handle(const mqtt::Subscribe& subscribe)
{
    Bytes codes;
    mqtt::FilterReader filters = subscribe.filters();
    while (const auto request = filters.next()) {
        const auto granted = subscriptions_.add(request->filter, request->qos);
        appendByte(codes, granted.value_or(mqtt::kSubscriptionRefused));
        if (!granted) {
            noteRefusedFilter(request->filter);
            if (parts_.services.closeOnUnknownFilter) {
                parts_.close(CloseReason::UnknownTopic);
                return;
            }
        }
    }
    keep([this, packetId = subscribe.packetId, codes] {
        parts_.machine.suback(packetId, codes);
        follow(); // behind the SUBACK
    });
}

void MqttDownlink::handle(const mqtt::Unsubscribe& unsubscribe)
{
    mqtt::FilterReader filters = unsubscribe.filters();
    while (const auto request = filters.next()) {
        subscriptions_.remove(request->filter);
    }
    keep([this, packetId = unsubscribe.packetId] {
        parts_.machine.unsuback(packetId);
        follow();
    });
}

/// A kept session is answered once the store has it: it must outlive the hub too.
void MqttDownlink::keep(std::function<void()> answer)
{
    if (!keepsSession_) {
        answer();
        return;
    }
    waitingForStore_.push_back(std::move(answer));
    if (!isStoring_) {
        storeSubscriptions();
    }
}

/// One job at a time, however many requests come: the newest state answers them all.
void MqttDownlink::storeSubscriptions()
{
    isStoring_ = true;
    parts_.services.sessions.keep(
        session_, subscriptions_.packed(), parts_.port.executor(),
        [self = shared_from_this(),
         answers = std::exchange(waitingForStore_, {})](const Result<void>& kept) {
            self->stored(kept, answers);
        });
}

void MqttDownlink::stored(const Result<void>& kept, const Answers& answers)
{
    isStoring_ = false;
    if (ended_) {
        return;
    }
    if (!kept) {
        parts_.close(CloseReason::HubUnavailable);
        return;
    }
    for (const auto& answer : answers) {
        answer();
    }
    if (!waitingForStore_.empty()) {
        storeSubscriptions();
    }
    parts_.port.wake();
}

void MqttDownlink::follow()
{
    followCommands();
    followMethods();
}

void MqttDownlink::followCommands()
{
    const bool received = commandsQos_.has_value();
    commandsQos_ = subscriptions_.qosOf(commandPrefix_);
    if (received == commandsQos_.has_value()) {
        return;
    }
    if (++commandTurns_ > limits::kMaxCommandTurns) {
        parts_.close(CloseReason::ProtocolViolation);
        return;
    }
    if (commandsQos_) {
        holdsCommands_ = true;
        parts_.services.commands.attach(
            {session_.number, session_.id, session_.key, parts_.link, via_});
    } else {
        parts_.services.commands.pause(session_.number);
    }
}

void MqttDownlink::followMethods()
{
    const bool takes = subscriptions_.has(mqtt::Subscription::Methods);
    if (takes == takesMethods_) {
        return;
    }
    takesMethods_ = takes;
    if (takes) {
        parts_.services.methods.attach(session_.id, session_.number, parts_.link);
    } else {
        parts_.services.methods.detach(session_.id, session_.number);
    }
}

void MqttDownlink::noteRefusedFilter(std::string_view filter)
{
    if (!std::exchange(refusalLogged_, true)) {
        parts_.services.log.info("subscription-refused",
                                 {{"device", session_.id.text()},
                                  {"filter", filter.substr(0, kLoggedFilterBytes)}});
    }
}

// Commands.

void MqttDownlink::deliver(const Command& command)
{
    if (parts_.machine.finished()) {
        return; // it comes back when the connection is gone
    }
    if (!commandsQos_) { // unsubscribed while it was handed over
        parts_.services.commands.giveBack(session_.key, session_.number,
                                          {command.id, command.sequence});
        return;
    }
    // Requeued, it is another: a PUBACK for what it was means nothing any more.
    std::erase_if(inFlight_, [&](const auto& each) { return each.second.command == command.id; });
    if (inFlight_.size() >= limits::kMaxUnackedCommands ||
        parts_.machine.output().size() > limits::kMaxUnreadOutput) {
        parts_.close(CloseReason::NotReading);
        return;
    }
    send(command);
    parts_.port.wake();
}

void MqttDownlink::send(const Command& command)
{
    const Commands::Handed handed{command.id, command.sequence};
    const std::string topic = mqtt::commandTopic(session_.id, command);
    mqtt::Publish publish{.topic = topic, .payload = command.body};
    if (*commandsQos_ > 0) {
        publish.qos = 1;
        publish.packetId = packetIdFor(command.sequence);
        publish.duplicate = isRestored_ && command.deliveryCount > 0;
        inFlight_[publish.packetId] = handed;
    }
    parts_.machine.publish(publish);
    if (publish.qos == 0) {
        parts_.services.commands.completed(session_.key, session_.number, handed);
    }
}

/// The same one whenever a command is sent, but for the rare case that it is taken.
std::uint16_t MqttDownlink::packetIdFor(std::uint64_t sequence) const
{
    auto id = static_cast<std::uint16_t>(sequence % kCommandIds + 1);
    while (inFlight_.contains(id)) {
        id = static_cast<std::uint16_t>(id % kCommandIds + 1);
    }
    return id;
}

void MqttDownlink::handle(const mqtt::Puback& puback)
{
    const auto entry = inFlight_.extract(puback.packetId);
    if (!entry.empty()) {
        parts_.services.commands.completed(session_.key, session_.number, entry.mapped());
    }
}

// Twins and methods.

bool MqttDownlink::publish(const std::string& topic, ByteView payload)
{
    const auto qos = subscriptions_.qosOf(topic);
    if (!qos || ended_) {
        return false;
    }
    mqtt::Publish publish{.topic = topic, .payload = payload};
    publish.qos = static_cast<std::uint8_t>(*qos);
    publish.packetId = *qos > 0 ? takePacketId() : std::uint16_t{0};
    parts_.machine.publish(publish);
    if (parts_.machine.output().size() > limits::kMaxUnreadOutput) {
        parts_.close(CloseReason::NotReading);
        return true;
    }
    parts_.port.wake();
    return true;
}

std::uint16_t MqttDownlink::takePacketId()
{
    lastPacketId_ = lastPacketId_ == std::numeric_limits<std::uint16_t>::max()
                        ? kFirstOtherId
                        : static_cast<std::uint16_t>(lastPacketId_ + 1);
    return lastPacketId_;
}

void MqttDownlink::desiredChanged(std::uint64_t version, const std::string& patch)
{
    publish(mqtt::desiredTopic(version), patch);
}

void MqttDownlink::invoke(std::uint64_t request, const std::string& name, const std::string& payload)
{
    publish(mqtt::methodTopic(name, request), payload);
}

void MqttDownlink::end()
{
    if (std::exchange(ended_, true)) {
        return;
    }
    if (holdsCommands_) {
        parts_.services.commands.detach(session_.key, session_.number);
    }
    if (takesMethods_) {
        parts_.services.methods.detach(session_.id, session_.number);
    }
}

} // namespace hub
