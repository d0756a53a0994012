#include "tests/support/test_hub.h"

#include "tests/support/log_file.h"
#include "tests/support/secret_scan.h"

#include "domain/connection_string.h"
#include "domain/identity.h"
#include "domain/token.h"

#include <QtGlobal>

#include <thread>

namespace hub::test {
namespace {

std::chrono::seconds expiryIn(long seconds)
{
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch()) +
           std::chrono::seconds(seconds);
}

} // namespace

std::string deviceToken(const std::string& id, const std::string& key, long lifeSeconds)
{
    return makeSasToken({"127.0.0.1/devices/" + id, {}, expiryIn(lifeSeconds)},
                        parseKey(key).value());
}

std::string policyToken(const std::string& policy, const Secret& key, long lifeSeconds)
{
    return makeSasToken({"127.0.0.1", policy, expiryIn(lifeSeconds)}, key);
}

TestHub::TestHub(const Adjust& adjust) : adjust_(adjust)
{
    start();
}

void TestHub::start()
{
    Config config;
    config.dataFolder = folder();
    config.httpsPorts = {0};
    config.mqttsPort = 0;
    config.ioThreads = 2;
    config.maxFailedSignIns = 0; // tests fail on purpose
    config.readyFile = folder_.path() / "ready.json";
    if (adjust_) {
        adjust_(config);
    }
    config.log = logTo(folder_.path() / "hub.log", config.log);
    key_ = config.key;
    if (!key_.isFile()) {
        notePassphrase(key_.passphrase);
    }
    auto server = Server::start(config);
    if (!server) {
        qFatal("the test hub does not start: %s", server.error().detail.c_str());
    }
    server_ = std::move(server.value());
}

std::unique_ptr<TlsPeer> TestHub::tls(std::uint16_t port) const
{
    TlsPeer::Options options;
    options.port = port;
    options.caFile = caFile();
    return TlsPeer::connect(options);
}

std::unique_ptr<MqttPeer> TestHub::mqtt() const
{
    auto peer = tls(server_->endpoints().mqtts);
    return peer ? std::make_unique<MqttPeer>(std::move(peer)) : nullptr;
}

std::unique_ptr<WebSocketPeer> TestHub::webSocket() const
{
    auto peer = tls(server_->endpoints().https.front());
    return peer ? std::make_unique<WebSocketPeer>(std::move(peer)) : nullptr;
}

HttpPeer TestHub::http() const
{
    return httpAs("iothubowner");
}

HttpPeer TestHub::httpFrom(const std::string& localAddress) const
{
    TlsPeer::Options options;
    options.localAddress = localAddress;
    return httpWith(std::move(options), "iothubowner");
}

HttpPeer TestHub::httpAs(const std::string& policy) const
{
    return httpWith({}, policy);
}

HttpPeer TestHub::httpWith(TlsPeer::Options options, const std::string& policy) const
{
    options.port = server_->endpoints().https.front();
    options.caFile = caFile();
    HttpPeer peer(options);
    const std::string text = connectionString(folder(), policy, {}, key_).value();
    const ConnectionString parsed = parseConnectionString(text).value();
    peer.setHeader("Authorization", policyToken(policy, parsed.key));
    return peer;
}

void TestHub::addDevice(const std::string& id) const
{
    HttpPeer peer = http();
    const std::string body = R"({"deviceId":")" + id +
                             R"(","authentication":{"type":"sas","symmetricKey":{"primaryKey":")" +
                             kTestKey + R"(","secondaryKey":")" + kTestKey + R"("}}})";
    const HttpAnswer answer = peer.request("PUT", "/devices/" + id + "?api-version=2021-04-12", body);
    if (answer.status != 200) {
        qFatal("cannot add %s: %s", id.c_str(), answer.body.c_str());
    }
}

MqttConnect TestHub::connectOptions(const std::string& id, const std::string& key)
{
    MqttConnect options;
    options.clientId = id;
    options.userName = "127.0.0.1/" + id + "/?api-version=2021-04-12&DeviceClientType=test%20peer";
    options.password = deviceToken(id, key);
    return options;
}

std::unique_ptr<MqttPeer> TestHub::device(const std::string& id) const
{
    auto peer = mqtt();
    if (!peer || peer->connect(connectOptions(id)) != 0U) {
        qFatal("device %s cannot connect", id.c_str());
    }
    return peer;
}

json::array TestHub::messagesOf(const std::string& id, std::size_t atLeast) const
{
    HttpPeer peer = http();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    for (;;) {
        json::array all;
        std::string after = "0";
        while (!after.empty()) {
            const json::value page =
                peer.get("/admin/telemetry?limit=1000&device=" + id + "&after=" + after).parsed();
            for (const json::value& message : page.at("messages").as_array()) {
                all.push_back(message);
            }
            const json::value* next = page.as_object().if_contains("next");
            after = next != nullptr ? std::string(next->as_string()) : std::string();
        }
        if (all.size() >= atLeast || std::chrono::steady_clock::now() > end) {
            return all;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

} // namespace hub::test
