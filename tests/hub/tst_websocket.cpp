// Devices over WebSocket on the HTTPS port: the handshake, frames of every shape, and the rules that
// hold on the MQTT port too.
#include "tests/support/resident_memory.h"
#include "tests/support/test_hub.h"

#include "domain/limits.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <mutex>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

using Opcode = WebSocketFrame::Opcode;

constexpr const char* kAcceptedKey = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // RFC 6455 §1.3

std::string events(const std::string& id)
{
    return "devices/" + id + "/messages/events/";
}

bool isAck(const std::optional<MqttPacket>& packet, unsigned id)
{
    return packet && packet->type == 4 && packet->packetId() == id;
}

/// Past the handshake, before CONNECT.
std::unique_ptr<WebSocketPeer> opened(const TestHub& hub)
{
    auto peer = hub.webSocket();
    if (!peer || peer->handshake().status != 101) {
        qFatal("no WebSocket");
    }
    return peer;
}

MqttPeer device(const TestHub& hub, const std::string& id)
{
    MqttPeer peer(opened(hub));
    if (peer.connect(TestHub::connectOptions(id)) != 0U) {
        qFatal("device %s cannot connect", id.c_str());
    }
    return peer;
}

Bytes connectPacket(const std::string& id)
{
    return MqttPeer::connectPacket(TestHub::connectOptions(id));
}

json::value deviceOf(const TestHub& hub, const std::string& id)
{
    HttpPeer peer = hub.http();
    return peer.get("/admin/devices/" + id).parsed();
}

/// The lines of a hub's log.
class LogLines final
{
public:
    TestHub::Adjust adjust()
    {
        return [this](Config& config) {
            config.log = [this](LogLevel, std::string_view line) {
                const std::lock_guard lock(mutex_);
                lines_.emplace_back(line);
            };
        };
    }

    bool hasLineWith(std::string_view event, std::string_view detail)
    {
        const std::lock_guard lock(mutex_);
        return std::any_of(lines_.begin(), lines_.end(), [&](const std::string& line) {
            return line.find(event) != std::string::npos && line.find(detail) != std::string::npos;
        });
    }

private:
    std::mutex mutex_;
    std::vector<std::string> lines_;
};

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

class HubWebSocketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handshake_data();
    void handshake();
    void bytesBehindTheHeadAreRefused();

    void telemetryIsStoredAndTheConsoleSeesTheProtocol();
    void wrongKeyIsRefusedAsOnTheMqttPort();
    void connectInFramesOfOneByte();
    void severalPacketsInOneFrame();
    void fragmentedMessageWithAPingInBetween();
    void pingIsAnswered();
    void largePublish_data();
    void largePublish();
    void manySmallMessagesAreAnsweredInOrder();

    void textFrameCloses();
    void unmaskedFrameCloses();
    void messageOverTheLimitCloses();
    void closeFrameIsAnsweredAndEndsTheSession();
    void disconnectClosesTheWebSocket();

    void newerConnectionTakesOver_data();
    void newerConnectionTakesOver();
    void hubThatStopsSaysWhy();
    void peerThatDoesNotReadIsBounded();
    void halfOpenConnectionEndsAtTheDeadline();
    void pingsDoNotKeepASilentDeviceAlive();
    void devicesThatAreInMakeNoRoomForStrangers();
    void connectionsCountAsDevices();
};

void HubWebSocketTest::handshake_data()
{
    QTest::addColumn<WebSocketHandshake>("sent");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("protocol"); // in the answer

    const auto row = [](const char* name, const WebSocketHandshake& sent, int status,
                        const std::string& protocol) {
        QTest::newRow(name) << sent << status << protocol;
    };
    row("as Node and Java", {}, 101, "mqtt");
    row("as C", {.protocol = "MQTT"}, 101, "MQTT");
    row("mixed case", {.protocol = "Mqtt"}, 101, "Mqtt");
    row("no sub-protocol", {.protocol = ""}, 101, "");
    row("AMQP", {.protocol = "AMQPWSB10"}, 400, "");
    row("MQTT behind AMQP", {.protocol = "AMQPWSB10, MQTT"}, 101, "MQTT");
    row("the first that fits", {.protocol = "mqttv3.1,Mqtt,mqtt"}, 101, "Mqtt");
    row("looks like it", {.protocol = "mqttv3.1"}, 400, "");
    row("two headers",
        {.protocol = "AMQPWSB10", .fields = {{"sec-websocket-protocol", "mqtt"}}}, 101, "mqtt");
    row("path in another case", {.target = "/$IOTHUB/WebSocket"}, 101, "mqtt");
    row("encoded path", {.target = "/%24iothub/websocket"}, 101, "mqtt");
    row("query of Java", {.target = "/$iothub/websocket?iothub-no-client-cert=true"}, 101, "mqtt");
    row("extension offered",
        {.fields = {{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}}},
        101, "mqtt");
    row("as Python",
        {.protocol = "",
         .fields = {{"Sec-WebSocket-Version", ""},
                    {"Sec-Websocket-Version", "13"},
                    {"Sec-Websocket-Protocol", "mqtt"},
                    {"Origin", "https://localhost:443"}}},
        101, "mqtt");
    row("several connection options", {.fields = {{"Connection", "keep-alive, Upgrade"}}}, 101,
        "mqtt");
    row("no key", {.fields = {{"Sec-WebSocket-Key", ""}}}, 400, "");
    row("short key", {.fields = {{"Sec-WebSocket-Key", "c2hvcnQ="}}}, 400, "");
    row("version 8", {.fields = {{"Sec-WebSocket-Version", "8"}}}, 426, "");
    row("no version", {.fields = {{"Sec-WebSocket-Version", ""}}}, 426, "");
    row("other upgrade", {.fields = {{"Upgrade", "h2c"}}}, 400, "");
    row("no host", {.fields = {{"Host", ""}}}, 400, "");
    row("with a body", {.fields = {{"Content-Length", "4"}}}, 400, "");
    row("HTTP/1.0", {.version = "HTTP/1.0"}, 400, "");
    row("no upgrade", {.fields = {{"Connection", "keep-alive"}}}, 401, "");
    row("not GET", {.method = "PUT"}, 401, "");
    row("other path", {.target = "/devices/websocket"}, 401, "");
    row("longer path", {.target = "/$iothub/websocket/x"}, 401, "");
}

void HubWebSocketTest::handshake()
{
    QFETCH(WebSocketHandshake, sent);
    QFETCH(int, status);
    QFETCH(std::string, protocol);
    static TestHub hub;
    const auto peer = hub.webSocket();

    const WebSocketAnswer answer = peer->handshake(sent);

    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("sec-websocket-protocol"), protocol);
    QVERIFY(!answer.headers.contains("sec-websocket-extensions"));
    if (status == 101) {
        QCOMPARE(answer.header("sec-websocket-accept"), std::string(kAcceptedKey));
        QVERIFY(peer->sendFrame({.opcode = Opcode::Ping, .payload = "alive"}));
        const auto pong = peer->receiveFrame();
        QVERIFY(pong && pong->payload == "alive");
    } else if (status == 426) {
        QCOMPARE(answer.header("sec-websocket-version"), std::string("13"));
    }
}

void HubWebSocketTest::bytesBehindTheHeadAreRefused()
{
    TestHub hub;
    const auto peer = hub.tls(hub.server().endpoints().https.front());

    peer->send(WebSocketPeer::requestOf({}) + WebSocketPeer::encode({.payload = "too early"}));

    QVERIFY(peer->receive(12) == "HTTP/1.1 400");
}

void HubWebSocketTest::telemetryIsStoredAndTheConsoleSeesTheProtocol()
{
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer = device(hub, "dev1");

    QVERIFY(peer.publish(events("dev1") + "a=b", "21.5", 1));

    QVERIFY(isAck(peer.receive(), 1));
    const json::array stored = hub.messagesOf("dev1", 1);
    QCOMPARE(std::string(stored.at(0).at("body").as_string()), std::string("21.5"));
    const json::value connection = deviceOf(hub, "dev1").at("connection");
    QCOMPARE(std::string(connection.at("protocol").as_string()), std::string("mqtt-ws"));
    QCOMPARE(std::string(connection.at("tlsVersion").as_string()), std::string("TLSv1.3"));
    QVERIFY(std::string(connection.at("address").as_string()).starts_with("127.0.0.1:"));
}

void HubWebSocketTest::wrongKeyIsRefusedAsOnTheMqttPort()
{
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer(opened(hub));
    const std::string other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    QVERIFY(peer.connect(TestHub::connectOptions("dev1", other)) == 5U);
    QVERIFY(!peer.receive().has_value());
}

void HubWebSocketTest::connectInFramesOfOneByte()
{
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer(opened(hub));

    for (const char byte : connectPacket("dev1")) {
        QVERIFY(peer.sendRaw(Bytes(1, byte)));
    }

    const auto answer = peer.receive();
    QVERIFY(answer && answer->type == 2);
    QCOMPARE(answer->body, Bytes(2, '\0'));
}

void HubWebSocketTest::severalPacketsInOneFrame()
{
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer(opened(hub));

    peer.sendRaw(connectPacket("dev1") + MqttPeer::publishPacket(events("dev1"), "x", 1, 2) +
                 MqttPeer::publishPacket(events("dev1"), "y", 2, 2));

    const auto answer = peer.receive();
    QVERIFY(answer && answer->type == 2);
    QVERIFY(isAck(peer.receive(), 1));
    QVERIFY(isAck(peer.receive(), 2));
}

void HubWebSocketTest::fragmentedMessageWithAPingInBetween()
{
    TestHub hub;
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    const Bytes connect = connectPacket("dev1");

    socket->sendFrame({.isFinal = false, .payload = connect.substr(0, 10)});
    socket->sendFrame({.opcode = Opcode::Ping, .payload = "between"});
    socket->sendFrame({.opcode = Opcode::Continuation, .isFinal = false, .payload = ""});
    socket->sendFrame({.opcode = Opcode::Continuation, .payload = connect.substr(10)});

    const auto pong = socket->receiveFrame();
    QVERIFY(pong && pong->opcode == Opcode::Pong);
    QCOMPARE(pong->payload, Bytes("between"));
    const auto answer = socket->receiveFrame();
    QVERIFY(answer && answer->opcode == Opcode::Binary && answer->isFinal);
    QCOMPARE(answer->payload, Bytes("\x20\x02\0\0", 4));
}

void HubWebSocketTest::pingIsAnswered()
{
    TestHub hub;
    const auto socket = opened(hub);

    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{125}}) {
        socket->sendFrame({.opcode = Opcode::Ping, .payload = Bytes(size, 'p')});
        const auto pong = socket->receiveFrame();
        QVERIFY(pong && pong->opcode == Opcode::Pong);
        QCOMPARE(pong->payload, Bytes(size, 'p'));
    }
}

void HubWebSocketTest::largePublish_data()
{
    QTest::addColumn<int>("frameBytes");
    QTest::newRow("one frame") << 1'000'000;
    QTest::newRow("small frames") << 1'000;
}

void HubWebSocketTest::largePublish()
{
    QFETCH(int, frameBytes);
    TestHub hub;
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    socket->send(connectPacket("dev1"));
    QCOMPARE(socket->receive(4), Bytes("\x20\x02\0\0", 4));
    std::string body(250'000, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) {
        body[i] = static_cast<char>('a' + i % 23);
    }
    const Bytes packet = MqttPeer::publishPacket(events("dev1"), body, 7, 2);

    const auto step = static_cast<std::size_t>(frameBytes);
    for (std::size_t at = 0; at < packet.size(); at += step) {
        socket->sendFrame({.opcode = at == 0 ? Opcode::Binary : Opcode::Continuation,
                           .isFinal = at + step >= packet.size(),
                           .payload = packet.substr(at, step)});
    }

    QCOMPARE(socket->receive(4), Bytes("\x40\x02\0\x07", 4));
    const json::array stored = hub.messagesOf("dev1", 1);
    QVERIFY(std::string(stored.at(0).at("body").as_string()) == body);
}

void HubWebSocketTest::manySmallMessagesAreAnsweredInOrder()
{
    constexpr unsigned kCount = 2'000;
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer = device(hub, "dev1");

    for (unsigned id = 1; id <= kCount; ++id) {
        QVERIFY(peer.publish(events("dev1"), "x", static_cast<std::uint16_t>(id)));
    }

    for (unsigned id = 1; id <= kCount; ++id) {
        QVERIFY2(isAck(peer.receive(), id), std::to_string(id).c_str());
    }
}

void HubWebSocketTest::textFrameCloses()
{
    TestHub hub;
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    socket->send(connectPacket("dev1"));
    QCOMPARE(socket->receive(4).size(), std::size_t{4});

    socket->sendFrame({.opcode = Opcode::Text, .payload = "hello"});

    QVERIFY(socket->receiveClose() == 1003U);
    QTRY_VERIFY_WITH_TIMEOUT(deviceOf(hub, "dev1").at("connection").is_null(), 3'000);
}

void HubWebSocketTest::unmaskedFrameCloses()
{
    TestHub hub;
    const auto socket = opened(hub);

    socket->tls().send(ByteView("\x82\x01x", 3));

    QVERIFY(socket->receiveClose() == 1002U);
}

void HubWebSocketTest::messageOverTheLimitCloses()
{
    TestHub hub;
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    socket->send(connectPacket("dev1"));
    QCOMPARE(socket->receive(4).size(), std::size_t{4});
    const Bytes publish = MqttPeer::publishPacket(events("dev1"), std::string(60'000, 'x'), 0, 0);

    std::size_t sent = 0;
    for (; sent <= limits::kMaxWebSocketMessageBytes; sent += publish.size()) {
        socket->sendFrame({.opcode = sent == 0 ? Opcode::Binary : Opcode::Continuation,
                           .isFinal = false,
                           .payload = publish});
    }

    QVERIFY(socket->receiveClose() == 1009U);
}

void HubWebSocketTest::closeFrameIsAnsweredAndEndsTheSession()
{
    TestHub hub;
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    socket->send(connectPacket("dev1"));
    QCOMPARE(socket->receive(4).size(), std::size_t{4});

    socket->sendFrame({.opcode = Opcode::Close, .payload = Bytes("\x03\xe8", 2)});

    QVERIFY(socket->receiveClose() == 1000U);
    QTRY_VERIFY_WITH_TIMEOUT(deviceOf(hub, "dev1").at("connection").is_null(), 3'000);
}

void HubWebSocketTest::disconnectClosesTheWebSocket()
{
    LogLines log;
    TestHub hub(log.adjust());
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    socket->send(connectPacket("dev1"));
    QCOMPARE(socket->receive(4).size(), std::size_t{4});

    socket->send(Bytes("\xe0\0", 2));

    QVERIFY(socket->receiveClose() == 1000U);
    QTRY_VERIFY_WITH_TIMEOUT(log.hasLineWith("device-disconnected", "clientDisconnected"), 3'000);
}

void HubWebSocketTest::newerConnectionTakesOver_data()
{
    QTest::addColumn<bool>("webSocketFirst");
    QTest::newRow("MQTT port from WebSocket") << true;
    QTest::newRow("WebSocket from MQTT port") << false;
}

void HubWebSocketTest::newerConnectionTakesOver()
{
    QFETCH(bool, webSocketFirst);
    TestHub hub;
    hub.addDevice("dev1");
    const auto connect = [&](bool overWebSocket) {
        return overWebSocket ? std::make_unique<MqttPeer>(device(hub, "dev1"))
                             : hub.device("dev1");
    };
    const auto first = connect(webSocketFirst);

    const auto second = connect(!webSocketFirst);

    QVERIFY(!first->receive().has_value());
    QVERIFY(second->publish(events("dev1"), "x", 1));
    QVERIFY(isAck(second->receive(), 1));
    const json::value connection = deviceOf(hub, "dev1").at("connection");
    QCOMPARE(std::string(connection.at("protocol").as_string()),
             std::string(webSocketFirst ? "mqtt" : "mqtt-ws"));
}

void HubWebSocketTest::hubThatStopsSaysWhy()
{
    LogLines log;
    TestHub hub(log.adjust());
    hub.addDevice("dev1");
    const auto socket = opened(hub);
    socket->send(connectPacket("dev1"));
    QCOMPARE(socket->receive(4).size(), std::size_t{4});
    const auto halfOpen = opened(hub);
    QElapsedTimer took;
    took.start();

    hub.stop();

    QVERIFY(took.elapsed() < 4'000);
    QVERIFY(socket->receiveClose() == 1000U);
    QVERIFY(log.hasLineWith("device-disconnected", "hubStopping"));
    QVERIFY(!halfOpen->receiveFrame().has_value());
}

/// It asks and asks, and never takes an answer: the hub stops reading instead of storing them.
void HubWebSocketTest::peerThatDoesNotReadIsBounded()
{
    constexpr int kMost = 50'000; // about 50 MB of answers
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer = device(hub, "dev1");
    peer.subscribe({{"$iothub/twin/res/#", 0}});
    peer.tls().setTimeout(500ms);
    const std::string topic = "$iothub/twin/GET/?$rid=" + std::string(1'000, 'r');
    const std::size_t before = residentKilobytes();

    int sent = 0;
    while (sent < kMost && peer.publishQos0(topic, "")) {
        ++sent;
    }

    QVERIFY2(sent < kMost, "the hub reads on");
    const std::size_t grown = residentKilobytes() - std::min(before, residentKilobytes());
    QVERIFY2(grown < 16'000, std::to_string(grown).c_str());
}

void HubWebSocketTest::halfOpenConnectionEndsAtTheDeadline()
{
    TestHub hub([](Config& config) { config.authenticationDeadline = 1s; });
    QElapsedTimer took;
    took.start();
    const auto silent = opened(hub);
    const auto half = opened(hub);
    half->send(connectPacket("dev1").substr(0, 20));

    QVERIFY(!silent->receiveFrame().has_value());
    QVERIFY(took.elapsed() >= 900);
    QVERIFY(took.elapsed() < 2'500);
    QVERIFY(half->tls().waitForClose(500ms));
}

void HubWebSocketTest::pingsDoNotKeepASilentDeviceAlive()
{
    LogLines log;
    TestHub hub(log.adjust());
    hub.addDevice("dev1");
    MqttConnect options = TestHub::connectOptions("dev1");
    options.keepAlive = 1; // so it has 1.5 s
    const auto socket = opened(hub);
    socket->send(MqttPeer::connectPacket(options));
    QCOMPARE(socket->receive(4).size(), std::size_t{4});
    QElapsedTimer took;
    took.start();

    socket->tls().setTimeout(100ms);
    while (!log.hasLineWith("device-disconnected", "keepAliveExpired") && took.elapsed() < 4'000) {
        socket->sendFrame({.opcode = Opcode::Ping});
        socket->receiveFrame();
    }

    QVERIFY(took.elapsed() >= 1'400);
    QVERIFY(log.hasLineWith("device-disconnected", "keepAliveExpired"));
}

void HubWebSocketTest::devicesThatAreInMakeNoRoomForStrangers()
{
    TestHub hub;
    hub.addDevice("dev1");
    MqttPeer peer = device(hub, "dev1");

    const auto strangers =
        silentPeers(hub.server().endpoints().https.front(), limits::kMaxHttpConnections + 8);

    QVERIFY(peer.publish(events("dev1"), "x", 1));
    QVERIFY(isAck(peer.receive(), 1));
    HttpPeer console = hub.http();
    QCOMPARE(console.get("/admin/health").status, 200);
}

void HubWebSocketTest::connectionsCountAsDevices()
{
    TestHub hub([](Config& config) { config.maxConnections = 2; });
    hub.addDevice("dev1");
    hub.addDevice("dev2");
    const auto first = hub.device("dev1");
    {
        const MqttPeer second = device(hub, "dev2");

        QCOMPARE(hub.webSocket()->handshake().status, 503);
        QVERIFY(hub.mqtt() == nullptr);
    }
    QTRY_COMPARE_WITH_TIMEOUT(hub.webSocket()->handshake().status, 101, 3'000); // its place is free
}

QTEST_GUILESS_MAIN(HubWebSocketTest)
#include "tst_websocket.moc"
