// The topics that a device may publish to (device API, 1.6).
#include "protocol/mqtt/topics.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;
using mqtt::TopicKind;

class MqttTopicsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void topicOfADeviceIsKnown_data();
    void topicOfADeviceIsKnown();
    void topicOfAModuleIsKnown_data();
    void topicOfAModuleIsKnown();
    void topicWithAnAwkwardIdIsKnown_data();
    void topicWithAnAwkwardIdIsKnown();
    void requestIdIsKeptByteForByte_data();
    void requestIdIsKeptByteForByte();
    void topicWithoutARequestIdIsUnknown_data();
    void topicWithoutARequestIdIsUnknown();
    void statusOfAResponseIsAnInteger_data();
    void statusOfAResponseIsAnInteger();
    void otherTopicIsUnknown_data();
    void otherTopicIsUnknown();
    void topicOfAnotherIsUnknownToAModule_data();
    void topicOfAnotherIsUnknownToAModule();
};

namespace {

const IdentityId kDevice{"dev1", ""};
const IdentityId kModule{"dev1", "mod1"};

} // namespace

void MqttTopicsTest::topicOfADeviceIsKnown_data()
{
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<TopicKind>("kind");

    QTest::newRow("telemetry") << "devices/dev1/messages/events/"s << TopicKind::Telemetry;
    QTest::newRow("telemetry without a slash")
        << "devices/dev1/messages/events"s << TopicKind::Telemetry;
    QTest::newRow("telemetry with properties")
        << "devices/dev1/messages/events/a=b&c=d"s << TopicKind::Telemetry;
    QTest::newRow("telemetry of C#")
        << "devices/dev1/messages/events/%24.mid=m1&plain=x/"s << TopicKind::Telemetry;
    QTest::newRow("empty bag of Java") << "devices/dev1/messages/events//"s << TopicKind::Telemetry;
    QTest::newRow("question mark in front of the bag")
        << "devices/dev1/messages/events/?a=b"s << TopicKind::Telemetry;
    QTest::newRow("slashes in the bag")
        << "devices/dev1/messages/events/path=/a/b/c"s << TopicKind::Telemetry;
    QTest::newRow("twin") << "$iothub/twin/GET/?$rid=3"s << TopicKind::TwinGet;
    QTest::newRow("patch") << "$iothub/twin/PATCH/properties/reported/?$rid=4"s
                           << TopicKind::TwinPatch;
    QTest::newRow("patch of a version")
        << "$iothub/twin/PATCH/properties/reported/?$rid=4&$version=11"s << TopicKind::TwinPatch;
    QTest::newRow("method response")
        << "$iothub/methods/res/200/?$rid=7"s << TopicKind::MethodResponse;
}

void MqttTopicsTest::topicOfADeviceIsKnown()
{
    QFETCH(const std::string, topic);
    QFETCH(const TopicKind, kind);

    const auto result = mqtt::parseTopic(topic, kDevice);

    QVERIFY(result.has_value());
    QCOMPARE(result->kind, kind);
}

void MqttTopicsTest::topicOfAModuleIsKnown_data()
{
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<TopicKind>("kind");

    QTest::newRow("telemetry") << "devices/dev1/modules/mod1/messages/events/a=b"s
                               << TopicKind::Telemetry;
    QTest::newRow("output of Node")
        << "devices/dev1/modules/mod1/messages/events/%24.on=out1&a=b/"s << TopicKind::Telemetry;
    QTest::newRow("empty bag of Java")
        << "devices/dev1/modules/mod1/messages/events//"s << TopicKind::Telemetry;
    QTest::newRow("without a slash")
        << "devices/dev1/modules/mod1/messages/events"s << TopicKind::Telemetry;
    QTest::newRow("twin") << "$iothub/twin/GET/?$rid=3"s << TopicKind::TwinGet;
    QTest::newRow("patch") << "$iothub/twin/PATCH/properties/reported/?$rid=4"s
                           << TopicKind::TwinPatch;
    QTest::newRow("method response")
        << "$iothub/methods/res/404/?$rid=7"s << TopicKind::MethodResponse;
}

void MqttTopicsTest::topicOfAModuleIsKnown()
{
    QFETCH(const std::string, topic);
    QFETCH(const TopicKind, kind);

    const auto result = mqtt::parseTopic(topic, kModule);

    QVERIFY(result.has_value());
    QCOMPARE(result->kind, kind);
}

// Device API, gotcha 32: ids stand in topics as they are.
void MqttTopicsTest::topicWithAnAwkwardIdIsKnown_data()
{
    QTest::addColumn<std::string>("device");
    QTest::addColumn<std::string>("module");
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<bool>("known");

    const auto row = [](const char* name, const std::string& device, const std::string& module,
                        const std::string& topic,
                        bool known) { QTest::newRow(name) << device << module << topic << known; };
    row("hash", "a#b", "", "devices/a#b/messages/events/", true);
    row("plus", "a+b", "", "devices/a+b/messages/events/", true);
    row("question mark", "a?b", "", "devices/a?b/messages/events/", true);
    row("percent", "a%b", "", "devices/a%b/messages/events/", true);
    row("escape", "a%2Fb", "", "devices/a%2Fb/messages/events/", true);
    row("only a hash", "#", "", "devices/#/messages/events/", true);
    row("only a plus", "+", "", "devices/+/messages/events/", true);
    row("all of them", "-:.+%_#*?!(),=@;$'", "", "devices/-:.+%_#*?!(),=@;$'/messages/events/x=1",
        true);
    row("module", "a#b", "c+d?e%f", "devices/a#b/modules/c+d?e%f/messages/events/", true);
    row("edge module", "dev1", "$edgeAgent", "devices/dev1/modules/$edgeAgent/messages/events/",
        true);
    row("named like a word", "messages", "", "devices/messages/messages/events/", true);
    row("hash is no wildcard", "dev1", "", "devices/#/messages/events/", false);
    row("plus is no wildcard", "dev1", "", "devices/+/messages/events/", false);
    row("plus in the own id is no wildcard", "+", "", "devices/dev1/messages/events/", false);
    row("hash in the own id is no wildcard", "#", "", "devices/dev1/messages/events/", false);
    row("escape for the id", "a#b", "", "devices/a%23b/messages/events/", false);
    row("escape for a letter", "dev1", "", "devices/d%65v1/messages/events/", false);
    row("id for an escape", "a%23b", "", "devices/a#b/messages/events/", false);
}

void MqttTopicsTest::topicWithAnAwkwardIdIsKnown()
{
    QFETCH(const std::string, device);
    QFETCH(const std::string, module);
    QFETCH(const std::string, topic);
    QFETCH(const bool, known);

    QCOMPARE(mqtt::parseTopic(topic, {device, module}).has_value(), known);
}

void MqttTopicsTest::requestIdIsKeptByteForByte_data()
{
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<std::string>("requestId");

    QTest::newRow("GUID of Node") << "$iothub/twin/GET/?$rid=469c4417-3801-46d1-85d1-1971fe2858fb"s
                                  << "469c4417-3801-46d1-85d1-1971fe2858fb"s;
    QTest::newRow("number of C") << "$iothub/twin/GET/?$rid=3"s
                                 << "3"s;
    QTest::newRow("patch") << "$iothub/twin/PATCH/properties/reported/?$rid=f106&$version=5"s
                           << "f106"s;
    QTest::newRow("method response") << "$iothub/methods/res/200/?$rid=7"s
                                     << "7"s;
    QTest::newRow("hexadecimal") << "$iothub/methods/res/200/?$rid=1f"s
                                 << "1f"s;
    QTest::newRow("escape stays") << "$iothub/twin/GET/?$rid=a%20b"s
                                  << "a%20b"s;
    QTest::newRow("plus stays") << "$iothub/twin/GET/?$rid=a+b"s
                                << "a+b"s;
    QTest::newRow("equals sign") << "$iothub/twin/GET/?$rid=a=b"s
                                 << "a=b"s;
    QTest::newRow("more behind it") << "$iothub/twin/GET/?$rid=4&x=1"s
                                    << "4"s;
}

void MqttTopicsTest::requestIdIsKeptByteForByte()
{
    QFETCH(const std::string, topic);
    QFETCH(const std::string, requestId);

    const auto result = mqtt::parseTopic(topic, kDevice);

    QVERIFY(result.has_value());
    QCOMPARE(std::string(result->requestId), requestId);
}

void MqttTopicsTest::topicWithoutARequestIdIsUnknown_data()
{
    QTest::addColumn<std::string>("topic");

    for (const std::string& front :
         {"$iothub/twin/GET/"s, "$iothub/twin/PATCH/properties/reported/"s,
          "$iothub/methods/res/200/"s}) {
        for (const std::string& back : {""s, "?"s, "?$rid"s, "?$rid="s, "?$rid=&x=1"s, "?rid=1"s,
                                        "?$RID=1"s, "?$ridx=1"s, "?$version=1"s}) {
            QTest::addRow("%s", (front + back).c_str()) << front + back;
        }
    }
}

void MqttTopicsTest::topicWithoutARequestIdIsUnknown()
{
    QFETCH(const std::string, topic);

    QVERIFY(!mqtt::parseTopic(topic, kDevice));
}

void MqttTopicsTest::statusOfAResponseIsAnInteger_data()
{
    QTest::addColumn<std::string>("status");
    QTest::addColumn<bool>("known");

    QTest::newRow("200") << "200"s << true;
    QTest::newRow("0") << "0"s << true;
    QTest::newRow("negative") << "-1"s << true;
    QTest::newRow("large") << "2147483647"s << true;
    QTest::newRow("empty") << ""s << false;
    QTest::newRow("word") << "OK"s << false;
    QTest::newRow("letters behind") << "200x"s << false;
    QTest::newRow("fraction") << "200.5"s << false;
    QTest::newRow("space") << " 200"s << false;
    QTest::newRow("sign only") << "-"s << false;
    QTest::newRow("two segments") << "200/1"s << false;
}

void MqttTopicsTest::statusOfAResponseIsAnInteger()
{
    QFETCH(const std::string, status);
    QFETCH(const bool, known);

    const std::string topic = "$iothub/methods/res/" + status + "/?$rid=7";

    QCOMPARE(mqtt::parseTopic(topic, kDevice).has_value(), known);
}

void MqttTopicsTest::otherTopicIsUnknown_data()
{
    QTest::addColumn<std::string>("topic");

    for (const char* topic :
         {// of others
          "devices/dev2/messages/events/", "devices/dev10/messages/events/",
          "devices/dev/messages/events/", "devices/DEV1/messages/events/",
          "devices/dev1/modules/mod1/messages/events/", "devices//messages/events/",
          "devices/dev1 /messages/events/", "devices/dev2/../dev1/messages/events/",
          // not quite
          "devices/dev1/messages/eventsX", "devices/dev1/messages/events2/",
          "devices/dev1/messages/event/", "devices/dev1/messages/", "devices/dev1/messages",
          "devices/dev1/", "devices/dev1", "devices/", "devices", "/",
          "/devices/dev1/messages/events/", "devices//dev1/messages/events/",
          "devices/dev1//messages/events/", "devices/dev1/messages//events/",
          " devices/dev1/messages/events/", "devices/dev1/events/",
          // the hub's own
          "devices/dev1/messages/devicebound/", "devices/dev1/messages/devicebound/a=b",
          "$iothub/twin/res/200/?$rid=1", "$iothub/methods/POST/reboot/?$rid=1",
          "$iothub/twin/PATCH/properties/desired/?$rid=1",
          // unknown
          "$iothub/twin/DELETE/?$rid=1", "$iothub/twin/PATCH/?$rid=1",
          "$iothub/twin/PATCH/properties/?$rid=1", "$iothub/twin/PATCH/tags/?$rid=1",
          "$iothub/twin/?$rid=1", "$iothub/?$rid=1", "$iothub/methods/?$rid=1", "$iothub/telemetry",
          "$iothub/commands", "$iothubx/twin/GET/?$rid=1", "iothub/twin/GET/?$rid=1",
          "$dps/registrations/PUT/iotdps-register/?$rid=1", "$SYS/broker/version", "hello", "#",
          "+", "$share/a/devices/dev1/messages/events/"}) {
        QTest::newRow(topic) << std::string(topic);
    }
    QTest::newRow("empty") << ""s;
    QTest::newRow("long") << std::string(65'535, 'x');
}

void MqttTopicsTest::otherTopicIsUnknown()
{
    QFETCH(const std::string, topic);

    QVERIFY(!mqtt::parseTopic(topic, kDevice));
}

void MqttTopicsTest::topicOfAnotherIsUnknownToAModule_data()
{
    QTest::addColumn<std::string>("topic");

    for (const char* topic :
         {"devices/dev1/messages/events/", "devices/dev1/modules/mod2/messages/events/",
          "devices/dev1/modules/mod10/messages/events/",
          "devices/dev2/modules/mod1/messages/events/", "devices/dev1/modules/messages/events/",
          "devices/dev1/mod1/messages/events/", "devices/dev1/Modules/mod2/messages/events/",
          "devices/dev1/modules/mod1/events/", "devices/dev1/modules/mod1/inputs/in1/"}) {
        QTest::newRow(topic) << std::string(topic);
    }
}

void MqttTopicsTest::topicOfAnotherIsUnknownToAModule()
{
    QFETCH(const std::string, topic);

    QVERIFY(!mqtt::parseTopic(topic, kModule));
}

std::unique_ptr<QObject> mqttTopicsTest()
{
    return std::make_unique<MqttTopicsTest>();
}

} // namespace hub::test

#include "tst_mqtt_topics.moc"
