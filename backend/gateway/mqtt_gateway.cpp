#include "gateway/mqtt_gateway.h"

#include "protocol/mqtt/property_bag.h"
#include "protocol/mqtt/user_name.h"

#include "base/text.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace hub {
namespace {

/// Tokens may end in the year 9999, which the monotonic clock's nanoseconds do not reach.
constexpr Micros kLongestSession = std::chrono::hours(24 * 365 * 10);

/// Only for what the operator sees: the claim of somebody who is not known yet.
std::string shownClaim(std::string_view clientId)
{
    return std::string(clientId.substr(0, limits::kMaxIdChars));
}

/// What an identity's text() can be: "device" or "device/module".
bool isClientId(std::string_view text)
{
    const auto [device, module] = cut(text, '/');
    return isValidId(device) && (!module || isValidModuleId(*module));
}

} // namespace

MqttGateway::MqttGateway(GatewayThread& thread, ConnectionPort& port, const ConnectionInfo& info)
    : thread_(thread), port_(port), executor_(port.executor()), info_(info)
{
}

void MqttGateway::receive(ByteView in, MonoTime now)
{
    received_ = thread_.services.clock.wall();
    if (session_) {
        thread_.activity.heard(activity_, session_->key, received_);
    }
    machine_.onTime(now);
    machine_.receive(in);
    drain();
}

void MqttGateway::drain()
{
    while (auto event = machine_.nextEvent()) {
        std::visit([this](const auto& each) { handle(each); }, *event);
    }
}

bool MqttGateway::wantsInput() const
{
    return machine_.wantsInput() && !held_ && unackedMessages_ < limits::kMaxUnackedMessages &&
           unackedBytes_ < limits::kMaxUnackedBytes && !(downlink_ && downlink_->isBusy());
}

std::optional<MonoTime> MqttGateway::deadline() const
{
    const auto machine = machine_.deadline();
    if (machine && tokenDeadline_) {
        return std::min(*machine, *tokenDeadline_);
    }
    return machine ? machine : tokenDeadline_;
}

void MqttGateway::onTime(MonoTime now)
{
    machine_.onTime(now);
    drain();
    if (tokenDeadline_ && now >= *tokenDeadline_) {
        end(CloseReason::TokenExpired);
    }
}

// Signing in.

void MqttGateway::handle(const mqtt::Connect& connect)
{
    const Result<mqtt::UserName> name = mqtt::parseUserName(connect.userName.value_or(""));
    if (!isClientId(connect.clientId)) {
        refuse(shownClaim(connect.clientId),
               {DenialReason::RequestMalformed, "the client id is no device's and no module's"},
               mqtt::ConnectCode::IdentifierRejected);
        return;
    }
    if (!name) {
        refuse(shownClaim(connect.clientId),
               {DenialReason::RequestMalformed, name.error().detail},
               mqtt::ConnectCode::NotAuthorized);
        return;
    }
    if (!keepWill(connect, name.value().id)) {
        refuse(name.value().id.text(),
               {DenialReason::RequestMalformed, "the will is not for the device's own telemetry"},
               mqtt::ConnectCode::NotAuthorized);
        return;
    }
    keepsSession_ = !connect.cleanSession;
    SignInRequest request;
    request.claims.id = name.value().id;
    request.claims.host = name.value().host;
    request.claims.clientId = connect.clientId;
    if (connect.password) {
        request.claims.token = std::string(*connect.password);
    }
    request.claims.certificates = info_.certificates;
    request.address = info_.address;
    request.protocol = info_.protocol;
    request.tlsVersion = info_.tlsVersion;
    request.clientType = name.value().clientType;
    request.modelId = name.value().modelId;
    modelId_ = name.value().modelId;
    thread_.services.sessions.signIn(
        std::move(request), weak_from_this(), executor_,
        [self = shared_from_this()](Result<Session> answer) { self->signedIn(std::move(answer)); });
}

void MqttGateway::refuse(const std::string& claimedId, const Denial& denial, mqtt::ConnectCode code)
{
    thread_.services.sessions.refuse({info_.address, info_.protocol, claimedId}, denial);
    machine_.connack(code, false);
}

/// False when the will's topic is not the device's own telemetry topic (device API, will).
bool MqttGateway::keepWill(const mqtt::Connect& connect, const IdentityId& id)
{
    if (!connect.will) {
        return true;
    }
    const auto topic = mqtt::parseTopic(connect.will->topic, id);
    if (!topic || topic->kind != mqtt::TopicKind::Telemetry) {
        return false;
    }
    will_ = std::make_unique<StoredWill>(StoredWill{std::string(connect.will->topic),
                                                    Bytes(connect.will->payload),
                                                    connect.will->retain});
    return true;
}

void MqttGateway::signedIn(Result<Session> answer)
{
    if (closed_ || machine_.finished()) {
        if (answer) {
            thread_.services.sessions.end(answer.value(), CloseReason::ConnectionLost);
        }
        return;
    }
    if (!answer) {
        will_.reset();
        machine_.connack(answer.error().code == Errc::Unauthorized
                             ? mqtt::ConnectCode::NotAuthorized
                             : mqtt::ConnectCode::ServerUnavailable,
                         false);
        port_.wake();
        return;
    }
    const Clock& clock = thread_.services.clock;
    session_ = std::move(answer.value());
    place_ = thread_.sessions.add(*this);
    received_ = clock.wall();
    thread_.activity.connected(activity_, session_->key, received_);
    if (session_->expires) {
        const Micros left = *session_->expires + thread_.services.tokenExpiryGrace - received_;
        tokenDeadline_ = clock.mono() + std::min(left, kLongestSession);
    }
    openDownlink();
    thread_.services.twins.noteModelId(session_->key, std::move(modelId_));
    if (keepsSession_ || !session_->subscriptions) {
        accept(session_->subscriptions.has_value());
        return;
    }
    // A clean session: what was kept is gone before the device hears of it (§3.1.2.4).
    thread_.services.sessions.keep(
        *session_, std::nullopt, executor_,
        [self = shared_from_this()](const Result<void>& forgotten) {
            if (self->session_ && !self->machine_.finished()) {
                forgotten ? self->accept(false) : self->end(CloseReason::HubUnavailable);
            }
        });
}

void MqttGateway::openDownlink()
{
    downlink_ = std::make_shared<MqttDownlink>(
        MqttDownlink::Parts{thread_.services, machine_, port_, weak_from_this(),
                            [this](CloseReason reason) { end(reason); }},
        *session_, CommandActor{std::string(info_.protocol), info_.address}, keepsSession_);
    if (keepsSession_ && session_->subscriptions) {
        downlink_->restore(*session_->subscriptions);
    }
    twinRequests_ = std::make_shared<MqttTwinRequests>(thread_.services, executor_, session_->key,
                                                       downlink_);
}

void MqttGateway::accept(bool sessionPresent)
{
    isAccepted_ = true;
    machine_.onTime(thread_.services.clock.mono());
    machine_.connack(mqtt::ConnectCode::Accepted, sessionPresent);
    downlink_->start();
    drain(); // what the client sent behind its CONNECT
    port_.wake();
}

// Messages.

void MqttGateway::handle(const mqtt::Publish& publish)
{
    const auto topic = mqtt::parseTopic(publish.topic, session_->id);
    if (!topic) {
        end(CloseReason::UnknownTopic);
    } else if (topic->kind == mqtt::TopicKind::Telemetry) {
        storeTelemetry(*topic, publish);
    } else {
        acknowledgeRequest(publish);
        if (topic->kind == mqtt::TopicKind::MethodResponse) {
            takeMethodAnswer(*topic, publish);
        } else {
            twinRequests_->add(*topic, publish.payload, publish.packetId);
        }
    }
}

void MqttGateway::storeTelemetry(const mqtt::Topic& topic, const mqtt::Publish& publish)
{
    Properties& properties = thread_.properties;
    properties.clear();
    mqtt::parsePropertyBag(topic.bag, properties);
    if (publish.retain) {
        properties.addApplication("mqtt-retain", "true");
    }
    if (publish.duplicate) {
        properties.addApplication("mqtt-dup", "true");
    }
    std::optional<Ack> ack = ackFor(publish);
    if (ack) {
        ack->bytes = static_cast<std::uint32_t>(publish.payload.size());
    }
    if (!append(publish.payload, ack ? &*ack : nullptr)) {
        end(CloseReason::MessageTooLarge);
    } else if (ack) {
        ++unackedMessages_;
        unackedBytes_ += ack->bytes;
    }
}

/// Puts a message with the scratch properties into the shard. False when it is too large.
bool MqttGateway::append(ByteView body, const Ack* ack)
{
    const Properties& properties = thread_.properties;
    if (body.size() + properties.countedBytes() > limits::kMaxTelemetryBytes) {
        return false;
    }
    TelemetryMessage message;
    message.device = session_->key;
    message.partition = session_->partition;
    message.auth = session_->method;
    message.enqueued = received_;
    message.properties = properties.packed();
    message.body = body;
    thread_.shard.append(message, ack);
    if (thread_.shard.isFull() && !held_ && !closed_) {
        held_ = true;
        thread_.held.push_back(place_);
    }
    return true;
}

std::optional<Ack> MqttGateway::ackFor(const mqtt::Publish& publish)
{
    if (publish.qos == 0) {
        return std::nullopt;
    }
    return Ack{place_.slot, place_.generation, publish.packetId, 0};
}

/// Requests need no storing; their PUBACK comes in its turn behind the telemetry before them.
void MqttGateway::acknowledgeRequest(const mqtt::Publish& publish)
{
    if (auto ack = ackFor(publish)) {
        ack->bytes = static_cast<std::uint32_t>(publish.payload.size());
        ++unackedMessages_;
        unackedBytes_ += ack->bytes;
        thread_.shard.appendAck(*ack);
    }
}

void MqttGateway::takeMethodAnswer(const mqtt::Topic& topic, const mqtt::Publish& publish)
{
    const auto request = toInteger<std::uint64_t>(topic.requestId);
    if (request && publish.payload.size() <= limits::kMaxMethodPayloadBytes) {
        thread_.services.methods.answered(session_->number, *request,
                                          {topic.status, std::string(publish.payload)});
    }
}

bool MqttGateway::acknowledge(const Ack& ack)
{
    machine_.puback(ack.packetId);
    --unackedMessages_;
    unackedBytes_ -= ack.bytes;
    twinRequests_->acknowledged(ack.packetId);
    return !std::exchange(acksQueued_, true);
}

void MqttGateway::flushAcks()
{
    acksQueued_ = false;
    port_.wake();
}

void MqttGateway::resume()
{
    held_ = false;
    port_.wake();
}

// The end.

void MqttGateway::handle(const mqtt::Disconnect&)
{
    will_.reset();
    end(CloseReason::ClientDisconnected);
}

void MqttGateway::handle(const mqtt::UnsupportedLevel& unsupported)
{
    thread_.services.log.info("protocol-level-refused",
                              {{"address", info_.address},
                               {"level", std::to_string(unsupported.level)}});
}

void MqttGateway::handle(const mqtt::Malformed& malformed)
{
    thread_.services.log.warning("protocol-violation",
                                 {{"device", session_ ? session_->id.text() : std::string()},
                                  {"address", info_.address},
                                  {"what", mqtt::describe(malformed.violation)}});
    end(malformed.violation == mqtt::Violation::PacketTooLarge ? CloseReason::MessageTooLarge
                                                               : CloseReason::ProtocolViolation);
}

void MqttGateway::handle(const mqtt::KeepAliveExpired&)
{
    end(CloseReason::KeepAliveExpired);
}

void MqttGateway::close(CloseReason reason)
{
    boost::asio::post(executor_, [self = shared_from_this(), reason] {
        if (!self->closed_) {
            self->end(reason);
        }
    });
}

void MqttGateway::onThread(std::function<void(MqttDownlink&)> work)
{
    boost::asio::post(executor_, [self = shared_from_this(), work = std::move(work)] {
        if (!self->closed_ && self->downlink_) {
            work(*self->downlink_);
        }
    });
}

void MqttGateway::deliver(std::shared_ptr<const Command> command)
{
    onThread([command = std::move(command)](MqttDownlink& link) { link.deliver(*command); });
}

void MqttGateway::desiredChanged(std::uint64_t version, std::shared_ptr<const std::string> patch)
{
    onThread([version, patch = std::move(patch)](MqttDownlink& link) {
        link.desiredChanged(version, *patch);
    });
}

void MqttGateway::invoke(std::uint64_t request,
                         std::shared_ptr<const std::string> name,
                         std::shared_ptr<const std::string> payload)
{
    onThread([request, name = std::move(name), payload = std::move(payload)](MqttDownlink& link) {
        link.invoke(request, *name, *payload);
    });
}

void MqttGateway::end(CloseReason reason)
{
    if (!closeReason_) {
        closeReason_ = reason;
    }
    machine_.close();
    port_.wake();
}

void MqttGateway::closed()
{
    closed_ = true;
    if (!session_) {
        return;
    }
    downlink_->end();
    publishWill();
    const CloseReason reason = closeReason_.value_or(CloseReason::ConnectionLost);
    thread_.activity.disconnected(activity_, session_->key, thread_.services.clock.wall(), reason);
    thread_.sessions.remove(place_);
    thread_.services.sessions.end(*session_, reason);
    session_.reset();
}

/// As ordinary telemetry with a mark (device API, will). DISCONNECT has removed it already.
void MqttGateway::publishWill()
{
    const auto will = std::move(will_);
    if (!will) {
        return;
    }
    Properties& properties = thread_.properties;
    properties.clear();
    if (const auto topic = mqtt::parseTopic(will->topic, session_->id)) {
        mqtt::parsePropertyBag(topic->bag, properties);
    }
    properties.addApplication("iothub-MessageType", "Will");
    if (will->retain) {
        properties.addApplication("mqtt-retain", "true");
    }
    received_ = thread_.services.clock.wall();
    append(will->payload, nullptr);
}

} // namespace hub
