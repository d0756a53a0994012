#include "protocol/mqtt/decoder.h"
#include "protocol/mqtt/encoder.h"
#include "tests/support/hex_bytes.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class MqttEncoderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connackHasCodeAndSession_data();
    void connackHasCodeAndSession();
    void acknowledgementsAreTheGoldenOnes();
    void subackHasACodePerFilter_data();
    void subackHasACodePerFilter();
    void publishIsTheGoldenOne_data();
    void publishIsTheGoldenOne();
    void publishFlagsAreSet_data();
    void publishFlagsAreSet();
    void publishOfEachLengthIsRead_data();
    void publishOfEachLengthIsRead();
    void packetsAreAppended();
};

void MqttEncoderTest::connackHasCodeAndSession_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("session");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("accepted") << 0 << false << "20020000"s;
    QTest::newRow("accepted, session present") << 0 << true << "20020100"s;
    QTest::newRow("protocol level") << 1 << false << "20020001"s;
    QTest::newRow("client id") << 2 << false << "20020002"s;
    QTest::newRow("try later") << 3 << false << "20020003"s;
    QTest::newRow("not authorized") << 5 << false << "20020005"s;
}

void MqttEncoderTest::connackHasCodeAndSession()
{
    QFETCH(const int, code);
    QFETCH(const bool, session);
    QFETCH(const std::string, hex);

    Bytes out;
    mqtt::appendConnack(out, static_cast<mqtt::ConnectCode>(code), session);

    QCOMPARE(toHex(out), hex);
}

// Device API, 1.17.
void MqttEncoderTest::acknowledgementsAreTheGoldenOnes()
{
    Bytes puback;
    mqtt::appendPuback(puback, 0x834b);
    Bytes unsuback;
    mqtt::appendUnsuback(unsuback, 0x0102);
    Bytes pingresp;
    mqtt::appendPingresp(pingresp);

    QCOMPARE(toHex(puback), "4002834b"s);
    QCOMPARE(toHex(unsuback), "b0020102"s);
    QCOMPARE(toHex(pingresp), "d000"s);
}

void MqttEncoderTest::subackHasACodePerFilter_data()
{
    QTest::addColumn<int>("packetId");
    QTest::addColumn<std::string>("codes");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("Node, commands") << 0x834d << "\1"s
                                    << "9003834d01"s;
    QTest::newRow("Node, methods") << 0x834e << "\0"s
                                   << "9003834e00"s;
    QTest::newRow("Python") << 3 << "\1"s
                            << "9003000301"s;
    QTest::newRow("C, three filters") << 2 << "\1\0\0"s
                                      << "90050002010000"s;
    QTest::newRow("one refused") << 7 << "\x01\x80"s
                                 << "900400070180"s;
}

void MqttEncoderTest::subackHasACodePerFilter()
{
    QFETCH(const int, packetId);
    QFETCH(const std::string, codes);
    QFETCH(const std::string, hex);

    Bytes out;
    mqtt::appendSuback(out, static_cast<std::uint16_t>(packetId), codes);

    QCOMPARE(toHex(out), hex);
}

void MqttEncoderTest::publishIsTheGoldenOne_data()
{
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<std::string>("payload");
    QTest::addColumn<int>("packetId");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("twin")
        << "$iothub/twin/res/200/?$rid=469c4417-3801-46d1-85d1-1971fe2858fb"s
        << R"({"desired":{"interval":10,"$version":5},"reported":{"fw":"1.0","$version":10}})"s << 0
        << "308f01003f24696f746875622f7477696e2f7265732f3230302f3f247269643d34363963343431372d33383"
           "0"
           "312d343664312d383564312d3139373166653238353866627b2264657369726564223a7b22696e746572766"
           "1"
           "6c223a31302c222476657273696f6e223a357d2c227265706f72746564223a7b226677223a22312e30222c2"
           "2"
           "2476657273696f6e223a31307d7d"s;
    QTest::newRow("patched twin")
        << "$iothub/twin/res/204/?$rid=f106d0e4-cd39-4837-ba47-158555e314ae&$version=11"s
        << ""s << 0
        << "304d004b24696f746875622f7477696e2f7265732f3230342f3f247269643d66313036643065342d6364333"
           "9"
           "2d343833372d626134372d3135383535356533313461652624"
           "76657273696f6e3d3131"s;
    QTest::newRow("patched twin of C") << "$iothub/twin/res/204/?$rid=4&$version=11"s
                                       << ""s << 0
                                       << "302a002824696f746875622f7477696e2f7265732f3230342f3f2472"
                                          "69643d34262476657273696f6e3d3131"s;
    QTest::newRow("command")
        << "devices/dev1/messages/devicebound/%24.mid=c2d-1&%24.to=%2Fdevices%2Fdev1%2Fmessages"
           "%2FdeviceBound&%24.cid=corr-1&%24.ct=application%2Fjson&%24.ce=utf-8&iothub-ack=full&"
           "prop1=a%20b"s
        << "hello c2d"s << 1
        << "32c00100b3646576696365732f646576312f6d657373616765732f646576696365626f756e642f2532342e6"
           "d"
           "69643d6332642d31262532342e746f3d25324664657669636573253246646576312532466d6573736167657"
           "3"
           "253246646576696365426f756e64262532342e6369643d636f72722d31262532342e63743d6170706c69636"
           "1"
           "74696f6e2532466a736f6e262532342e63653d7574662d3826696f746875622d61636b3d66756c6c2670726"
           "f"
           "70313d6125323062000168656c6c6f20633264"s;
    QTest::newRow("method, QoS 0") << "$iothub/methods/POST/reboot/?$rid=7"s
                                   << R"({"delay":3})"s << 0
                                   << "3030002324696f746875622f6d6574686f64732f504f53542f7265626f6f"
                                      "742f3f247269643d377b2264656c"
                                      "6179223a337d"s;
    QTest::newRow("method, QoS 1") << "$iothub/methods/POST/reboot/?$rid=7"s
                                   << R"({"delay":3})"s << 4
                                   << "3232002324696f746875622f6d6574686f64732f504f53542f7265626f6f"
                                      "742f3f247269643d3700047b2264"
                                      "656c6179223a337d"s;
    QTest::newRow("desired change")
        << "$iothub/twin/PATCH/properties/desired/?$version=6"s
        << R"({"interval":30,"$version":6})"s << 0
        << "304f003124696f746875622f7477696e2f50415443482f70726f706572746965732f646573697265642f3f2"
           "4"
           "76657273696f6e3d367b22696e74657276616c223a33302c222476657273696f6e223a367d"s;
}

void MqttEncoderTest::publishIsTheGoldenOne()
{
    QFETCH(const std::string, topic);
    QFETCH(const std::string, payload);
    QFETCH(const int, packetId);
    QFETCH(const std::string, hex);

    mqtt::Publish publish;
    publish.topic = topic;
    publish.payload = payload;
    publish.packetId = static_cast<std::uint16_t>(packetId);
    publish.qos = packetId == 0 ? 0 : 1;
    Bytes out;
    mqtt::appendPublish(out, publish);

    QCOMPARE(toHex(out), hex);
}

void MqttEncoderTest::publishFlagsAreSet_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<bool>("duplicate");
    QTest::addColumn<bool>("retain");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("none") << 0 << false << false << "300400017478"s;
    QTest::newRow("QoS 1") << 1 << false << false << "320600017400 0978"s;
    QTest::newRow("duplicate") << 1 << true << false << "3a0600017400 0978"s;
    QTest::newRow("retain") << 0 << false << true << "310400017478"s;
    QTest::newRow("all") << 1 << true << true << "3b0600017400 0978"s;
}

void MqttEncoderTest::publishFlagsAreSet()
{
    QFETCH(const int, qos);
    QFETCH(const bool, duplicate);
    QFETCH(const bool, retain);
    QFETCH(const std::string, hex);

    mqtt::Publish publish;
    publish.topic = "t";
    publish.payload = "x";
    publish.qos = static_cast<std::uint8_t>(qos);
    publish.packetId = qos == 0 ? 0 : 9;
    publish.duplicate = duplicate;
    publish.retain = retain;
    Bytes out;
    mqtt::appendPublish(out, publish);

    QCOMPARE(toHex(out), toHex(fromHex(hex)));
}

void MqttEncoderTest::publishOfEachLengthIsRead_data()
{
    QTest::addColumn<int>("payloadBytes");
    QTest::addColumn<int>("headerBytes");

    QTest::newRow("127") << 124 << 2; // topic "t" takes three bytes
    QTest::newRow("128") << 125 << 3;
    QTest::newRow("16383") << 16'380 << 3;
    QTest::newRow("16384") << 16'381 << 4;
    QTest::newRow("256 KiB") << 262'141 << 4;
}

void MqttEncoderTest::publishOfEachLengthIsRead()
{
    QFETCH(const int, payloadBytes);
    QFETCH(const int, headerBytes);
    const std::string payload(static_cast<std::size_t>(payloadBytes), 'x');

    mqtt::Publish publish;
    publish.topic = "t";
    publish.payload = payload;
    Bytes out;
    mqtt::appendPublish(out, publish);
    const auto header = mqtt::decodeHeader(out).header;

    QVERIFY(header.has_value());
    QCOMPARE(header->headerBytes, static_cast<std::size_t>(headerBytes));
    QCOMPARE(header->totalBytes(), out.size());
    const mqtt::Event event =
        mqtt::decodePacket(*header, ByteView(out).substr(header->headerBytes));
    QVERIFY(std::get<mqtt::Publish>(event).payload == payload);
}

void MqttEncoderTest::packetsAreAppended()
{
    Bytes out = "x";

    mqtt::appendConnack(out, mqtt::ConnectCode::Accepted, false);
    mqtt::appendPuback(out, 1);
    mqtt::appendPingresp(out);

    QCOMPARE(toHex(out), "78"s + "20020000" + "40020001" + "d000");
}

std::unique_ptr<QObject> mqttEncoderTest()
{
    return std::make_unique<MqttEncoderTest>();
}

} // namespace hub::test

#include "tst_mqtt_encoder.moc"
