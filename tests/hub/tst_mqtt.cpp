// Devices over real sockets: the device API's MQTT section against a running hub.
#include "tests/support/resident_memory.h"
#include "tests/support/test_hub.h"

#include "domain/limits.h"

#include <QTest>

#include <openssl/ssl.h>

#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

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

} // namespace

class HubMqttTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesComeBackEqualAndInOrder()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        Bytes binary;
        for (int i = 0; i < 256; ++i) {
            binary += static_cast<char>(i);
        }

        QVERIFY(device->publish(events("dev1") + "%24.ct=application%2Fjson&a=b%20c&empty=&null",
                                R"({"t":21.5})", 1));
        QVERIFY(device->publish(events("dev1"), binary, 2));
        QVERIFY(device->publish(events("dev1"), "", 3));
        for (unsigned id = 1; id <= 3; ++id) {
            QVERIFY(isAck(device->receive(), id));
        }

        const json::array stored = hub.messagesOf("dev1", 3);
        QCOMPARE(stored.size(), std::size_t{3});
        const json::value& first = stored[0];
        QCOMPARE(std::string(first.at("body").as_string()), std::string(R"({"t":21.5})"));
        QVERIFY(first.at("properties") ==
                json::value({{"a", "b c"}, {"empty", ""}, {"null", nullptr}}));
        const json::object& system = first.at("systemProperties").as_object();
        QCOMPARE(std::string(system.at("content-type").as_string()),
                 std::string("application/json"));
        QCOMPARE(std::string(system.at("iothub-connection-device-id").as_string()),
                 std::string("dev1"));
        QVERIFY(std::string(system.at("iothub-connection-auth-method").as_string())
                    .find(R"("type":"sas")") != std::string::npos);
        QVERIFY(stored[1].as_object().contains("bodyBase64"));
        QCOMPARE(std::string(stored[2].at("body").as_string()), std::string());
        QCOMPARE(std::string(stored[0].at("sequence").as_string()), std::string("1"));
        QCOMPARE(std::string(stored[2].at("sequence").as_string()), std::string("3"));
    }

    void messagesSurviveARestart()
    {
        TestHub hub;
        hub.addDevice("dev1");
        QVERIFY(hub.device("dev1")->publish(events("dev1"), "before", 1));
        hub.messagesOf("dev1", 1);

        hub.stop();
        hub.start();
        QVERIFY(hub.device("dev1")->publish(events("dev1"), "after", 1));

        const json::array stored = hub.messagesOf("dev1", 2);
        QCOMPARE(std::string(stored.at(0).at("body").as_string()), std::string("before"));
        QCOMPARE(std::string(stored.at(1).at("body").as_string()), std::string("after"));
    }

    void bothTlsVersionsWork_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }

    void bothTlsVersionsWork()
    {
        QFETCH(int, version);
        TestHub hub;
        hub.addDevice("dev1");
        TlsPeer::Options options;
        options.port = hub.server().endpoints().mqtts;
        options.caFile = hub.caFile();
        options.maxTlsVersion = version;

        MqttPeer peer(TlsPeer::connect(options));

        QVERIFY(peer.connect(TestHub::connectOptions("dev1")) == 0U);
        QVERIFY(peer.publish(events("dev1"), "x", 1));
        QVERIFY(isAck(peer.receive(), 1));
    }

    void olderTlsIsRefused()
    {
        TestHub hub;
        TlsPeer::Options options;
        options.port = hub.server().endpoints().mqtts;
        options.maxTlsVersion = TLS1_1_VERSION;

        QVERIFY(TlsPeer::connect(options) == nullptr);
    }

    void largestMessagePassesAndALargerOneCloses()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        const std::string topic = events("dev1");
        const std::string largest(limits::kMaxMqttPacketBytes - topic.size() - 8, 'x');

        QVERIFY(device->publish(topic, largest, 1));
        QVERIFY(isAck(device->receive(), 1));
        device->publish(topic, std::string(limits::kMaxTelemetryBytes, 'x'), 2);

        QVERIFY(device->tls().waitForClose(2s));
        const json::array stored = hub.messagesOf("dev1", 1);
        QCOMPARE(stored.size(), std::size_t{1});
        QCOMPARE(stored[0].at("body").as_string().size(), largest.size());
    }

    void streamMayComeByteByByte()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto peer = hub.mqtt();
        const Bytes stream = MqttPeer::connectPacket(TestHub::connectOptions("dev1")) +
                             MqttPeer::publishPacket(events("dev1"), "slow", 5, 2);

        for (const char byte : stream) {
            QVERIFY(peer->sendRaw(ByteView(&byte, 1)));
        }

        const auto connack = peer->receive();
        QVERIFY(connack && connack->type == 2 && connack->body == Bytes(2, '\0'));
        QVERIFY(isAck(peer->receive(), 5));
    }

    void everyLegalIdConnects_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* const id : {"a", "pump-7.b:c", "a+b", "a#b", "a%41b", "a?api-version=1", "a=b",
                                     "a@b", "a;b", "a$b", "a'b", "a,b", "(a)!*", "a_b"}) {
            QTest::newRow(id) << id;
        }
        QTest::newRow("128 characters") << QString(128, 'x');
    }

    void everyLegalIdConnects()
    {
        QFETCH(QString, id);
        static TestHub hub;
        const std::string text = id.toStdString();
        HttpPeer http = hub.http();
        const std::string encoded = QUrl::toPercentEncoding(id).toStdString();
        const HttpAnswer created = http.request(
            "PUT", "/devices/" + encoded + "?api-version=2021-04-12",
            R"({"deviceId":")" + text + R"(","authentication":{"symmetricKey":{"primaryKey":")" +
                kTestKey + R"(","secondaryKey":")" + kTestKey + R"("}}})");
        QCOMPARE(created.status, 200);

        const auto device = hub.device(text);
        QVERIFY(device->publish(events(text) + "a=b", "x", 1));

        QVERIFY(isAck(device->receive(), 1));
        const json::value page = http.get("/admin/telemetry?device=" + encoded).parsed();
        QCOMPARE(page.at("messages").as_array().size(), std::size_t{1});
        QVERIFY(page.at("messages").at(0).at("properties") == json::value({{"a", "b"}}));
    }

    void pingIsAnsweredOnce()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");

        QVERIFY(device->sendRaw(MqttPeer::packet(0xc0, {})));

        const auto answer = device->receive();
        QVERIFY(answer && answer->type == 13 && answer->body.empty());
        device->tls().setTimeout(100ms);
        QVERIFY(!device->receive());
    }

    void newerConnectionTakesOver()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto first = hub.device("dev1");

        const auto second = hub.device("dev1");

        QVERIFY(first->tls().waitForClose(2s));
        QVERIFY(second->publish(events("dev1"), "x", 1));
        QVERIFY(isAck(second->receive(), 1));
    }

    void wrongKeyDoesNotTakeOver()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto good = hub.device("dev1");

        const std::string wrong = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        QVERIFY(hub.mqtt()->connect(TestHub::connectOptions("dev1", wrong)) == 5U);

        QVERIFY(good->publish(events("dev1"), "x", 1));
        QVERIFY(isAck(good->receive(), 1));
    }

    void disablingClosesWithinASecondAndOnlyThatDevice()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        const auto device = hub.device("dev1");
        const auto other = hub.device("dev2");

        QCOMPARE(put(hub, "dev1", R"({"deviceId":"dev1","status":"disabled"})"), 200);

        QVERIFY(device->tls().waitForClose(1s));
        QVERIFY(hub.mqtt()->connect(TestHub::connectOptions("dev1")) == 5U);
        QVERIFY(other->publish(events("dev2"), "x", 1));
        QVERIFY(isAck(other->receive(), 1));
    }

    void deletingClosesTheConnection()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        HttpPeer http = hub.http();

        QCOMPARE(http.request("DELETE", "/devices/dev1?api-version=2021-04-12").status, 204);

        QVERIFY(device->tls().waitForClose(1s));
    }

    void silentPeersAreClosedAndOthersAreServedMeanwhile_data()
    {
        QTest::addColumn<QString>("phase");
        QTest::newRow("no byte") << "nothing";
        QTest::newRow("half a TLS hello") << "hello";
        QTest::newRow("TLS, then nothing") << "tls";
        QTest::newRow("half a CONNECT") << "connect";
    }

    void silentPeersAreClosedAndOthersAreServedMeanwhile()
    {
        QFETCH(QString, phase);
        TestHub hub([](Config& config) { config.authenticationDeadline = 1s; });
        hub.addDevice("dev1");
        std::vector<std::unique_ptr<TlsPeer>> silent;
        const Bytes connect = MqttPeer::connectPacket(TestHub::connectOptions("dev1"));
        for (int i = 0; i < 50; ++i) {
            TlsPeer::Options options;
            options.port = hub.server().endpoints().mqtts;
            options.tls = phase == "tls" || phase == "connect";
            silent.push_back(TlsPeer::connect(options));
            QVERIFY(silent.back() != nullptr);
            if (phase == "hello") {
                silent.back()->send(Bytes("\x16\x03\x01\x02\x00\x01\x00", 7));
            } else if (phase == "connect") {
                silent.back()->send(connect.substr(0, connect.size() / 2));
            }
        }

        const auto good = hub.device("dev1");
        QVERIFY(good->publish(events("dev1"), "x", 1));
        QVERIFY(isAck(good->receive(), 1));

        for (const auto& peer : silent) {
            QVERIFY(peer->waitForClose(3s));
        }
    }

    void plainTextIsClosedAtOnce()
    {
        TestHub hub;
        TlsPeer::Options options;
        options.port = hub.server().endpoints().mqtts;
        options.tls = false;
        const auto peer = TlsPeer::connect(options);

        QVERIFY(peer->send("GET / HTTP/1.1\r\n\r\n"));

        QVERIFY(peer->waitForClose(1s));
    }

    void plainPortIsOnlyThereWhenAskedFor()
    {
        TestHub hub;

        QCOMPARE(hub.endpoints().plainMqtt, 0);
        for (const Listener& listener : hub.endpoints().listeners) {
            QVERIFY(listener.protocol != "mqtt");
        }
    }

    void plainPortTakesDevicesOfThisComputer()
    {
        TestHub hub([](Config& config) { config.plainMqttPort = 0; });
        hub.addDevice("dev1");
        TlsPeer::Options options;
        options.port = hub.endpoints().plainMqtt;
        options.tls = false;
        MqttPeer device(TlsPeer::connect(options));

        QCOMPARE(device.connect(TestHub::connectOptions("dev1")), std::optional(0U));
        const std::string body(200'000, 'x');
        QVERIFY(device.publish("devices/dev1/messages/events/", body, 7));
        const auto answer = device.receive();

        QVERIFY(answer && answer->type == 4 && answer->packetId() == 7);
        const json::value stored = hub.http().get("/admin/telemetry?device=dev1").parsed();
        QCOMPARE(stored.at("messages").as_array().at(0).at("body").as_string(), body);
        const json::value shown = hub.http().get("/admin/devices/dev1").parsed();
        QCOMPARE(shown.at("connection").at("tlsVersion").as_string(), "none");
    }

    void plainPortChecksWhoComes()
    {
        TestHub hub([](Config& config) { config.plainMqttPort = 0; });
        TlsPeer::Options options;
        options.port = hub.endpoints().plainMqtt;
        options.tls = false;
        MqttPeer stranger(TlsPeer::connect(options));

        QCOMPARE(stranger.connect(TestHub::connectOptions("nobody")), std::optional(5U));
    }

    void plainPortClosesWhatIsNotMqtt()
    {
        TestHub hub([](Config& config) { config.plainMqttPort = 0; });
        TlsPeer::Options options;
        options.port = hub.endpoints().plainMqtt;
        options.tls = false;
        const auto browser = TlsPeer::connect(options);
        options.tls = true;

        QVERIFY(browser->send("GET / HTTP/1.1\r\n\r\n"));
        QVERIFY(browser->waitForClose(1s));
        QVERIFY(!TlsPeer::connect(options));
    }

    void plainPortStaysOnThisComputer()
    {
        TestHub hub([](Config& config) {
            config.bindAddress = "0.0.0.0";
            config.plainMqttPort = 0;
        });

        QCOMPARE(hub.endpoints().listeners.back().protocol, std::string("mqtt"));
        QCOMPARE(hub.endpoints().listeners.back().address, std::string("127.0.0.1"));
        TlsPeer::Options options;
        options.host = "127.0.0.2";
        options.port = hub.endpoints().plainMqtt;
        options.tls = false;
        QVERIFY(!TlsPeer::connect(options));
    }

    void hugeClaimsAreClosedAtOnceAndCostNothing()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        const std::size_t before = residentKilobytes();

        for (int i = 0; i < 100; ++i) {
            const auto peer = hub.mqtt();
            QVERIFY(peer->sendRaw(Bytes("\x10\xff\xff\xff\x7f", 5))); // 256 MB to come
            QVERIFY(peer->tls().waitForClose(1s));
        }
        QVERIFY(device->sendRaw(Bytes("\x32\xff\xff\xff\x7f", 5)));
        QVERIFY(device->tls().waitForClose(1s));

        QVERIFY2(residentKilobytes() < before + 8'192, "memory grew by more than 8 MB");
    }

    void garbageNeverStopsTheHub()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const Bytes connect = MqttPeer::connectPacket(TestHub::connectOptions("dev1"));
        std::uint64_t random = 42;
        for (int i = 0; i < 200; ++i) {
            Bytes bytes = connect + MqttPeer::publishPacket(events("dev1"), "x", 1, 2);
            for (int k = 0; k < 3; ++k) {
                random = random * 6364136223846793005U + 1442695040888963407U;
                bytes[static_cast<std::size_t>(random >> 33) % bytes.size()] =
                    static_cast<char>(random >> 20);
            }
            const auto peer = hub.mqtt();
            QVERIFY(peer != nullptr);
            peer->sendRaw(bytes);
            peer->tls().closeHard();
        }

        const auto good = hub.device("dev1");
        QVERIFY(good->publish(events("dev1"), "still here", 1));
        QVERIFY(isAck(good->receive(), 1));
    }

    void connectionOutlivesItsTokenByTheGraceOnly()
    {
        TestHub hub([](Config& config) {
            config.tokenExpiryGrace = 0s;
            config.clockSkew = 0s;
        });
        hub.addDevice("dev1");
        MqttConnect options = TestHub::connectOptions("dev1");
        options.password = deviceToken("dev1", kTestKey, 2);
        const auto peer = hub.mqtt();
        QVERIFY(peer->connect(options) == 0U);

        QVERIFY(peer->tls().waitForClose(4s));

        QTRY_COMPARE(hub.mqtt()->connect(options).value_or(99), 5U); // a second later
    }

    void silentClientIsDroppedAfterItsKeepAlive()
    {
        TestHub hub;
        hub.addDevice("dev1");
        MqttConnect options = TestHub::connectOptions("dev1");
        options.keepAlive = 1;
        const auto peer = hub.mqtt();
        QVERIFY(peer->connect(options) == 0U);

        QVERIFY(peer->tls().waitForClose(4s));
    }

    void stoppingTheHubClosesDevicesSoon()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        QElapsedTimer timer;
        timer.start();

        hub.stop();

        QVERIFY(device->tls().waitForClose(1s));
        QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
    }

    void manyConnectionsOfManyThreads()
    {
        TestHub hub;
        constexpr int kDevices = 40;
        constexpr std::uint16_t kMessages = 50;
        for (int i = 0; i < kDevices; ++i) {
            hub.addDevice("dev" + std::to_string(i));
        }
        std::atomic<int> acked{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int i = t; i < kDevices; i += 4) {
                    const std::string id = "dev" + std::to_string(i);
                    const auto device = hub.device(id);
                    for (std::uint16_t m = 1; m <= kMessages; ++m) {
                        device->publish(events(id), std::to_string(m), m);
                    }
                    for (unsigned m = 1; m <= kMessages; ++m) {
                        acked += isAck(device->receive(), m) ? 1 : 0;
                    }
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }

        QCOMPARE(acked.load(), kDevices * kMessages);
        for (int i = 0; i < kDevices; i += 13) {
            const json::array stored = hub.messagesOf("dev" + std::to_string(i), kMessages);
            QCOMPARE(stored.size(), std::size_t{kMessages});
            for (std::size_t m = 0; m < kMessages; ++m) {
                QCOMPARE(std::string(stored[m].at("body").as_string()), std::to_string(m + 1));
            }
        }
    }
};

QTEST_GUILESS_MAIN(HubMqttTest)
#include "tst_mqtt.moc"
