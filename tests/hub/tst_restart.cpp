// kill -9 in the middle of things: no command is lost, none comes again once it was completed, a kept
// session goes on, a pending method fails, and a batch is there whole or not at all.
#include "tests/support/hubd_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_hub.h"

#include "base/base64.h"

#include <QTest>

#include <random>
#include <set>
#include <thread>

using namespace hub;
using namespace hub::test;

namespace {

constexpr const char* kVersion = "?api-version=2021-04-12";
constexpr const char* kFilter = "devices/dev1/messages/devicebound/#";

struct Received
{
    std::uint16_t packetId = 0;
    std::string body;
    bool duplicate = false;
};

/// A PUBLISH of QoS 1 taken apart.
Received receivedFrom(const MqttPacket& packet)
{
    const std::size_t topic = readBig16(packet.body, 0);
    return {readBig16(packet.body, 2 + topic), packet.body.substr(2 + topic + 2),
            (packet.flags & 8) != 0};
}

void sendPuback(MqttPeer& peer, std::uint16_t packetId)
{
    Bytes id;
    appendBig16(id, packetId);
    peer.sendRaw(MqttPeer::packet(0x40, id));
}

std::unique_ptr<MqttPeer> signIn(const HubdProcess& hubd, bool clean = false)
{
    TlsPeer::Options options;
    options.port = hubd.mqttsPort();
    auto peer = std::make_unique<MqttPeer>(TlsPeer::connect(options));
    MqttConnect connect = TestHub::connectOptions("dev1");
    connect.clean = clean;
    return peer->connect(connect) == 0U ? std::move(peer) : nullptr;
}

HttpPeer deviceHttp(const HubdProcess& hubd)
{
    HttpPeer peer = hubd.http();
    peer.setHeader("Authorization", deviceToken("dev1", kTestKey));
    return peer;
}

bool sendCommand(HttpPeer& service, const std::string& body)
{
    return service
               .request("POST", std::string("/devices/dev1/messages/deviceBound") + kVersion, body)
               .status == 204;
}

std::uint64_t countOf(HttpPeer& service, const char* state)
{
    const json::value queue = service.get("/admin/queues/dev1/commands").parsed();
    return queue.at("counts").at(state).to_number<std::uint64_t>();
}

template <class Condition>
bool eventually(Condition condition)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

/// A hub with one device.
struct Setting
{
    Setting() : hubd(folder.path() / "data")
    {
        if (!hubd.start()) {
            qFatal("hubd does not start");
        }
        HttpPeer service = hubd.http();
        const std::string body =
            R"({"authentication":{"symmetricKey":{"primaryKey":")" + std::string(kTestKey) +
            R"(","secondaryKey":")" + kTestKey + R"("}}})";
        if (service.request("PUT", std::string("/devices/dev1") + kVersion, body).status != 200) {
            qFatal("cannot add the device");
        }
    }

    void restart()
    {
        hubd.kill();
        QVERIFY2(hubd.start(), "hubd does not start again");
    }

    TemporaryFolder folder;
    HubdProcess hubd;
};

} // namespace

class HubRestartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unacknowledgedCommandComesAgain()
    {
        Setting setting;
        auto device = signIn(setting.hubd);
        QCOMPARE(device->subscribe({{kFilter, 1}}), Bytes("\x01"));
        HttpPeer service = setting.hubd.http();
        QVERIFY(sendCommand(service, "completed"));
        QVERIFY(sendCommand(service, "held"));
        const Received first = receivedFrom(device->receive().value());
        const Received second = receivedFrom(device->receive().value());
        QCOMPARE(second.body, Bytes("held"));
        sendPuback(*device, first.packetId);
        QVERIFY(eventually([&] { return countOf(service, "completed") == 1; }));

        setting.restart();

        device = signIn(setting.hubd);
        QVERIFY(device != nullptr);
        const Received again = receivedFrom(device->receive().value());
        QCOMPARE(again.body, Bytes("held")); // the kept session needs no SUBSCRIBE
        QCOMPARE(again.packetId, second.packetId);
        QVERIFY(again.duplicate);
        sendPuback(*device, again.packetId);
        HttpPeer later = setting.hubd.http();
        QVERIFY(eventually([&] { return countOf(later, "completed") == 2; }));
        QCOMPARE(countOf(later, "waiting") + countOf(later, "inFlight"), std::uint64_t{0});
    }

    void lockOverHttpsSurvives()
    {
        Setting setting;
        HttpPeer service = setting.hubd.http();
        QVERIFY(sendCommand(service, "held"));
        HttpPeer device = deviceHttp(setting.hubd);
        const HttpAnswer got =
            device.get(std::string("/devices/dev1/messages/devicebound") + kVersion);
        QCOMPARE(got.status, 200);
        std::string token = got.headers.at("etag");
        std::erase(token, '"');

        setting.restart();

        HttpPeer later = deviceHttp(setting.hubd);
        QCOMPARE(later.get(std::string("/devices/dev1/messages/devicebound") + kVersion).status,
                 204); // still locked
        QCOMPARE(later.request("DELETE", "/devices/dev1/messages/devicebound/" + token + kVersion)
                     .status,
                 204);
        QCOMPARE(later.request("DELETE", "/devices/dev1/messages/devicebound/" + token + kVersion)
                     .status,
                 412);
    }

    void keptSessionGoesOn()
    {
        Setting setting;
        {
            const auto device = signIn(setting.hubd);
            QCOMPARE(device->subscribe({{kFilter, 1}, {"$iothub/twin/res/#", 0}}),
                     Bytes("\x01\x00", 2));
        }

        setting.restart();

        const auto device = signIn(setting.hubd);
        QVERIFY(device->publishQos0("$iothub/twin/GET/?$rid=1", " "));
        const auto reply = device->receive();
        QVERIFY(reply.has_value());
        QCOMPARE(reply->topic(), std::string("$iothub/twin/res/200/?$rid=1"));
    }

    void pendingMethodFailsAndTheNextOneWorks()
    {
        Setting setting;
        auto device = signIn(setting.hubd);
        device->subscribe({{"$iothub/methods/POST/#", 0}});
        const std::string body = R"({"methodName":"ping","responseTimeoutInSeconds":20})";
        const std::string target = std::string("/twins/dev1/methods") + kVersion;
        HttpAnswer pending;
        std::thread caller([&] {
            HttpPeer service = setting.hubd.http();
            pending = service.request("POST", target, body);
        });
        QVERIFY(device->receive().has_value()); // the call is open

        setting.hubd.kill();
        caller.join();
        QVERIFY(pending.status == 0 || pending.status >= 500);
        QVERIFY(setting.hubd.start());

        device = signIn(setting.hubd); // subscribed still
        HttpAnswer answer;
        std::thread next([&] {
            HttpPeer service = setting.hubd.http();
            answer = service.request("POST", target, body);
        });
        const auto call = device->receive();
        if (call) {
            const std::string topic = call->topic();
            device->publishQos0("$iothub/methods/res/200/?$rid=" + topic.substr(topic.find('=') + 1),
                                "1");
        }
        next.join();
        QCOMPARE(answer.status, 200);
    }

    void batchIsThereWholeOrNotAtAll()
    {
        Setting setting;
        std::mt19937 random(4711);
        std::uint64_t answered = 0;
        std::uint64_t tried = 0;
        for (int round = 0; round < 5; ++round) {
            std::atomic<bool> stop{false};
            std::thread sender([&] {
                HttpPeer device = deviceHttp(setting.hubd);
                while (!stop) {
                    std::string batch = "[";
                    for (int part = 0; part < 10; ++part) {
                        batch += std::string(part > 0 ? "," : "") + R"({"body":"batch )" +
                                 std::to_string(tried) + R"(","base64Encoded":false})";
                    }
                    ++tried;
                    const HttpAnswer answer = device.request(
                        "POST", std::string("/devices/dev1/messages/events") + kVersion,
                        batch + "]", {{"Content-Type", "application/vnd.microsoft.iothub.json"}});
                    if (answer.status != 204) {
                        return;
                    }
                    ++answered;
                }
            });
            QTest::qSleep(static_cast<int>(50 + random() % 150));
            setting.hubd.kill();
            stop = true;
            sender.join();
            QVERIFY(setting.hubd.start());
        }
        QVERIFY2(answered > 0, "no batch was answered");

        std::map<std::string, int> stored;
        HttpPeer service = setting.hubd.http();
        std::string after = "0";
        while (!after.empty()) {
            const json::value page =
                service.get("/admin/telemetry?limit=1000&device=dev1&after=" + after).parsed();
            for (const json::value& message : page.at("messages").as_array()) {
                ++stored[std::string(message.at("body").as_string())];
            }
            const json::value* next = page.as_object().if_contains("next");
            after = next != nullptr ? std::string(next->as_string()) : std::string();
        }
        QVERIFY(stored.size() >= answered);
        for (const auto& [body, count] : stored) {
            QVERIFY2(count == 10, qPrintable(QString::fromStdString(body) + " is there " +
                                             QString::number(count) + " times"));
        }
    }

    /// Completed means never again: every command is acknowledged when it arrives, and the hub is
    /// killed in the middle, ten times. What was seen completed must not come again.
    void completedCommandsNeverComeAgain()
    {
        Setting setting;
        std::mt19937 random(20'261'122);
        std::set<std::string> sent;
        std::set<std::string> completed; ///< as the hub itself said
        std::set<std::string> arrived;
        for (int round = 0; round < 10; ++round) {
            HttpPeer service = setting.hubd.http();
            for (int i = 0; i < 4; ++i) {
                const std::string body = std::to_string(round) + "-" + std::to_string(i);
                QVERIFY(sendCommand(service, body));
                sent.insert(body);
            }
            const auto device = signIn(setting.hubd);
            if (round == 0) { // kept from then on
                QCOMPARE(device->subscribe({{kFilter, 1}}).size(), std::size_t{1});
            }
            device->tls().setTimeout(std::chrono::milliseconds(300));
            const auto most = random() % 5;
            for (std::uint64_t i = 0; i < most; ++i) {
                const auto packet = device->receive();
                if (!packet) {
                    break;
                }
                const Received command = receivedFrom(*packet);
                QVERIFY2(!completed.contains(command.body), "a completed command came again");
                arrived.insert(command.body);
                sendPuback(*device, command.packetId);
            }
            const json::value done =
                service.get("/admin/queues/dev1/commands?state=completed&limit=1000").parsed();
            for (const json::value& command : done.at("commands").as_array()) {
                completed.emplace(command.at("body").as_string());
            }
            setting.restart();
        }

        const auto device = signIn(setting.hubd);
        device->tls().setTimeout(std::chrono::milliseconds(1'000));
        while (const auto packet = device->receive()) {
            const Received command = receivedFrom(*packet);
            QVERIFY2(!completed.contains(command.body), "a completed command came again");
            arrived.insert(command.body);
            sendPuback(*device, command.packetId);
        }
        QCOMPARE(arrived, sent); // none was lost
    }
};

QTEST_GUILESS_MAIN(HubRestartTest)
#include "tst_restart.moc"
