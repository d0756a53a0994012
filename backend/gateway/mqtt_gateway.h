// MQTT events to service calls, and back (device API, section MQTT).
#pragma once

#include "gateway/ack_receiver.h"
#include "gateway/connection_port.h"
#include "gateway/device_protocol.h"
#include "gateway/gateway_thread.h"
#include "gateway/mqtt_downlink.h"
#include "gateway/mqtt_twin_requests.h"

#include "protocol/mqtt/machine.h"
#include "protocol/mqtt/topics.h"

#include <memory>
#include <optional>
#include <string>

namespace hub {

/// One connection, on its thread. Only close() may come from any thread.
class MqttGateway final : public DeviceProtocol,
                          public DeviceLink,
                          public AckReceiver,
                          public std::enable_shared_from_this<MqttGateway>
{
public:
    /// port: valid until closed().
    MqttGateway(GatewayThread& thread, ConnectionPort& port, const ConnectionInfo& info);

    // DeviceProtocol
    void receive(ByteView in, MonoTime now) override;
    bool wantsInput() const override;
    ByteView output() const override { return machine_.output(); }
    void consumed(std::size_t count) override { machine_.consumed(count); }
    std::optional<MonoTime> deadline() const override;
    void onTime(MonoTime now) override;
    bool isSignedIn() const override { return isAccepted_; }
    bool finished() const override { return machine_.finished(); }
    void closed() override;

    // DeviceLink
    void close(CloseReason reason) override;
    void deliver(std::shared_ptr<const Command> command) override;
    void desiredChanged(std::uint64_t version, std::shared_ptr<const std::string> patch) override;
    void invoke(std::uint64_t request,
                std::shared_ptr<const std::string> name,
                std::shared_ptr<const std::string> payload) override;

    // AckReceiver
    bool acknowledge(const Ack& ack) override;
    void flushAcks() override;
    void resume() override;

private:
    struct StoredWill
    {
        std::string topic;
        Bytes payload;
        bool retain = false;
    };

    void drain();
    void handle(const mqtt::Connect& connect);
    void handle(const mqtt::Publish& publish);
    void handle(const mqtt::Puback& puback) { downlink_->handle(puback); }
    void handle(const mqtt::Subscribe& subscribe) { downlink_->handle(subscribe); }
    void handle(const mqtt::Unsubscribe& unsubscribe) { downlink_->handle(unsubscribe); }
    void handle(const mqtt::Disconnect& disconnect);
    void handle(const mqtt::UnsupportedLevel& unsupported);
    void handle(const mqtt::Malformed& malformed);
    void handle(const mqtt::KeepAliveExpired& expired);

    void refuse(const std::string& claimedId, const Denial& denial, mqtt::ConnectCode code);
    bool keepWill(const mqtt::Connect& connect, const IdentityId& id);
    void signedIn(Result<Session> answer);
    void openDownlink();
    void accept(bool sessionPresent);
    void storeTelemetry(const mqtt::Topic& topic, const mqtt::Publish& publish);
    bool append(ByteView body, const Ack* ack);
    std::optional<Ack> ackFor(const mqtt::Publish& publish);
    void acknowledgeRequest(const mqtt::Publish& publish);
    void takeMethodAnswer(const mqtt::Topic& topic, const mqtt::Publish& publish);
    void onThread(std::function<void(MqttDownlink&)> work);
    void publishWill();
    void end(CloseReason reason);

    GatewayThread& thread_;
    ConnectionPort& port_;
    const boost::asio::any_io_executor executor_;
    const ConnectionInfo info_;
    mqtt::Machine machine_;
    std::optional<Session> session_;
    std::unique_ptr<StoredWill> will_;
    std::shared_ptr<MqttDownlink> downlink_;      ///< these two while there is a session
    std::shared_ptr<MqttTwinRequests> twinRequests_;
    SessionTable::Place place_;
    Activity::Mark activity_;
    std::string modelId_; ///< as the user name says, until it is noted
    WallTime received_{}; ///< when the bytes that are being handled came
    std::optional<MonoTime> tokenDeadline_;
    std::optional<CloseReason> closeReason_;
    std::uint32_t unackedMessages_ = 0;
    std::uint32_t unackedBytes_ = 0;
    bool acksQueued_ = false;
    bool held_ = false; ///< reading stopped because the shard was full
    bool isAccepted_ = false; ///< CONNACK 0 was sent; the deadline of the sign-in counts until then
    bool closed_ = false;
    bool keepsSession_ = false; ///< clean session 0
};

} // namespace hub
