#include "domain/limits.h"
#include "protocol/mqtt/machine.h"
#include "tests/support/golden_mqtt.h"
#include "tests/support/printing.h"
#include "tests/support/resident_memory.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::chrono_literals;
using namespace std::string_literals;
using mqtt::ConnectCode;
using mqtt::Violation;

class MqttMachineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectWaitsForItsAnswer();
    void packetsBehindConnectWaitForConnack();
    void pingBehindConnectIsAnsweredBehindConnack();
    void refusedConnectEndsTheConnection_data();
    void refusedConnectEndsTheConnection();
    void acceptedConnectSaysWhetherASessionWasThere();
    void firstPacketMustBeConnect_data();
    void firstPacketMustBeConnect();
    void secondConnectEndsTheConnection();
    void otherProtocolLevelIsAnsweredAndEnds();
    void malformedPacketEndsTheConnection_data();
    void malformedPacketEndsTheConnection();
    void pingIsAnsweredOnceEach();
    void pingIsNoEvent();
    void brokenPingIsMalformed_data();
    void brokenPingIsMalformed();
    void disconnectEndsTheConnection();
    void nothingComesAfterClose();
    void outputBeforeCloseMayStillLeave();
    void outputLeavesInParts();
    void outputThatNeverRunsEmptyDoesNotGrow();
    void answersAreTheGoldenBytes();
    void largePacketIsJudgedByItsLength_data();
    void largePacketIsJudgedByItsLength();
    void largeConnectIsJudgedByItsLength_data();
    void largeConnectIsJudgedByItsLength();
    void limitBeforeConnectIsGoneAfterwards();
    void keepAliveEndsAtOneAndAHalf_data();
    void keepAliveEndsAtOneAndAHalf();
    void everyPacketPutsTheEndOff_data();
    void everyPacketPutsTheEndOff();
    void keepAliveThatExpiredEndsTheConnection();
    void closedConnectionHasNoDeadline();
};

namespace {

const MonoTime kStart = MonoTime(1h);

std::optional<std::string> nextShown(mqtt::Machine& machine)
{
    const auto event = machine.nextEvent();
    return event ? std::optional(shown(*event)) : std::nullopt;
}

/// All events that come now.
std::vector<std::string> drained(mqtt::Machine& machine)
{
    std::vector<std::string> events;
    while (auto text = nextShown(machine)) {
        events.push_back(*text);
    }
    return events;
}

std::vector<std::string> fed(mqtt::Machine& machine, ByteView bytes)
{
    machine.receive(bytes);
    return drained(machine);
}

/// Everything that wants to leave, gone.
std::string sentHex(mqtt::Machine& machine)
{
    const std::string hex = toHex(machine.output());
    machine.consumed(machine.output().size());
    return hex;
}

/// After CONNECT and CONNACK, with empty output.
void connectMachine(mqtt::Machine& machine, unsigned keepAlive = 60)
{
    ConnectFields fields;
    fields.keepAlive = keepAlive;
    machine.onTime(kStart);
    fed(machine, connectPacket(fields));
    machine.connack(ConnectCode::Accepted, false);
    sentHex(machine);
}

std::string malformed(Violation violation)
{
    return shown(mqtt::Malformed{violation});
}

using Events = std::vector<std::string>;

} // namespace

void MqttMachineTest::connectWaitsForItsAnswer()
{
    mqtt::Machine machine;
    QVERIFY(machine.wantsInput());
    QVERIFY(!machine.finished());

    const Events events = fed(machine, kNodeConnect);

    QVERIFY(events == Events{goldenConversations()[0].events[0]});
    QVERIFY(!machine.wantsInput());
    QVERIFY(machine.output().empty());

    machine.connack(ConnectCode::Accepted, false);
    QVERIFY(machine.wantsInput());
    QCOMPARE(sentHex(machine), "20020000"s);
}

void MqttMachineTest::packetsBehindConnectWaitForConnack()
{
    mqtt::Machine machine;
    const Bytes stream = connectPacket() + publishPacket("a", "1", 1) + publishPacket("b", "2", 2) +
                         subscribePacket(3, {{"c", 1}});

    machine.receive(stream);
    QVERIFY(nextShown(machine)->starts_with("CONNECT"));
    QVERIFY(!nextShown(machine));
    QVERIFY(!nextShown(machine));

    machine.connack(ConnectCode::Accepted, false);
    const Events events = drained(machine);

    QVERIFY(events == (Events{"PUBLISH q1 id=1 a 1", "PUBLISH q1 id=2 b 2", "SUBSCRIBE 3 c:1"}));
}

void MqttMachineTest::pingBehindConnectIsAnsweredBehindConnack()
{
    mqtt::Machine machine;

    fed(machine, connectPacket() + kPingreq);
    QVERIFY(machine.output().empty());

    machine.connack(ConnectCode::Accepted, false);
    drained(machine);

    QCOMPARE(sentHex(machine), "20020000d000"s);
}

void MqttMachineTest::refusedConnectEndsTheConnection_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("client id") << 2 << "20020002"s;
    QTest::newRow("try later") << 3 << "20020003"s;
    QTest::newRow("not authorized") << 5 << "20020005"s;
}

// §3.2.2.2: a refusal has no session, whatever the caller says.
void MqttMachineTest::refusedConnectEndsTheConnection()
{
    QFETCH(const int, code);
    QFETCH(const std::string, hex);
    mqtt::Machine machine;
    fed(machine, connectPacket() + publishPacket("a", "1", 1) + kPingreq);

    machine.connack(static_cast<ConnectCode>(code), true);

    QVERIFY(machine.finished());
    QVERIFY(drained(machine).empty());
    QVERIFY(fed(machine, publishPacket("b", "2", 2)).empty());
    QCOMPARE(sentHex(machine), hex);
}

void MqttMachineTest::acceptedConnectSaysWhetherASessionWasThere()
{
    mqtt::Machine machine;
    fed(machine, connectPacket());

    machine.connack(ConnectCode::Accepted, true);

    QCOMPARE(sentHex(machine), "20020100"s);
    QVERIFY(!machine.finished());
}

void MqttMachineTest::firstPacketMustBeConnect_data()
{
    QTest::addColumn<std::string>("bytes");

    QTest::newRow("PUBLISH") << publishPacket("a", "1");
    QTest::newRow("SUBSCRIBE") << subscribePacket(1, {{"a", 0}});
    QTest::newRow("PINGREQ") << kPingreq;
    QTest::newRow("DISCONNECT") << kDisconnect;
    QTest::newRow("PUBACK") << fromHex("40020001");
    QTest::newRow("CONNACK") << fromHex("20020000");
    QTest::newRow("one byte of a PUBLISH") << fromHex("30");
    QTest::newRow("HTTP") << "GET / HTTP/1.1\r\n\r\n"s;
    QTest::newRow("NUL") << fromHex("00");
    QTest::newRow("length without end") << fromHex("30ffffffffff");
}

void MqttMachineTest::firstPacketMustBeConnect()
{
    QFETCH(const std::string, bytes);
    mqtt::Machine machine;

    const Events events = fed(machine, bytes);

    QVERIFY(events == Events{malformed(Violation::FirstPacketNotConnect)});
    QVERIFY(machine.finished());
    QVERIFY(machine.output().empty()); // no CONNACK, no PINGRESP
}

void MqttMachineTest::secondConnectEndsTheConnection()
{
    mqtt::Machine machine;
    connectMachine(machine);

    const Events events = fed(machine, connectPacket() + publishPacket("a", "1"));

    QVERIFY(events == Events{malformed(Violation::SecondConnect)});
    QVERIFY(machine.finished());
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::otherProtocolLevelIsAnsweredAndEnds()
{
    ConnectFields fields;
    fields.level = 5;
    mqtt::Machine machine;

    const Events events = fed(machine, connectPacket(fields) + publishPacket("a", "1"));

    QVERIFY(events == Events{"level 5"});
    QVERIFY(machine.finished());
    QCOMPARE(sentHex(machine), "20020001"s);
}

void MqttMachineTest::malformedPacketEndsTheConnection_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Violation>("violation");

    QTest::newRow("flags") << fromHex("41020001") << Violation::ReservedFlags;
    QTest::newRow("type") << fromHex("f000") << Violation::UnknownPacketType;
    QTest::newRow("too large") << fromHex("30ffffff7f") << Violation::PacketTooLarge;
    QTest::newRow("length") << fromHex("30ffffffff") << Violation::LengthMalformed;
    QTest::newRow("truncated") << fromHex("400100") << Violation::Truncated;
    QTest::newRow("trailing") << fromHex("4003000100") << Violation::TrailingBytes;
    QTest::newRow("text") << publishPacket("\0"s, "") << Violation::TextMalformed;
    QTest::newRow("empty topic") << publishPacket("", "") << Violation::TopicEmpty;
    QTest::newRow("QoS 2") << fromHex("34050001740001") << Violation::QosUnsupported;
    QTest::newRow("packet id 0") << fromHex("40020000") << Violation::PacketIdZero;
    QTest::newRow("no filters") << subscribePacket(1, {}) << Violation::NoFilters;
    QTest::newRow("too many filters")
        << subscribePacket(1, Filters(limits::kMaxFiltersPerSubscribe + 1, {"a", 0}))
        << Violation::TooManyFilters;
}

void MqttMachineTest::malformedPacketEndsTheConnection()
{
    QFETCH(const std::string, bytes);
    QFETCH(const Violation, violation);
    mqtt::Machine machine;
    connectMachine(machine);

    const Events events =
        fed(machine, publishPacket("a", "1", 1) + bytes + publishPacket("b", "2", 2));

    QVERIFY(events == (Events{"PUBLISH q1 id=1 a 1", malformed(violation)}));
    QVERIFY(machine.finished());
    QVERIFY(fed(machine, publishPacket("c", "3", 3)).empty());
}

// C# throws on a second answer, and on one that nobody asked for.
void MqttMachineTest::pingIsAnsweredOnceEach()
{
    mqtt::Machine machine;
    connectMachine(machine);
    QVERIFY(machine.output().empty());

    fed(machine, kPingreq);
    QCOMPARE(sentHex(machine), "d000"s);

    fed(machine, kPingreq + kPingreq);
    QCOMPARE(sentHex(machine), "d000d000"s);

    machine.onTime(kStart + 30s);
    drained(machine);
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::pingIsNoEvent()
{
    mqtt::Machine machine;
    connectMachine(machine);

    const Events events = fed(machine, kPingreq + publishPacket("a", "1") + kPingreq);

    QVERIFY(events == Events{"PUBLISH q0 id=0 a 1"});
}

void MqttMachineTest::brokenPingIsMalformed_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Violation>("violation");

    QTest::newRow("flags") << fromHex("c100") << Violation::ReservedFlags;
    QTest::newRow("body") << fromHex("c00100") << Violation::TrailingBytes;
}

void MqttMachineTest::brokenPingIsMalformed()
{
    QFETCH(const std::string, bytes);
    QFETCH(const Violation, violation);
    mqtt::Machine machine;
    connectMachine(machine);

    const Events events = fed(machine, bytes);

    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(events[0], malformed(violation));
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::disconnectEndsTheConnection()
{
    mqtt::Machine machine;
    connectMachine(machine);

    const Events events = fed(machine, kDisconnect + publishPacket("a", "1") + kPingreq);

    QVERIFY(events == Events{"DISCONNECT"});
    QVERIFY(machine.finished());
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::nothingComesAfterClose()
{
    mqtt::Machine machine;
    connectMachine(machine);
    const Bytes waiting = publishPacket("a", "1");
    machine.receive(waiting);

    machine.close();

    QVERIFY(machine.finished());
    QVERIFY(drained(machine).empty());
    QVERIFY(fed(machine, publishPacket("b", "2") + kPingreq).empty());
    machine.onTime(kStart + 24h);
    QVERIFY(drained(machine).empty());
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::outputBeforeCloseMayStillLeave()
{
    mqtt::Machine machine;
    connectMachine(machine);
    machine.puback(7);

    machine.close();

    QCOMPARE(sentHex(machine), "40020007"s);
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::outputLeavesInParts()
{
    mqtt::Machine machine;
    connectMachine(machine);
    const std::string payload(3'000, 'x');
    mqtt::Publish publish;
    publish.topic = "t";
    publish.payload = payload;

    machine.puback(1);
    machine.publish(publish);
    machine.puback(2);
    const Bytes all(machine.output());
    Bytes left;
    std::size_t step = 1;
    bool added = false;
    while (!machine.output().empty()) {
        const std::size_t count = std::min(step++, machine.output().size());
        left += machine.output().substr(0, count);
        machine.consumed(count);
        if (!added && left.size() > 1'000) {
            machine.puback(3); // more while some has left
            added = true;
        }
    }

    QCOMPARE(all.size(), 4 + 3 + 3 + payload.size() + 4);
    QVERIFY(left == all + fromHex("40020003"));
    machine.consumed(0);
    QVERIFY(machine.output().empty());
}

/// A peer that reads steadily, but never everything, holds no more than what it has not read.
void MqttMachineTest::outputThatNeverRunsEmptyDoesNotGrow()
{
    mqtt::Machine machine;
    connectMachine(machine);
    const Bytes payload(60'000, 'x');
    mqtt::Publish publish;
    publish.topic = "t";
    publish.payload = payload;
    machine.publish(publish);
    const std::size_t before = residentKilobytes();

    for (int i = 0; i < 4'000; ++i) { // 240 MB
        machine.publish(publish);
        machine.consumed(machine.output().size() - 1'000);
    }

    QVERIFY(residentKilobytes() <= before + 16 * 1024);
    QCOMPARE(machine.output().size(), std::size_t{1'000});
}

// Device API, 1.17.
void MqttMachineTest::answersAreTheGoldenBytes()
{
    mqtt::Machine machine;
    connectMachine(machine);
    mqtt::Publish method;
    method.topic = "$iothub/methods/POST/reboot/?$rid=7";
    method.payload = R"({"delay":3})";

    machine.puback(0x834b);
    machine.suback(0x834d, "\1"s);
    machine.suback(2, "\1\0\0"s);
    machine.unsuback(8);
    machine.publish(method);

    QCOMPARE(sentHex(machine),
             "4002834b"s + "9003834d01" + "90050002010000" + "b0020008" +
                 "3030002324696f746875622f6d6574686f64732f504f53542f7265626f6f742f3f247269643d37"
                 "7b2264656c6179223a337d");
}

// Device API, 1.8: a packet of more than 262144 bytes closes.
void MqttMachineTest::largePacketIsJudgedByItsLength_data()
{
    QTest::addColumn<quint64>("totalBytes");
    QTest::addColumn<bool>("accepted");

    QTest::newRow("262144") << quint64{262'144} << true;
    QTest::newRow("262145") << quint64{262'145} << false;
    QTest::newRow("above every reading of the limit") << quint64{262'150} << false;
    QTest::newRow("a megabyte") << quint64{1'048'576} << false;
    QTest::newRow("256 MiB") << quint64{268'435'460} << false;
}

void MqttMachineTest::largePacketIsJudgedByItsLength()
{
    QFETCH(const quint64, totalBytes);
    QFETCH(const bool, accepted);
    mqtt::Machine machine;
    connectMachine(machine);

    Bytes header = fromHex("30");
    const std::size_t lengthBytes = totalBytes > 2'097'155 ? 4 : 3;
    for (std::size_t left = totalBytes - 1 - lengthBytes, i = 0; i < lengthBytes; ++i) {
        appendByte(header, static_cast<unsigned>(left % 128) | (i + 1 < lengthBytes ? 0x80U : 0U));
        left /= 128;
    }
    const Events events = fed(machine, header);

    QCOMPARE(events.empty(), accepted);
    QVERIFY(accepted || events == Events{malformed(Violation::PacketTooLarge)});
    QCOMPARE(machine.finished(), !accepted);
    if (accepted) {
        Bytes body = mqttText("t");
        body.resize(totalBytes - header.size(), 'x');
        QCOMPARE(fed(machine, body).size(), std::size_t{1});
    }
}

void MqttMachineTest::largeConnectIsJudgedByItsLength_data()
{
    QTest::addColumn<std::string>("header");
    QTest::addColumn<bool>("accepted");

    QTest::newRow("65536 in all") << fromHex("10fcff03") << true; // 4 + 65532
    QTest::newRow("65537 in all") << fromHex("10fdff03") << false;
    QTest::newRow("size of a message") << fromHex("10808010") << false;
    QTest::newRow("256 MiB") << fromHex("10ffffff7f") << false;
}

void MqttMachineTest::largeConnectIsJudgedByItsLength()
{
    QFETCH(const std::string, header);
    QFETCH(const bool, accepted);
    mqtt::Machine machine;

    const Events events = fed(machine, header);

    QCOMPARE(events.empty(), accepted);
    QVERIFY(accepted || events == Events{malformed(Violation::PacketTooLarge)});
}

void MqttMachineTest::limitBeforeConnectIsGoneAfterwards()
{
    mqtt::Machine machine;
    const Bytes large = publishPacket("t", Bytes(100'000, 'x'));

    QCOMPARE(fed(machine, connectPacket() + large).size(), std::size_t{1});
    machine.connack(ConnectCode::Accepted, false);

    QCOMPARE(drained(machine).size(), std::size_t{1});
    QVERIFY(!machine.finished());
}

// Device API, 1.4; more than 1177 s is treated as 1177 s.
void MqttMachineTest::keepAliveEndsAtOneAndAHalf_data()
{
    QTest::addColumn<unsigned>("keepAlive");
    QTest::addColumn<int>("milliseconds");

    QTest::newRow("1") << 1U << 1'500;
    QTest::newRow("2") << 2U << 3'000;
    QTest::newRow("3") << 3U << 4'500;
    QTest::newRow("Python") << 60U << 90'000;
    QTest::newRow("Node") << 180U << 270'000;
    QTest::newRow("Java") << 230U << 345'000;
    QTest::newRow("at the cap") << 1'177U << 1'765'500;
    QTest::newRow("above the cap") << 1'178U << 1'765'500;
    QTest::newRow("most of Python") << 1'740U << 1'765'500;
    QTest::newRow("highest") << 65'535U << 1'765'500;
    QTest::newRow("0 means the cap") << 0U << 1'767'000;
}

void MqttMachineTest::keepAliveEndsAtOneAndAHalf()
{
    QFETCH(const unsigned, keepAlive);
    QFETCH(const int, milliseconds);
    mqtt::Machine machine;
    connectMachine(machine, keepAlive);
    const MonoTime end = kStart + std::chrono::milliseconds(milliseconds);

    QVERIFY(machine.deadline().has_value());
    QCOMPARE(
        std::chrono::duration_cast<std::chrono::milliseconds>(*machine.deadline() - kStart).count(),
        std::chrono::milliseconds::rep{milliseconds});

    machine.onTime(end - 1ms);
    QVERIFY(drained(machine).empty());

    machine.onTime(end);
    QVERIFY(drained(machine) == Events{"keep-alive expired"});
}

void MqttMachineTest::everyPacketPutsTheEndOff_data()
{
    QTest::addColumn<std::string>("packet");

    QTest::newRow("PINGREQ") << kPingreq;
    QTest::newRow("PUBLISH") << publishPacket("a", "1", 1);
    QTest::newRow("PUBACK") << fromHex("40020001");
    QTest::newRow("SUBSCRIBE") << subscribePacket(1, {{"a", 0}});
}

void MqttMachineTest::everyPacketPutsTheEndOff()
{
    QFETCH(const std::string, packet);
    mqtt::Machine machine;
    connectMachine(machine, 60);

    machine.onTime(kStart + 89s);
    fed(machine, packet);
    QVERIFY(machine.deadline() == kStart + 89s + 90s);

    machine.onTime(kStart + 178s);
    QVERIFY(drained(machine).empty());

    machine.onTime(kStart + 179s);
    QVERIFY(drained(machine) == Events{"keep-alive expired"});
}

void MqttMachineTest::keepAliveThatExpiredEndsTheConnection()
{
    mqtt::Machine machine;
    connectMachine(machine, 60);

    machine.onTime(kStart + 90s);
    QVERIFY(drained(machine) == Events{"keep-alive expired"});

    QVERIFY(machine.finished());
    QVERIFY(fed(machine, publishPacket("a", "1") + kPingreq).empty());
    QVERIFY(machine.output().empty());
}

void MqttMachineTest::closedConnectionHasNoDeadline()
{
    mqtt::Machine machine;
    connectMachine(machine, 60);

    fed(machine, kDisconnect);

    QVERIFY(!machine.deadline());
}

std::unique_ptr<QObject> mqttMachineTest()
{
    return std::make_unique<MqttMachineTest>();
}

} // namespace hub::test

#include "tst_mqtt_machine.moc"
