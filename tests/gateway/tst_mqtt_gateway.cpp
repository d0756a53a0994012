// MQTT events to services and back, without a socket: bytes in, bytes out.
#include "tests/gateway/gateway_fixture.h"

#include <QCoreApplication>
#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

using Fixture = GatewayFixture;

/// "name=value" or "name" for null, application properties first.
QStringList propertiesOf(const TelemetryRecord& record)
{
    QStringList list;
    PropertyReader reader(record.properties);
    while (const auto property = reader.next()) {
        const std::string name(property->isSystem()
                                   ? nameOf(static_cast<SystemProperty>(property->kind))
                                   : property->name);
        list << QString::fromStdString(
            property->value ? name + "=" + std::string(*property->value) : name);
    }
    return list;
}

} // namespace

class MqttGatewayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusalsHaveTheRightCode_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("code");
        QTest::newRow("empty client id") << "client" << 2;
        QTest::newRow("client id of another device") << "other" << 5;
        QTest::newRow("no user name") << "noname" << 5;
        QTest::newRow("malformed user name") << "name" << 5;
        QTest::newRow("unknown host") << "host" << 5;
        QTest::newRow("wrong password") << "password" << 5;
        QTest::newRow("no password") << "nopassword" << 5;
        QTest::newRow("will for another device") << "will" << 5;
        QTest::newRow("level 3") << "level3" << 1;
        QTest::newRow("level 5") << "level5" << 1;
    }

    void refusalsHaveTheRightCode()
    {
        QFETCH(QString, what);
        QFETCH(int, code);
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        MqttConnect options = fixture.options();
        if (what == "client") {
            options.clientId.clear();
        } else if (what == "other") {
            options.clientId = "dev2";
        } else if (what == "noname") {
            options.userName.reset();
            options.password.reset();
        } else if (what == "name") {
            options.userName = "dev1";
        } else if (what == "host") {
            options.userName = "evil.test/dev1/?api-version=2021-04-12";
        } else if (what == "password") {
            *options.password += "x";
        } else if (what == "nopassword") {
            options.password.reset();
        } else if (what == "will") {
            options.will = {"devices/dev2/messages/events/", "gone"};
        } else {
            options.level = what == "level3" ? 3 : 5;
        }

        connection.send(MqttPeer::connectPacket(options));

        const Bytes answer = connection.waitForOutput();
        QCOMPARE(answer.size(), std::size_t{4});
        QCOMPARE(int(byteAt(answer, 3)), code);
        QVERIFY(connection.gateway->finished());
        QVERIFY(!connection.gateway->isSignedIn());
    }

    void storeTroubleSaysTryLater()
    {
        Fixture fixture;
        fixture.readers->stop();
        Connection connection(fixture, fixture.thread);

        connection.send(MqttPeer::connectPacket(fixture.options()));

        QCOMPARE(int(byteAt(connection.waitForOutput(), 3)), 3);
    }

    void packetsBehindConnectWaitForTheAnswer()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);

        connection.send(MqttPeer::connectPacket(fixture.options()) +
                        MqttPeer::publishPacket(kEvents, "early", 7, 2));
        QVERIFY(!connection.gateway->wantsInput());
        const Bytes connack = connection.waitForOutput();

        QCOMPARE(connack, Bytes("\x20\x02\x00\x00", 4));
        QCOMPARE(connection.waitForOutput(), puback(7));
        QCOMPARE(fixture.stored().size(), std::size_t{1});
    }

    void messagesAreStoredWithTheirProperties()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));

        connection.send(MqttPeer::publishPacket(
            std::string(kEvents) + "%24.mid=m%201&a=b%2Fc&plain&%24.cdid=forged", "body", 1, 2));
        connection.send(MqttPeer::publishPacket(kEvents, "again", 2, 2 | 8 | 1)); // DUP, RETAIN
        connection.send(MqttPeer::publishPacket(kEvents, "quiet", 0, 0));
        QCOMPARE(connection.waitForOutput(8), puback(1) + puback(2));

        QVERIFY(fixture.runUntil([&] { return fixture.writer->messages() == 3; }));
        const auto stored = fixture.stored();
        QCOMPARE(propertiesOf(stored[0]), QStringList({"message-id=m 1", "a=b/c", "plain"}));
        QCOMPARE(propertiesOf(stored[1]), QStringList({"mqtt-retain=true", "mqtt-dup=true"}));
        QVERIFY(propertiesOf(stored[2]).isEmpty());
        QCOMPARE(stored[2].body, Bytes("quiet"));
    }

    void nothingIsAcknowledgedBeforeTheCommit()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));
        fixture.faults.diskFull = true;

        connection.send(MqttPeer::publishPacket(kEvents, "body", 1, 2));
        QVERIFY(fixture.runUntil([&] { return fixture.faults.appends >= 2; }));
        QVERIFY(connection.take().empty());
        fixture.faults.diskFull = false;

        QCOMPARE(connection.waitForOutput(), puback(1));
    }

    void acknowledgementsComeInOrderAndInOneWake()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));
        Bytes stream;
        Bytes expected;
        for (std::uint16_t id = 1; id <= 50; ++id) {
            stream += MqttPeer::publishPacket(kEvents, "x", id, 2);
            expected += puback(id);
        }

        connection.send(stream);
        QCOMPARE(connection.waitForOutput(expected.size()), expected);
    }

    void tooManyUnacknowledgedMessagesStopReading()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));
        fixture.faults.diskFull = true;

        for (std::uint16_t id = 1; id <= limits::kMaxUnackedMessages; ++id) {
            QVERIFY(connection.gateway->wantsInput());
            connection.send(MqttPeer::publishPacket(kEvents, "x", id, 2));
        }
        QVERIFY(!connection.gateway->wantsInput());
        fixture.faults.diskFull = false;

        QVERIFY(fixture.runUntil([&] { return connection.gateway->wantsInput(); }));
    }

    void fullShardHoldsSilentSendersToo()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));
        fixture.faults.diskFull = true;
        const std::string body(200'000, 'x');

        int count = 0;
        while (connection.gateway->wantsInput() && count < 1'000) {
            connection.send(MqttPeer::publishPacket(kEvents, body, 0, 0)); // QoS 0
            ++count;
        }
        QVERIFY(count < 1'000);
        fixture.faults.diskFull = false;

        QVERIFY(fixture.runUntil([&] { return connection.gateway->wantsInput(); }));
        QVERIFY(connection.port.wakes > 0);
    }

    void oversizedMessageCloses()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));
        const std::string topic = std::string(kEvents) + "a=" + std::string(100, 'b');
        const std::string body(limits::kMaxMqttPacketBytes - topic.size() - 8, 'x');

        connection.send(MqttPeer::publishPacket(topic, body, 1, 2));
        QVERIFY(!connection.gateway->finished()); // just fits
        connection.send(MqttPeer::publishPacket(kEvents, std::string(limits::kMaxTelemetryBytes, 'x'),
                                                2, 2));

        QVERIFY(connection.gateway->finished());
    }

    void foreignAndUnknownTopicsClose_data()
    {
        QTest::addColumn<QString>("topic");
        for (const char* const topic :
             {"devices/dev2/messages/events/", "devices/dev1", "$iothub/twin/GET/", "$SYS/x",
              "devices/dev1/modules/m/messages/events/", "$iothub/methods/POST/x/?$rid=1"}) {
            QTest::newRow(topic) << topic;
        }
    }

    void foreignAndUnknownTopicsClose()
    {
        QFETCH(QString, topic);
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));

        connection.send(MqttPeer::publishPacket(topic.toStdString(), "x", 1, 2));

        QVERIFY(connection.gateway->finished());
        QVERIFY(fixture.stored().empty());
    }

    void filtersAreGrantedOrRefusedEachInItsPlace()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        QVERIFY(connection.signIn(fixture.options()));
        Bytes body("\x00\x07", 2);
        for (const auto& [filter, qos] : std::vector<std::pair<std::string, unsigned>>{
                 {"devices/dev1/messages/devicebound/#", 2},
                 {"devices/dev2/messages/devicebound/#", 1},
                 {"$iothub/methods/POST/#", 0},
                 {"#", 0},
                 {"$iothub/twin/res/#", 1}}) {
            body += MqttPeer::text(filter) + static_cast<char>(qos);
        }

        connection.send(MqttPeer::packet(0x82, body));

        QCOMPARE(connection.take(), Bytes("\x90\x07\x00\x07\x01\x80\x00\x80\x01", 9));
    }

    void willIsStoredOnlyAfterAnUngracefulEnd_data()
    {
        QTest::addColumn<bool>("graceful");
        QTest::newRow("connection lost") << false;
        QTest::newRow("disconnect") << true;
    }

    void willIsStoredOnlyAfterAnUngracefulEnd()
    {
        QFETCH(bool, graceful);
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        MqttConnect options = fixture.options();
        options.will = {std::string(kEvents) + "why=lost", "last words"};
        QVERIFY(connection.signIn(options));

        if (graceful) {
            connection.send(MqttPeer::packet(0xe0, {}));
        }
        connection.gateway->closed();
        connection.gateway.reset();
        fixture.writer->stop();

        const auto stored = fixture.stored();
        QCOMPARE(stored.size(), std::size_t{graceful ? 0U : 1U});
        if (!graceful) {
            QCOMPARE(stored[0].body, Bytes("last words"));
            QCOMPARE(propertiesOf(stored[0]), QStringList({"why=lost", "iothub-MessageType=Will"}));
        }
    }

    void connectionEndsSomeTimeAfterItsToken()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        MqttConnect options = fixture.options(60);
        options.keepAlive = 0;
        QVERIFY(connection.signIn(options));

        fixture.clock.advance(std::chrono::seconds(659));
        connection.gateway->onTime(fixture.clock.mono());
        QVERIFY(!connection.gateway->finished());
        fixture.clock.advance(std::chrono::seconds(2));
        connection.gateway->onTime(fixture.clock.mono());

        QVERIFY(connection.gateway->finished());
    }

    void silentConnectionEnds()
    {
        Fixture fixture;
        Connection connection(fixture, fixture.thread);
        MqttConnect options = fixture.options();
        options.keepAlive = 10;
        QVERIFY(connection.signIn(options));

        fixture.clock.advance(std::chrono::milliseconds(14'900));
        connection.gateway->onTime(fixture.clock.mono());
        QVERIFY(!connection.gateway->finished());
        fixture.clock.advance(std::chrono::milliseconds(200));
        connection.gateway->onTime(fixture.clock.mono());

        QVERIFY(connection.gateway->finished());
    }

    void closedWhileSigningInLeavesNoSession()
    {
        Fixture fixture;
        {
            Connection connection(fixture, fixture.thread);
            connection.send(MqttPeer::connectPacket(fixture.options()));
        } // closed before the answer

        QVERIFY(fixture.runUntil([&] {
            return fixture.events.lastNumber() >= 3; // created, connected, disconnected
        }));
        QCOMPARE(fixture.directory.liveCount(), std::size_t{0});
    }

    void lateAcknowledgementReachesNobodyElse()
    {
        Fixture fixture;
        fixture.faults.diskFull = true;
        {
            Connection connection(fixture, fixture.thread);
            QVERIFY(connection.signIn(fixture.options()));
            connection.send(MqttPeer::publishPacket(kEvents, "x", 9, 2));
        }
        Connection next(fixture, fixture.thread); // takes the same slot
        QVERIFY(next.signIn(fixture.options()));
        fixture.faults.diskFull = false;

        QVERIFY(fixture.runUntil([&] { return fixture.writer->messages() == 1; }));
        fixture.io.restart();
        fixture.io.poll();

        QVERIFY(next.gateway->output().empty());
    }
};

QTEST_GUILESS_MAIN(MqttGatewayTest)
#include "tst_mqtt_gateway.moc"
