#include "domain/limits.h"
#include "protocol/mqtt/decoder.h"
#include "tests/support/golden_mqtt.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <set>

namespace hub::test {

using namespace std::string_literals;
using mqtt::PacketType;
using mqtt::Violation;

class MqttDecoderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headerIsRead_data();
    void headerIsRead();
    void headerCutAnywhereWantsMore_data();
    void headerCutAnywhereWantsMore();
    void lengthOfMoreThanFourBytesIsMalformed_data();
    void lengthOfMoreThanFourBytesIsMalformed();
    void goldenPacketIsReadExactly_data();
    void goldenPacketIsReadExactly();
    void connectIsRead_data();
    void connectIsRead();
    void absentUserNameAndPasswordAreNothing();
    void emptyUserNameAndPasswordAreThere();
    void publishIsRead_data();
    void publishIsRead();
    void filtersAreReadInOrder();
    void otherProtocolLevelIsUnsupported_data();
    void otherProtocolLevelIsUnsupported();
    void brokenPacketIsMalformed_data();
    void brokenPacketIsMalformed();
    void qos3IsMalformed();
    void packetCutAnywhereIsMalformed_data();
    void packetCutAnywhereIsMalformed();
    void numberOfFiltersHasALimit_data();
    void numberOfFiltersHasALimit();
    void everyViolationHasASentence();
};

namespace {

/// The event of one whole packet.
mqtt::Event decoded(const Bytes& packet)
{
    const mqtt::FixedHeader header = mqtt::decodeHeader(packet).header.value();
    return mqtt::decodePacket(header, ByteView(packet).substr(header.headerBytes));
}

std::string malformed(Violation violation)
{
    return shown(mqtt::Malformed{violation});
}

} // namespace

void MqttDecoderTest::headerIsRead_data()
{
    QTest::addColumn<std::string>("hex");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("flags");
    QTest::addColumn<int>("headerBytes");
    QTest::addColumn<int>("bodyBytes");

    // §2.2.3, table 2.4: the limits of each length.
    QTest::newRow("PINGREQ") << "c000"s << 12 << 0 << 2 << 0;
    QTest::newRow("flags") << "3d05"s << 3 << 13 << 2 << 5;
    QTest::newRow("127") << "307f"s << 3 << 0 << 2 << 127;
    QTest::newRow("128") << "308001"s << 3 << 0 << 3 << 128;
    QTest::newRow("16383") << "30ff7f"s << 3 << 0 << 3 << 16'383;
    QTest::newRow("16384") << "30808001"s << 3 << 0 << 4 << 16'384;
    QTest::newRow("2097151") << "30ffff7f"s << 3 << 0 << 4 << 2'097'151;
    QTest::newRow("2097152") << "3080808001"s << 3 << 0 << 5 << 2'097'152;
    QTest::newRow("268435455") << "30ffffff7f"s << 3 << 0 << 5 << 268'435'455;
    QTest::newRow("golden CONNECT") << "108902"s << 1 << 0 << 3 << 265;
}

void MqttDecoderTest::headerIsRead()
{
    QFETCH(const std::string, hex);
    QFETCH(const int, type);
    QFETCH(const int, flags);
    QFETCH(const int, headerBytes);
    QFETCH(const int, bodyBytes);

    const mqtt::HeaderResult result = mqtt::decodeHeader(fromHex(hex) + "\xff\xff");

    QVERIFY(!result.violation);
    QVERIFY(result.header.has_value());
    QCOMPARE(static_cast<int>(result.header->type), type);
    QCOMPARE(int{result.header->flags}, flags);
    QCOMPARE(result.header->headerBytes, static_cast<std::size_t>(headerBytes));
    QCOMPARE(result.header->bodyBytes, static_cast<std::size_t>(bodyBytes));
    QCOMPARE(result.header->totalBytes(), static_cast<std::size_t>(headerBytes + bodyBytes));
}

void MqttDecoderTest::headerCutAnywhereWantsMore_data()
{
    headerIsRead_data();
}

void MqttDecoderTest::headerCutAnywhereWantsMore()
{
    QFETCH(const std::string, hex);
    const Bytes bytes = fromHex(hex);

    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const mqtt::HeaderResult result = mqtt::decodeHeader(ByteView(bytes).substr(0, length));

        QVERIFY(!result.header);
        QVERIFY(!result.violation);
    }
}

void MqttDecoderTest::lengthOfMoreThanFourBytesIsMalformed_data()
{
    QTest::addColumn<std::string>("hex");

    QTest::newRow("five bytes") << "30ffffffff01"s;
    QTest::newRow("five bytes, zero") << "308080808000"s;
    QTest::newRow("fourth byte says there are more") << "3080808080"s;
    QTest::newRow("for ever") << "30ffffffffffffffffffff"s;
}

void MqttDecoderTest::lengthOfMoreThanFourBytesIsMalformed()
{
    QFETCH(const std::string, hex);

    const mqtt::HeaderResult result = mqtt::decodeHeader(fromHex(hex));

    QVERIFY(!result.header);
    QVERIFY(result.violation == Violation::LengthMalformed);
}

// Device API, 1.17; the whole conversations are walked in tst_mqtt_streams.
void MqttDecoderTest::goldenPacketIsReadExactly_data()
{
    QTest::addColumn<std::string>("packet");
    QTest::addColumn<std::string>("expected");

    const std::vector<Conversation>& all = goldenConversations();
    QTest::newRow("CONNECT of Node") << kNodeConnect << all[0].events[0];
    QTest::newRow("CONNECT of Python") << kPythonConnect << all[1].events[0];
    QTest::newRow("CONNECT of C") << kCConnect << all[2].events[0];
    QTest::newRow("PUBLISH of Node")
        << kNodePublish
        << "PUBLISH q1 id=33611 devices/dev1/messages/events/" + kNodeBag + R"( {"t":21.5})";
    QTest::newRow("SUBSCRIBE of Node")
        << kNodeSubscribe << "SUBSCRIBE 33613 devices/dev1/messages/devicebound/#:1"s;
    QTest::newRow("SUBSCRIBE of C")
        << kCSubscribe
        << "SUBSCRIBE 2 devices/dev1/messages/devicebound/#:1 $iothub/twin/res/#:0 "
           "$iothub/methods/POST/#:0"s;
    QTest::newRow("twin GET of Node")
        << kNodeTwinGet
        << "PUBLISH q0 id=0 $iothub/twin/GET/?$rid=469c4417-3801-46d1-85d1-1971fe2858fb  "s;
    QTest::newRow("method response of Node")
        << kNodeMethodResponse << R"(PUBLISH q0 id=0 $iothub/methods/res/200/?$rid=7 {"ok":true})"s;
    QTest::newRow("PUBACK") << fromHex("40020001") << "PUBACK 1"s;
    QTest::newRow("DISCONNECT") << fromHex("e000") << "DISCONNECT"s;
}

void MqttDecoderTest::goldenPacketIsReadExactly()
{
    QFETCH(const std::string, packet);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(decoded(packet)), expected);
}

void MqttDecoderTest::connectIsRead_data()
{
    QTest::addColumn<std::string>("packet");
    QTest::addColumn<std::string>("expected");

    ConnectFields plain;
    QTest::newRow("user name and password")
        << connectPacket(plain)
        << "CONNECT dev1 clean=0 keepAlive=60 user=localhost/dev1 password=secret"s;

    ConnectFields certificate; // x509: the user name alone
    certificate.password.reset();
    QTest::newRow("user name alone")
        << connectPacket(certificate) << "CONNECT dev1 clean=0 keepAlive=60 user=localhost/dev1"s;

    ConnectFields nobody = certificate;
    nobody.userName.reset();
    QTest::newRow("neither") << connectPacket(nobody) << "CONNECT dev1 clean=0 keepAlive=60"s;

    ConnectFields clean = nobody;
    clean.flags = 0x02;
    QTest::newRow("clean session") << connectPacket(clean) << "CONNECT dev1 clean=1 keepAlive=60"s;

    ConnectFields nameless = nobody;
    nameless.clientId.clear();
    nameless.keepAlive = 0xffff;
    QTest::newRow("empty client id")
        << connectPacket(nameless) << "CONNECT  clean=0 keepAlive=65535"s;

    ConnectFields will = nobody;
    will.will = {"devices/dev1/messages/events/", "gone"};
    QTest::newRow("will") << connectPacket(will)
                          << "CONNECT dev1 clean=0 keepAlive=60 "
                             "will=devices/dev1/messages/events/|gone|0"s;

    will.flags = 0x04 | 0x08 | 0x20;
    QTest::newRow("will with QoS 1 and retain")
        << connectPacket(will)
        << "CONNECT dev1 clean=0 keepAlive=60 will=devices/dev1/messages/events/|gone|1|retain"s;

    will.flags = 0x04 | 0x10;
    QTest::newRow("will with QoS 2") << connectPacket(will)
                                     << "CONNECT dev1 clean=0 keepAlive=60 "
                                        "will=devices/dev1/messages/events/|gone|2"s;

    will.flags = 0x04;
    will.will = {"devices/dev1/messages/events/", "\0\xff"s};
    QTest::newRow("will of bytes") << connectPacket(will)
                                   << "CONNECT dev1 clean=0 keepAlive=60 "
                                      "will=devices/dev1/messages/events/|\0\xff|0"s;

    ConnectFields awkward = nobody;
    awkward.clientId = "a#b+c?d%e/m$1";
    QTest::newRow("awkward client id")
        << connectPacket(awkward) << "CONNECT a#b+c?d%e/m$1 clean=0 keepAlive=60"s;
}

void MqttDecoderTest::connectIsRead()
{
    QFETCH(const std::string, packet);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(decoded(packet)), expected);
}

void MqttDecoderTest::absentUserNameAndPasswordAreNothing()
{
    ConnectFields fields;
    fields.userName.reset();
    fields.password.reset();
    const Bytes packet = connectPacket(fields);

    const mqtt::Event event = decoded(packet);

    QVERIFY(std::holds_alternative<mqtt::Connect>(event));
    QVERIFY(!std::get<mqtt::Connect>(event).userName);
    QVERIFY(!std::get<mqtt::Connect>(event).password);
    QVERIFY(!std::get<mqtt::Connect>(event).will);
}

// Java sends an empty password with a certificate.
void MqttDecoderTest::emptyUserNameAndPasswordAreThere()
{
    ConnectFields fields;
    fields.userName = "";
    fields.password = "";
    const Bytes packet = connectPacket(fields);

    const mqtt::Event event = decoded(packet);

    QVERIFY(std::holds_alternative<mqtt::Connect>(event));
    QVERIFY(std::get<mqtt::Connect>(event).userName == std::string_view());
    QVERIFY(std::get<mqtt::Connect>(event).password == ByteView());
}

void MqttDecoderTest::publishIsRead_data()
{
    QTest::addColumn<std::string>("packet");
    QTest::addColumn<std::string>("expected");

    const Bytes topic = mqttText("t");
    QTest::newRow("QoS 0") << publishPacket("t", "body") << "PUBLISH q0 id=0 t body"s;
    QTest::newRow("QoS 1") << publishPacket("t", "body", 0xffff) << "PUBLISH q1 id=65535 t body"s;
    QTest::newRow("empty body") << publishPacket("t", "") << "PUBLISH q0 id=0 t "s;
    QTest::newRow("empty body, QoS 1") << publishPacket("t", "", 7) << "PUBLISH q1 id=7 t "s;
    QTest::newRow("duplicate") << mqttPacket(0x3a, topic + "\0\7"s) << "PUBLISH q1 id=7 dup t "s;
    QTest::newRow("retain") << mqttPacket(0x31, topic + "x") << "PUBLISH q0 id=0 retain t x"s;
    QTest::newRow("duplicate and retain")
        << mqttPacket(0x3b, topic + "\0\7x"s) << "PUBLISH q1 id=7 dup retain t x"s;
    QTest::newRow("body of any bytes")
        << publishPacket("t", "\0\xff\xc0"s) << "PUBLISH q0 id=0 t \0\xff\xc0"s;
    QTest::newRow("UTF-8 topic") << publishPacket("é€😀", "") << "PUBLISH q0 id=0 é€😀 "s;
    QTest::newRow("byte order mark in the topic")
        << publishPacket("\xef\xbb\xbft", "") << "PUBLISH q0 id=0 \xef\xbb\xbft "s;
    QTest::newRow("ids with wildcards") << publishPacket("devices/a#b+c/messages/events/", "")
                                        << "PUBLISH q0 id=0 devices/a#b+c/messages/events/ "s;
    QTest::newRow("longest topic") << publishPacket(std::string(65'535, 't'), "")
                                   << "PUBLISH q0 id=0 " + std::string(65'535, 't') + " ";
}

void MqttDecoderTest::publishIsRead()
{
    QFETCH(const std::string, packet);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(decoded(packet)), expected);
}

void MqttDecoderTest::filtersAreReadInOrder()
{
    const Bytes subscribe = subscribePacket(9, {{"b", 2}, {"a", 0}, {"b", 1}, {"#", 1}});
    const Bytes unsubscribe = unsubscribePacket(10, {"b", "a", "+/#"});

    QCOMPARE(shown(decoded(subscribe)), "SUBSCRIBE 9 b:2 a:0 b:1 #:1"s);
    QCOMPARE(shown(decoded(unsubscribe)), "UNSUBSCRIBE 10 b a +/#"s);
}

void MqttDecoderTest::otherProtocolLevelIsUnsupported_data()
{
    QTest::addColumn<std::string>("packet");
    QTest::addColumn<std::string>("expected");

    ConnectFields three;
    three.protocol = "MQIsdp";
    three.level = 3;
    QTest::newRow("MQTT 3.1") << connectPacket(three) << "level 3"s;

    ConnectFields five;
    five.level = 5;
    QTest::newRow("MQTT 5, its layout not looked at") << connectPacket(five) << "level 5"s;
    QTest::newRow("MQTT 5 with properties")
        << fromHex("1012 0004 4d515454 05 02 003c 05 1100000000 0000") << "level 5"s;

    ConnectFields none;
    none.level = 0;
    QTest::newRow("level 0") << connectPacket(none) << "level 0"s;
    none.level = 255;
    QTest::newRow("level 255") << connectPacket(none) << "level 255"s;
}

void MqttDecoderTest::otherProtocolLevelIsUnsupported()
{
    QFETCH(const std::string, packet);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(decoded(packet)), expected);
}

void MqttDecoderTest::brokenPacketIsMalformed_data()
{
    QTest::addColumn<std::string>("packet");
    QTest::addColumn<Violation>("violation");

    const auto row = [](const char* name, const Bytes& packet, Violation violation) {
        QTest::newRow(name) << packet << violation;
    };
    const auto connectWith = [](const auto& change) {
        ConnectFields fields;
        change(fields);
        return connectPacket(fields);
    };
    const auto flags = [&](unsigned value) {
        return connectWith([value](ConnectFields& fields) { fields.flags = value; });
    };

    row("CONNECT flags", mqttPacket(0x11, connectBody()), Violation::ReservedFlags);
    row("PUBACK flags", fromHex("41020001"), Violation::ReservedFlags);
    row("SUBSCRIBE without flags", fromHex("80060001000161 00"), Violation::ReservedFlags);
    row("SUBSCRIBE with other flags", fromHex("83060001000161 00"), Violation::ReservedFlags);
    row("UNSUBSCRIBE without flags", fromHex("a005000100 0161"), Violation::ReservedFlags);
    row("DISCONNECT flags", fromHex("e100"), Violation::ReservedFlags);
    row("duplicate with QoS 0", fromHex("3803000174"), Violation::ReservedFlags); // §3.3.1.1
    row("asked QoS 3", fromHex("82060001000161 03"), Violation::ReservedFlags);   // §3.8.3
    row("asked QoS with high bits", fromHex("82060001000161 81"), Violation::ReservedFlags);

    row("type 0", fromHex("0000"), Violation::UnknownPacketType);
    row("type 15", fromHex("f000"), Violation::UnknownPacketType);
    row("CONNACK", fromHex("20020000"), Violation::UnknownPacketType);
    row("SUBACK", fromHex("9003000100"), Violation::UnknownPacketType);
    row("UNSUBACK", fromHex("b0020001"), Violation::UnknownPacketType);
    row("PINGRESP", fromHex("d000"), Violation::UnknownPacketType);

    row("PUBACK of one byte", fromHex("400100"), Violation::Truncated);
    row("topic beyond the end", fromHex("3003000574"), Violation::Truncated);
    row("no packet id", fromHex("3203000174"), Violation::Truncated);
    row("half a packet id", fromHex("320400017400"), Violation::Truncated);
    row("no QoS behind a filter", fromHex("82050001000161"), Violation::Truncated);
    row("filter beyond the end", fromHex("82060001000961 00"), Violation::Truncated);
    row("half a length", fromHex("a2030001 00"), Violation::Truncated);
    row("empty CONNECT", fromHex("1000"), Violation::Truncated);
    row("empty PUBLISH", fromHex("3000"), Violation::Truncated);

    row("byte behind CONNECT", mqttPacket(0x10, connectBody() + "x"), Violation::TrailingBytes);
    row("byte behind PUBACK", fromHex("4003000100"), Violation::TrailingBytes);
    row("byte behind DISCONNECT", fromHex("e00100"), Violation::TrailingBytes);
    row("password without its flag", flags(0x80), Violation::TrailingBytes);

    row("NUL in a topic", publishPacket("a\0b"s, ""), Violation::TextMalformed);
    row("Latin-1 topic", publishPacket("caf\xe9", ""), Violation::TextMalformed);
    row("overlong topic", publishPacket("\xc0\xaf", ""), Violation::TextMalformed);
    row("surrogate in a topic", publishPacket("\xed\xa0\x80", ""), Violation::TextMalformed);
    row("NUL in a filter", subscribePacket(1, {{"a\0"s, 0}}), Violation::TextMalformed);
    row("Latin-1 filter", unsubscribePacket(1, {"a", "\xe9"}), Violation::TextMalformed);
    row("NUL in the client id", connectWith([](ConnectFields& f) { f.clientId = "a\0"s; }),
        Violation::TextMalformed);
    row("Latin-1 user name", connectWith([](ConnectFields& f) { f.userName = "\xe9"; }),
        Violation::TextMalformed);
    row("NUL in the will topic", connectWith([](ConnectFields& f) {
            f.will = {"a\0"s, ""};
        }),
        Violation::TextMalformed);

    row("other protocol", connectWith([](ConnectFields& f) { f.protocol = "MQTX"; }),
        Violation::ProtocolName);
    row("protocol in small letters", connectWith([](ConnectFields& f) { f.protocol = "mqtt"; }),
        Violation::ProtocolName);
    row("longer protocol", connectWith([](ConnectFields& f) { f.protocol = "MQTT5"; }),
        Violation::ProtocolName);
    row("empty protocol", connectWith([](ConnectFields& f) { f.protocol = ""; }),
        Violation::ProtocolName);

    row("reserved CONNECT flag", flags(0xc1), Violation::ConnectFlags);
    row("will QoS 3", flags(0xc0 | 0x04 | 0x18), Violation::ConnectFlags);
    row("will QoS without will", flags(0xc0 | 0x08), Violation::ConnectFlags);
    row("will retain without will", flags(0xc0 | 0x20), Violation::ConnectFlags);
    row("password without user name", flags(0x40), Violation::ConnectFlags);

    row("empty topic", publishPacket("", "x"), Violation::TopicEmpty);
    row("empty filter", subscribePacket(1, {{"", 0}}), Violation::TopicEmpty);
    row("second filter empty", unsubscribePacket(1, {"a", ""}), Violation::TopicEmpty);

    row("QoS 2", fromHex("34050001740001"), Violation::QosUnsupported);
    row("QoS 2 duplicate", fromHex("3c050001740001"), Violation::QosUnsupported);
    row("PUBREC", fromHex("50020001"), Violation::QosUnsupported);
    row("PUBREL", fromHex("62020001"), Violation::QosUnsupported);
    row("PUBCOMP", fromHex("70020001"), Violation::QosUnsupported);

    row("PUBLISH with id 0", fromHex("32050001740000"), Violation::PacketIdZero);
    row("PUBACK with id 0", fromHex("40020000"), Violation::PacketIdZero);
    row("SUBSCRIBE with id 0", subscribePacket(0, {{"a", 0}}), Violation::PacketIdZero);
    row("UNSUBSCRIBE with id 0", unsubscribePacket(0, {"a"}), Violation::PacketIdZero);

    row("SUBSCRIBE without filters", subscribePacket(1, {}), Violation::NoFilters);
    row("UNSUBSCRIBE without filters", unsubscribePacket(1, {}), Violation::NoFilters);
}

void MqttDecoderTest::brokenPacketIsMalformed()
{
    QFETCH(const std::string, packet);
    QFETCH(const Violation, violation);

    QCOMPARE(shown(decoded(packet)), malformed(violation));
}

// §3.3.1.2: both bits set is a violation of its own kind; which name it gets does not matter.
void MqttDecoderTest::qos3IsMalformed()
{
    QVERIFY(std::holds_alternative<mqtt::Malformed>(decoded(fromHex("36050001740001"))));
}

void MqttDecoderTest::packetCutAnywhereIsMalformed_data()
{
    QTest::addColumn<int>("firstByte");
    QTest::addColumn<std::string>("body");

    ConnectFields full;
    full.will = {"devices/dev1/messages/events/", "gone"};
    QTest::newRow("CONNECT") << 0x10 << connectBody(full);
    QTest::newRow("PUBLISH QoS 0 up to its body") << 0x30 << mqttText("devices/dev1");
    QTest::newRow("PUBLISH QoS 1 up to its body") << 0x32 << mqttText("devices/dev1") + "\1\1";
    QTest::newRow("PUBACK") << 0x40 << "\1\1"s;
    QTest::newRow("SUBSCRIBE") << 0x82 << "\1\1"s + mqttText("devices/#") + "\1";
    QTest::newRow("UNSUBSCRIBE") << 0xa2 << "\1\1"s + mqttText("devices/#");
}

void MqttDecoderTest::packetCutAnywhereIsMalformed()
{
    QFETCH(const int, firstByte);
    QFETCH(const std::string, body);

    for (std::size_t length = 0; length < body.size(); ++length) {
        const Bytes cut = mqttPacket(static_cast<unsigned>(firstByte), body.substr(0, length));
        QVERIFY2(std::holds_alternative<mqtt::Malformed>(decoded(cut)),
                 std::to_string(length).c_str());
    }
    const Bytes whole = mqttPacket(static_cast<unsigned>(firstByte), body);
    QVERIFY(!std::holds_alternative<mqtt::Malformed>(decoded(whole)));
}

void MqttDecoderTest::numberOfFiltersHasALimit_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("accepted");

    const int limit = static_cast<int>(limits::kMaxFiltersPerSubscribe);
    QTest::newRow("at the limit") << limit << true;
    QTest::newRow("one more") << limit + 1 << false;
    QTest::newRow("very many") << 20'000 << false;
}

void MqttDecoderTest::numberOfFiltersHasALimit()
{
    QFETCH(const int, count);
    QFETCH(const bool, accepted);
    const auto size = static_cast<std::size_t>(count);

    const Bytes subscribe = subscribePacket(1, Filters(size, {"a", 0}));
    const Bytes unsubscribe = unsubscribePacket(1, std::vector<std::string>(size, "a"));

    for (const Bytes* packet : {&subscribe, &unsubscribe}) {
        const mqtt::Event event = decoded(*packet);
        QCOMPARE(shown(event) == malformed(Violation::TooManyFilters), !accepted);
    }
}

void MqttDecoderTest::everyViolationHasASentence()
{
    std::set<std::string_view> sentences;
    const int last = static_cast<int>(Violation::TooManyFilters);

    for (int i = 0; i <= last; ++i) {
        sentences.insert(describe(static_cast<Violation>(i)));
    }

    QCOMPARE(sentences.size(), static_cast<std::size_t>(last + 1));
    QVERIFY(!sentences.contains(""));
}

std::unique_ptr<QObject> mqttDecoderTest()
{
    return std::make_unique<MqttDecoderTest>();
}

} // namespace hub::test

#include "tst_mqtt_decoder.moc"
