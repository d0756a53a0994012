// Peers that mean harm, with and without a key: what they may cost the hub and the others.
#include "tests/support/test_hub.h"

#include "domain/connection_string.h"
#include "domain/limits.h"

#include <QElapsedTimer>
#include <QTest>

#include <mutex>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

constexpr long kUntilTheYear9999 = 7'950L * 365 * 24 * 3'600; // about, in seconds

Bytes connectionStringKey(const TestHub& hub)
{
    const std::string text = connectionString(hub.folder(), "iothubowner", {}).value();
    return Bytes(parseConnectionString(text).value().key.reveal());
}

std::string events(const std::string& id)
{
    return "devices/" + id + "/messages/events/";
}

bool isAck(const std::optional<MqttPacket>& packet, unsigned id)
{
    return packet && packet->type == 4 && packet->packetId() == id;
}

int put(const TestHub& hub, const std::string& id, const std::string& body)
{
    HttpPeer peer = hub.http();
    return peer
        .request("PUT", "/devices/" + id + "?api-version=2021-04-12", body, {{"If-Match", "*"}})
        .status;
}

std::string withKeys(const std::string& primary, const std::string& secondary)
{
    return "{\"deviceId\":\"dev1\",\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"" +
           primary + "\",\"secondaryKey\":\"" + secondary + "\"}}}";
}

bool isConnected(const TestHub& hub, const std::string& id)
{
    HttpPeer peer = hub.http();
    const json::value device = peer.get("/devices/" + id + "?api-version=2021-04-12").parsed();
    return device.at("connectionState").as_string() == "Connected";
}

std::vector<std::unique_ptr<TlsPeer>> silentPeers(std::uint16_t port, std::size_t count)
{
    std::vector<std::unique_ptr<TlsPeer>> peers;
    TlsPeer::Options options;
    options.port = port;
    options.tls = false;
    while (peers.size() < count) {
        peers.push_back(TlsPeer::connect(options));
    }
    return peers;
}

} // namespace

class HubAbuseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokenOfTheFarFutureKeepsItsConnections()
    {
        TestHub hub;
        hub.addDevice("dev1");
        MqttConnect options = TestHub::connectOptions("dev1");
        options.password = deviceToken("dev1", kTestKey, kUntilTheYear9999);
        const auto device = hub.mqtt();
        QVERIFY(device->connect(options) == 0U);
        HttpPeer stream = hub.http();
        const Secret key(connectionStringKey(hub));
        stream.setHeader("Authorization", policyToken("iothubowner", key, kUntilTheYear9999));
        QVERIFY(stream.openStream("/admin/events?types=telemetry"));

        QVERIFY(device->publish(events("dev1"), "x", 1));

        QVERIFY(isAck(device->receive(), 1));
        std::optional<std::string> line;
        do {
            line = stream.readLine(2s);
        } while (line && !line->starts_with("data: "));
        QVERIFY(line.has_value());
    }

    void disabledDeviceThatDoesNotReadIsGoneSoon()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        device->subscribe({{"$iothub/twin/res/#", 0}});
        device->tls().setTimeout(300ms);
        const std::string topic = "$iothub/twin/GET/?$rid=" + std::string(1'000, 'r');
        for (int i = 0; i < 50'000 && device->publishQos0(topic, ""); ++i) {
        } // until its answers fill the way back, and the hub stops reading

        QCOMPARE(put(hub, "dev1", R"({"deviceId":"dev1","status":"disabled"})"), 200);

        QTRY_VERIFY_WITH_TIMEOUT(!isConnected(hub, "dev1"), 4'000);
    }

    void requestIdThatWouldNotFitItsAnswerCloses()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        device->subscribe({{"$iothub/twin/res/#", 0}});
        const std::string prefix = "$iothub/twin/GET/?$rid=";

        device->publishQos0(prefix + std::string(65'535 - prefix.size(), 'r'), "");

        QVERIFY(!device->receive().has_value());
        QVERIFY(device->tls().waitForClose(1s));
    }

    void otherKeysCloseWhatWasOpenedWithTheOldOnes()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");

        QCOMPARE(put(hub, "dev1", R"({"deviceId":"dev1"})"), 200); // two new keys

        QVERIFY(device->tls().waitForClose(1s));
        QVERIFY(hub.mqtt()->connect(TestHub::connectOptions("dev1")) == 5U);
    }

    void rollingTheOtherKeyKeepsTheConnection()
    {
        TestHub hub;
        hub.addDevice("dev1"); // signs in with the test key, which is both
        const auto device = hub.device("dev1");
        const std::string other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

        QCOMPARE(put(hub, "dev1", withKeys(other, kTestKey)), 200);
        QVERIFY(device->publish(events("dev1"), "x", 1));
        QVERIFY(isAck(device->receive(), 1));

        QCOMPARE(put(hub, "dev1", withKeys(other, other)), 200);
        QVERIFY(device->tls().waitForClose(1s));
    }

    void silentPeersDoNotKeepDevicesOutOfASmallHub()
    {
        TestHub hub([](Config& config) { config.maxConnections = 20; });
        hub.addDevice("dev1");

        const auto silent = silentPeers(hub.server().endpoints().mqtts, 30);

        const auto device = hub.mqtt();
        QVERIFY(device != nullptr);
        QVERIFY(device->connect(TestHub::connectOptions("dev1")) == 0U);
    }

    void devicesThatAreInMakeNoRoom()
    {
        TestHub hub([](Config& config) { config.maxConnections = 2; });
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        const auto first = hub.device("dev1");
        const auto second = hub.device("dev2");

        QVERIFY(hub.mqtt() == nullptr);

        QVERIFY(first->publish(events("dev1"), "x", 1));
        QVERIFY(isAck(first->receive(), 1));
        QVERIFY(second->publish(events("dev2"), "x", 1));
        QVERIFY(isAck(second->receive(), 1));
    }

    void strangersDoNotKeepConsolesOut()
    {
        TestHub hub;
        HttpPeer known = hub.http();
        QCOMPARE(known.get("/admin/health").status, 200);

        const auto silent = silentPeers(hub.server().endpoints().https.front(),
                                        limits::kMaxHttpConnections);

        HttpPeer late = hub.http();
        QCOMPARE(late.get("/admin/health").status, 200);
        TlsPeer* const before = known.tls();
        QCOMPARE(known.get("/admin/health").status, 200);
        QCOMPARE(known.tls(), before); // on the connection that it had
    }

    void floodOfRefusedFiltersIsLoggedOnce()
    {
        std::mutex mutex;
        int lines = 0;
        TestHub hub([&](Config& config) {
            config.log = [&](LogLevel level, std::string_view line) {
                const std::lock_guard lock(mutex);
                const bool refused = line.find("subscription-refused") != std::string_view::npos;
                lines += refused && level != LogLevel::Debug ? 1 : 0;
            };
        });
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        const std::vector<std::pair<std::string, unsigned>> filters(64, {"x", 0});

        for (int i = 0; i < 50; ++i) {
            QCOMPARE(device->subscribe(filters), Bytes(64, '\x80'));
        }

        const std::lock_guard lock(mutex);
        QCOMPARE(lines, 1);
    }

    void largeBodiesOfStrangersAreNotRead()
    {
        TestHub hub;
        TlsPeer::Options options;
        options.port = hub.server().endpoints().https.front();
        options.caFile = hub.caFile();
        HttpPeer stranger(options);

        const HttpAnswer refused = // the body is still to come
            stranger.raw("PUT /devices/dev1?api-version=2021-04-12 HTTP/1.1\r\n"
                         "Host: 127.0.0.1\r\n"
                         "Content-Length: 1000000\r\n\r\n");

        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.headers.at("connection"), std::string("close"));
        const std::string body = withKeys(kTestKey, kTestKey) + std::string(500'000, ' ');
        HttpPeer known = hub.http();
        QCOMPARE(known.request("PUT", "/devices/dev1?api-version=2021-04-12", body).status, 200);
    }
};

QTEST_GUILESS_MAIN(HubAbuseTest)
#include "tst_abuse.moc"
