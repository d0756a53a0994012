// What a device gets over MQTT: kept sessions and their commands, twins and methods.
#include "tests/gateway/mqtt_device.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

class MqttDownlinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keptSessionGetsItsCommandsWithoutASubscribe()
    {
        GatewayFixture fixture;
        {
            Device device(fixture);
            QCOMPARE(device.connect(false), 2);
            device.subscribe({{kCommands, 1}, {kMethods, 0}});
        }
        enqueue(fixture, "while away");

        Device device(fixture);
        QCOMPARE(device.connect(false), 3); // session present
        const auto sent = device.waitForPublished(1);

        QCOMPARE(sent[0].payload, std::string("while away"));
    }

    void unacknowledgedCommandComesAgainWithItsPacketId()
    {
        GatewayFixture fixture;
        std::uint16_t packetId = 0;
        {
            Device device(fixture);
            device.connect(false);
            device.subscribe({{kCommands, 1}});
            enqueue(fixture, "again");
            packetId = device.waitForPublished(1)[0].packetId;
        }

        Device device(fixture);
        device.connect(false);
        const auto sent = device.waitForPublished(1);

        QCOMPARE(sent[0].packetId, packetId);
        QVERIFY(sent[0].duplicate);
        device.puback(packetId);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void cleanSessionForgetsTheOneBefore()
    {
        GatewayFixture fixture;
        {
            Device device(fixture);
            device.connect(false);
            device.subscribe({{kCommands, 1}});
        }
        {
            Device device(fixture);
            QCOMPARE(device.connect(true), 2);
        }

        Device device(fixture);

        QCOMPARE(device.connect(false), 2);
    }

    void floodOfSubscribesIsAnsweredInOrderByAFewCommits()
    {
        GatewayFixture fixture;
        Device device(fixture);
        QCOMPARE(device.connect(false), 2);
        Bytes flood;
        for (int i = 0; i < 2'000; ++i) {
            flood += subscribePacket({{kCommands, static_cast<unsigned>(i % 2)}});
        }
        const auto before = fixture.faults.transactions.load();

        device.send(flood);
        const Output output = device.waitFor([](const Output& all) {
            return std::count(all.types.begin(), all.types.end(), 9U) == 2'000;
        });

        QCOMPARE(output.types.size(), std::size_t{2'000});
        QVERIFY(fixture.faults.transactions.load() - before < 200);
    }

    void deviceThatChangesItsMindForEverIsClosed()
    {
        GatewayFixture fixture;
        Device device(fixture);
        QCOMPARE(device.connect(true), 2);
        Bytes flood;
        for (int i = 0; i < 2'000; ++i) {
            flood += subscribePacket({{kCommands, 1}}) + unsubscribePacket(kCommands);
        }

        device.send(flood);

        QVERIFY(device.isFinished());
    }

    void unsubscribeReachesTheKeptSession()
    {
        GatewayFixture fixture;
        {
            Device device(fixture);
            device.connect(false);
            device.subscribe({{kCommands, 1}, {kMethods, 0}});
            enqueue(fixture, "held");
            device.waitForPublished(1);
            device.send(unsubscribePacket(kCommands));
            device.waitFor([](const Output& output) {
                return std::count(output.types.begin(), output.types.end(), 11U) == 1;
            });
            enqueue(fixture, "unseen");
            QVERIFY(isRight(countsOf(fixture), 1, 1, 0)); // what it holds it may still complete
        }
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 2, 0, 0); }));
        Device device(fixture);
        QCOMPARE(device.connect(false), 3);
        device.subscribe({{kTwinResponses, 0}});

        QVERIFY(isRight(countsOf(fixture), 2, 0, 0));
    }

    void takenOverDeviceGetsWhatTheOldConnectionHeld()
    {
        GatewayFixture fixture;
        Device first(fixture);
        first.connect(false);
        first.subscribe({{kCommands, 1}});
        enqueue(fixture, "held");
        first.waitForPublished(1);

        Device second(fixture);
        QCOMPARE(second.connect(false), 3);
        QVERIFY(fixture.runUntil([&] { return first.isFinished(); }));
        first.drop();

        QCOMPARE(second.waitForPublished(1)[0].payload, std::string("held"));
    }

    void storeTroubleOnSubscribeClosesTheKeptSession()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(false);
        fixture.faults.broken = true;

        device.send(subscribePacket({{kCommands, 1}}));

        QVERIFY(fixture.runUntil([&] { return device.isFinished(); }));
    }

    void twinIsReadReportedAndFollowed()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kTwinResponses, 0}, {kDesired, 0}});

        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=4711", " ", 0, 0));
        auto sent = device.waitForPublished(1);
        QCOMPARE(sent[0].topic, std::string("$iothub/twin/res/200/?$rid=4711"));
        QCOMPARE(sent[0].payload,
                 std::string(R"({"desired":{"$version":1},"reported":{"$version":1}})"));

        device.send(MqttPeer::publishPacket("$iothub/twin/PATCH/properties/reported/?$rid=a",
                                            R"({"fw":"1.1","gone":null})", 0, 0));
        sent = device.waitForPublished(1);
        QCOMPARE(sent[0].topic, std::string("$iothub/twin/res/204/?$rid=a&$version=2"));
        QVERIFY(sent[0].payload.empty());

        TwinUpdate update;
        update.desired = R"({"interval":30})";
        QVERIFY(fixture.await(
            fixture.twins->patch({"dev1", {}}, update, EtagCondition())));
        sent = device.waitForPublished(1);
        QCOMPARE(sent[0].topic, std::string("$iothub/twin/PATCH/properties/desired/?$version=2"));
        QCOMPARE(sent[0].payload, std::string(R"({"interval":30,"$version":2})"));
    }

    void twinErrorsNameTheirStatus_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("topic");
        QStringList members;
        for (int i = 0; i < 9; ++i) {
            members << QString("\"k%1\":\"%2\"").arg(i).arg(QString(4000, 'x'));
        }
        QTest::newRow("no JSON") << "?$rid=1" << "{" << "$iothub/twin/res/400/?$rid=1";
        QTest::newRow("no object") << "?$rid=1" << "[1]" << "$iothub/twin/res/400/?$rid=1";
        QTest::newRow("bad key") << "?$rid=1" << R"({"a.b":1})" << "$iothub/twin/res/400/?$rid=1";
        QTest::newRow("other version")
            << "?$rid=1&$version=7" << R"({"a":1})" << "$iothub/twin/res/412/?$rid=1";
        QTest::newRow("too large")
            << "?$rid=1" << "{" + members.join(',') + "}" << "$iothub/twin/res/413/?$rid=1";
    }

    void twinErrorsNameTheirStatus()
    {
        QFETCH(QString, query);
        QFETCH(QString, body);
        QFETCH(QString, topic);
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kTwinResponses, 0}});

        device.send(MqttPeer::publishPacket(
            "$iothub/twin/PATCH/properties/reported/" + query.toStdString(), body.toStdString(), 0,
            0));

        const auto sent = device.waitForPublished(1);
        QCOMPARE(QString::fromStdString(sent[0].topic), topic);
        QVERIFY(sent[0].payload.find("\"errorCode\":") != std::string::npos);
    }

    void pubackOfATwinRequestComesBeforeTheReply()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kTwinResponses, 1}});

        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=1", " ", 9, 2));
        const Output output =
            device.waitFor([](const Output& out) { return !out.published.empty(); });

        QCOMPARE(output.types, (std::vector<unsigned>{4, 3}));
        QCOMPARE(output.published[0].qos, 1U);
    }

    void twinReplyWithoutASubscriptionIsDropped()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);

        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=1", " ", 0, 0));
        QVERIFY(fixture.await(fixture.twins->get({"dev1", {}}))); // behind the first answer
        device.subscribe({{kTwinResponses, 0}});
        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=2", " ", 0, 0));

        const auto sent = device.waitForPublished(1);
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(sent[0].topic.ends_with("$rid=2"));
    }

    void methodIsCalledAndAnswered()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kMethods, 0}});
        std::optional<Result<MethodAnswer>> answer;
        boost::asio::co_spawn(fixture.io, call(fixture, answer, {"reboot", R"({"delay":3})"}),
                              [](const std::exception_ptr&) {});

        const auto sent = device.waitForPublished(1);
        QVERIFY(sent[0].topic.starts_with("$iothub/methods/POST/reboot/?$rid="));
        QCOMPARE(sent[0].payload, std::string(R"({"delay":3})"));
        const std::string request = sent[0].topic.substr(sent[0].topic.find('=') + 1);
        device.send(MqttPeer::publishPacket("$iothub/methods/res/-7/?$rid=99999", "no", 0, 0));
        device.send(
            MqttPeer::publishPacket("$iothub/methods/res/200/?$rid=" + request, "\"ok\"", 0, 0));

        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
        QCOMPARE(answer->value().status, std::int64_t{200});
        QCOMPARE(answer->value().payload, std::string("\"ok\""));
    }

    void methodEndsWithTheConnection()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kMethods, 0}});
        std::optional<Result<MethodAnswer>> answer;
        boost::asio::co_spawn(fixture.io, call(fixture, answer, {"reboot", {}}),
                              [](const std::exception_ptr&) {});
        device.waitForPublished(1);

        device.drop();

        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
        QVERIFY(answer->error().code == Errc::DeviceGone);
    }

    void methodWaitsForTheDeviceToConnect()
    {
        GatewayFixture fixture;
        std::optional<Result<MethodAnswer>> answer;
        MethodCall wanted{"reboot", {}};
        wanted.connectTime = std::chrono::seconds(20);
        boost::asio::co_spawn(fixture.io, call(fixture, answer, wanted),
                              [](const std::exception_ptr&) {});
        Device device(fixture);
        device.connect(true);

        device.subscribe({{kMethods, 0}});

        QCOMPARE(device.waitForPublished(1).size(), std::size_t{1});
        QVERIFY(!answer);
        device.drop();
        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
    }

    void methodOfADeviceThatIsAwayFailsAtOnce()
    {
        GatewayFixture fixture;
        const auto answer =
            fixture.await(fixture.methods->invoke({"dev1", {}}, {"reboot", {}}));
        QVERIFY(answer.error().code == Errc::DeviceNotOnline);
        const auto unknown =
            fixture.await(fixture.methods->invoke({"nobody", {}}, {"reboot", {}}));
        QVERIFY(unknown.error().code == Errc::DeviceNotFound);
    }

private:
    static boost::asio::awaitable<void> call(GatewayFixture& fixture,
                                             std::optional<Result<MethodAnswer>>& answer,
                                             MethodCall wanted)
    {
        const IdentityId id{"dev1", {}};
        auto outcome = co_await fixture.methods->invoke(id, std::move(wanted));
        answer.emplace(std::move(outcome));
    }
};

QTEST_GUILESS_MAIN(MqttDownlinkTest)
#include "tst_mqtt_downlink.moc"
