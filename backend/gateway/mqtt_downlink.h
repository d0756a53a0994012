// What the hub sends to a device that is signed in over MQTT: its subscriptions, the commands that it
// holds, changes of desired properties, and method calls.
#pragma once

#include "gateway/connection_port.h"
#include "gateway/gateway_thread.h"

#include "protocol/mqtt/machine.h"
#include "protocol/mqtt/subscriptions.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace hub {

/// One connection, on its thread. Callbacks of the services may hold it longer than the connection
/// lives; after end() it does nothing any more.
class MqttDownlink final : public std::enable_shared_from_this<MqttDownlink>
{
public:
    struct Parts
    {
        GatewayServices& services;
        mqtt::Machine& machine;
        ConnectionPort& port;
        std::weak_ptr<DeviceLink> link;
        std::function<void(CloseReason)> close;
    };

    /// keepsSession: what it is subscribed to outlives the connection.
    MqttDownlink(Parts parts, const Session& session, CommandActor via, bool keepsSession);

    /// What a kept session was subscribed to. Then start() receives again, once CONNACK was sent.
    void restore(ByteView packed);
    void start();

    void handle(const mqtt::Subscribe& subscribe);
    void handle(const mqtt::Unsubscribe& unsubscribe);
    void handle(const mqtt::Puback& puback);

    void deliver(const Command& command);
    void desiredChanged(std::uint64_t version, const std::string& patch);
    void invoke(std::uint64_t request, const std::string& name, const std::string& payload);

    /// Sends to whoever is subscribed to the topic; nobody: false.
    bool publish(const std::string& topic, ByteView payload);

    /// So many requests wait for the store that no more should be read.
    bool isBusy() const { return waitingForStore_.size() >= limits::kMaxWaitingSubscribes; }

    void end();

private:
    using Answers = std::vector<std::function<void()>>;
    void keep(std::function<void()> answer);
    void storeSubscriptions();
    void stored(const Result<void>& kept, const Answers& answers);
    void follow();
    void followCommands();
    void send(const Command& command);
    void followMethods();
    void noteRefusedFilter(std::string_view filter);
    std::uint16_t takePacketId();
    std::uint16_t packetIdFor(std::uint64_t sequence) const;

    Parts parts_;
    const Session session_;
    const CommandActor via_;
    const bool keepsSession_;
    const std::string commandPrefix_;
    mqtt::Subscriptions subscriptions_;
    std::optional<unsigned> commandsQos_; ///< while the device receives commands
    bool holdsCommands_ = false; ///< ever received; what it holds comes back at the end
    bool takesMethods_ = false;
    bool isRestored_ = false;
    bool refusalLogged_ = false; ///< of a filter; a flood of them makes one line
    bool ended_ = false;
    bool isStoring_ = false;
    Answers waitingForStore_; ///< SUBACKs and UNSUBACKs of a kept session
    unsigned commandTurns_ = 0; ///< how often it has begun or stopped to receive commands
    std::uint16_t lastPacketId_;
    std::unordered_map<std::uint16_t, Commands::Handed> inFlight_; ///< by packet id
};

} // namespace hub
