// Commands over MQTT: sent, acknowledged, and what becomes of them when the device changes its
// mind.
#include "tests/gateway/mqtt_device.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

class MqttCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandIsSentAndCompletedByItsPuback()
    {
        GatewayFixture fixture;
        Device device(fixture);
        QCOMPARE(device.connect(true), 2);
        device.subscribe({{kCommands, 1}});

        QVERIFY(enqueue(fixture, "hello") > 0);
        const auto sent = device.waitForPublished(1);
        QCOMPARE(sent[0].payload, std::string("hello"));
        QCOMPARE(sent[0].qos, 1U);
        QVERIFY(!sent[0].duplicate);
        QVERIFY(sent[0].topic.starts_with(
            "devices/dev1/messages/devicebound/%24.mid=id%20of%20hello&"));
        QVERIFY(isRight(countsOf(fixture), 0, 1, 0));

        device.puback(sent[0].packetId);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void foreignPubackIsPassedOver()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});
        enqueue(fixture, "hello");
        const auto sent = device.waitForPublished(1);

        device.puback(static_cast<std::uint16_t>(sent[0].packetId + 1));
        enqueue(fixture, "second"); // behind whatever the PUBACK did
        device.waitForPublished(1);

        QVERIFY(isRight(countsOf(fixture), 0, 2, 0));
        QVERIFY(!device.isFinished());
    }

    void lateAcknowledgementDoesNotCompleteWhatWasRequeued()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});
        const CommandId id = enqueue(fixture, "first");
        const std::uint16_t before = device.waitForPublished(1)[0].packetId;
        purgeAll(fixture);
        QVERIFY(fixture.await(
            fixture.commands->requeueEdited(kDevice, id, commandWith("second"), kBackEnd)));
        const auto sent = device.waitForPublished(1);
        QCOMPARE(sent[0].payload, std::string("second"));

        device.puback(before);
        fixture.flush();
        QVERIFY(isRight(countsOf(fixture), 0, 1, 0));
        device.puback(sent[0].packetId);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void deviceThatNeverAcknowledgesIsClosed()
    {
        GatewayFixture fixture(ServicesFixture::Durability::None);
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});

        for (std::size_t i = 0; i < limits::kMaxUnackedCommands; ++i) {
            QVERIFY(enqueue(fixture, std::to_string(i)) > 0);
            if (i % 40 == 39) {
                device.waitForPublished(40);
                purgeAll(fixture);
            }
        }
        QVERIFY(!device.isFinished());
        enqueue(fixture, "one too many");

        QVERIFY(fixture.runUntil([&] { return device.isFinished(); }));
        device.drop();
        QVERIFY(fixture.runUntil([&] { return countsOf(fixture).waiting == 1; }));
    }

    void whatWaitsComesInOrderAfterTheSuback()
    {
        GatewayFixture fixture;
        for (int i = 0; i < 5; ++i) {
            enqueue(fixture, std::to_string(i));
        }
        Device device(fixture);
        device.connect(true);

        device.send(subscribePacket({{kCommands, 1}}));
        const Output output =
            device.waitFor([](const Output& out) { return out.published.size() == 5; });

        QCOMPARE(output.types.front(), 9U); // SUBACK
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(output.published[i].payload, std::to_string(i));
        }
    }

    void qosZeroCompletesWhatIsSent()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        enqueue(fixture, "once");

        QCOMPARE(device.waitForPublished(1)[0].qos, 0U);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void qosZeroIsNotCompletedWhenTheConnectionEndsBeforeItIsSent()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        enqueueBehindTheBack(fixture, "unsent");
        device.drop();

        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 1, 0, 0); }));
    }

    void goodbyeInTheMiddleOfADeliveryLosesNothing()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        enqueueBehindTheBack(fixture, "unsent");
        device.send(Bytes("\xe0\x00", 2)); // DISCONNECT; the socket is closed a little later
        QVERIFY(isRight(countsOf(fixture), 0, 1, 0));
        device.drop();

        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 1, 0, 0); }));
    }

    void unsubscribeInTheMiddleOfADeliveryGivesItBack_data()
    {
        QTest::addColumn<unsigned>("qos");
        QTest::newRow("QoS 0") << 0U;
        QTest::newRow("QoS 1") << 1U;
    }

    void unsubscribeInTheMiddleOfADeliveryGivesItBack()
    {
        QFETCH(unsigned, qos);
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, qos}});

        enqueueBehindTheBack(fixture, "unsent");
        device.send(unsubscribePacket(kCommands));
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 1, 0, 0); }));
        device.send(subscribePacket({{kCommands, qos}}));

        QCOMPARE(device.waitForPublished(1)[0].payload, std::string("unsent"));
    }

    void whatIsSentWithQosZeroNeedsNoPuback()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});

        enqueueBehindTheBack(fixture, "stored under QoS 1");
        device.send(subscribePacket({{kCommands, 0}}));

        QCOMPARE(device.waitForPublished(1)[0].qos, 0U);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void deviceThatDoesNotReadIsClosed()
    {
        GatewayFixture fixture(ServicesFixture::Durability::None);
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        const std::string large(60'000, 'x');
        std::uint64_t sent = 0;
        while (!device.isFinished() && sent < 1'000) {
            QVERIFY(enqueue(fixture, large) > 0);
            ++sent;
            fixture.flush();
        }

        QVERIFY(sent * large.size() > limits::kMaxUnreadOutput);
        QVERIFY(sent * large.size() < limits::kMaxUnreadOutput + 4 * large.size());
        device.drop();
        QVERIFY(fixture.runUntil([&] { return countsOf(fixture).waiting >= 1; }));
    }
};

QTEST_GUILESS_MAIN(MqttCommandsTest)
#include "tst_mqtt_commands.moc"
