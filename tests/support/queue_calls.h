// What tests ask a hub about command queues, and devices that take commands from it.
#pragma once

#include "tests/support/test_hub.h"

#include "api/queue.h"

#include <functional>
#include <string>

namespace hub::test {

inline const std::string kApiVersion = "?api-version=2021-04-12";

/// Of POST /admin/queues/{id}/commands; ends the test program when it is refused.
std::string enqueue(HttpPeer& http, const std::string& id, const std::string& draft);

api::Queue queueOf(HttpPeer& http, const std::string& id, const std::string& query = {});

/// Looks until the condition holds, for at most ten seconds; the last look.
api::Queue queueWhen(HttpPeer& http,
                     const std::string& id,
                     const std::function<bool(const api::Queue&)>& condition);

api::CommandLife lifeOf(HttpPeer& http, const std::string& id, const std::string& number);

/// Its commands' numbers, in order.
std::vector<std::string> numbersIn(const api::Queue& queue);

/// A device that asks over HTTPS.
class AskingDevice final
{
public:
    AskingDevice(const TestHub& hub, const std::string& id);

    /// Status 204 when there is none; the lock is in the header "etag".
    HttpAnswer receive();
    int complete(const HttpAnswer& command) { return settle("DELETE", command, {}); }
    int reject(const HttpAnswer& command) { return settle("DELETE", command, "&reject"); }
    int abandon(const HttpAnswer& command);

private:
    int settle(const std::string& method, const HttpAnswer& command, const std::string& query);

    std::string target_;
    HttpPeer http_;
};

/// A command as an MQTT device gets it.
struct MqttCommand
{
    std::string topic;
    std::string body;
    std::uint16_t packetId = 0;
};

/// The device subscribes to its commands.
void subscribeToCommands(MqttPeer& device, const std::string& id);

/// The next packet, which must be a command at QoS 1.
MqttCommand receiveCommand(MqttPeer& device);
void acknowledge(MqttPeer& device, const MqttCommand& command);

} // namespace hub::test
