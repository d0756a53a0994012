#include "tests/support/queue_calls.h"

#include <QtGlobal>

#include <thread>

namespace hub::test {

std::string enqueue(HttpPeer& http, const std::string& id, const std::string& draft)
{
    const HttpAnswer answer =
        http.request("POST", "/admin/queues/" + id + "/commands", draft);
    if (answer.status != 200) {
        qFatal("cannot send to %s: %s", id.c_str(), answer.body.c_str());
    }
    return std::string(answer.parsed().at("id").as_string());
}

api::Queue queueOf(HttpPeer& http, const std::string& id, const std::string& query)
{
    const HttpAnswer answer = http.get("/admin/queues/" + id + "/commands" + query);
    auto queue = api::queueFrom(JsonView(answer.parsed()));
    if (!queue) {
        qFatal("no queue of %s: %s", id.c_str(), answer.body.c_str());
    }
    return std::move(queue.value());
}

api::Queue queueWhen(HttpPeer& http,
                     const std::string& id,
                     const std::function<bool(const api::Queue&)>& condition)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    for (;;) {
        api::Queue queue = queueOf(http, id);
        if (condition(queue) || std::chrono::steady_clock::now() > end) {
            return queue;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

api::CommandLife lifeOf(HttpPeer& http, const std::string& id, const std::string& number)
{
    const HttpAnswer answer = http.get("/admin/queues/" + id + "/commands/" + number);
    auto life = api::commandLifeFrom(JsonView(answer.parsed()));
    if (!life) {
        qFatal("no command %s of %s: %s", number.c_str(), id.c_str(), answer.body.c_str());
    }
    return std::move(life.value());
}

std::vector<std::string> numbersIn(const api::Queue& queue)
{
    std::vector<std::string> numbers;
    for (const api::Command& command : queue.commands) {
        numbers.push_back(command.id);
    }
    return numbers;
}

AskingDevice::AskingDevice(const TestHub& hub, const std::string& id)
    : target_("/devices/" + id + "/messages/devicebound"), http_(hub.http())
{
    http_.setHeader("Authorization", deviceToken(id, kTestKey));
}

HttpAnswer AskingDevice::receive()
{
    return http_.get(target_ + kApiVersion);
}

int AskingDevice::abandon(const HttpAnswer& command)
{
    const std::string lock = command.headers.at("etag");
    return http_
        .request("POST", target_ + "/" + lock.substr(1, lock.size() - 2) + "/abandon" + kApiVersion)
        .status;
}

int AskingDevice::settle(const std::string& method,
                         const HttpAnswer& command,
                         const std::string& query)
{
    const std::string lock = command.headers.at("etag");
    return http_
        .request(method,
                 target_ + "/" + lock.substr(1, lock.size() - 2) + kApiVersion + query)
        .status;
}

void subscribeToCommands(MqttPeer& device, const std::string& id)
{
    if (device.subscribe({{"devices/" + id + "/messages/devicebound/#", 1}}) != Bytes(1, '\x01')) {
        qFatal("%s cannot subscribe", id.c_str());
    }
}

MqttCommand receiveCommand(MqttPeer& device)
{
    const auto packet = device.receive();
    if (!packet || packet->type != 3 || (packet->flags & 6) != 2) {
        qFatal("no command at QoS 1");
    }
    const std::size_t end = 2 + packet->topic().size();
    return {packet->topic(), packet->body.substr(end + 2), readBig16(packet->body, end)};
}

void acknowledge(MqttPeer& device, const MqttCommand& command)
{
    Bytes body;
    appendBig16(body, command.packetId);
    device.sendRaw(MqttPeer::packet(0x40, body));
}

} // namespace hub::test
