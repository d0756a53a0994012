// What a session is subscribed to, and the topics that the hub sends to (device API, 1.7, 1.10).
#include "protocol/mqtt/command_topic.h"
#include "protocol/mqtt/subscriptions.h"

#include "domain/limits.h"
#include "domain/properties.h"

#include <QTest>

#include <memory>

namespace hub::test {

using mqtt::Subscription;
using mqtt::Subscriptions;

class MqttSubscriptionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grantsAtMostQosOne();
    void refusesForeignAndTooManyFilters();
    void sameFilterTwiceTakesTheNewQos();
    void topicMatchesTheFilter_data();
    void topicMatchesTheFilter();
    void highestQosOfMatchingFiltersCounts();
    void packedFormComesBack();
    void damagedPackedFormGivesWhatIsWhole();
    void commandTopicIsTheGoldenOne();
    void commandTopicLeavesOutWhatIsEmpty();
    void commandTopicOfAModule();
    void topicsOfTheHub();
    void twinPatchWithVersion_data();
    void twinPatchWithVersion();
};

namespace {

const IdentityId kDevice{"dev1", ""};
const IdentityId kModule{"dev1", "mod1"};

} // namespace

void MqttSubscriptionsTest::grantsAtMostQosOne()
{
    Subscriptions subscriptions(kDevice);

    QCOMPARE(subscriptions.add("$iothub/methods/POST/#", 0), std::optional(0U));
    QCOMPARE(subscriptions.add("devices/dev1/messages/devicebound/#", 1), std::optional(1U));
    QCOMPARE(subscriptions.add("$iothub/twin/res/#", 2), std::optional(1U));
    QVERIFY(subscriptions.has(Subscription::Methods));
    QVERIFY(!subscriptions.has(Subscription::DesiredChanges));
}

void MqttSubscriptionsTest::refusesForeignAndTooManyFilters()
{
    Subscriptions subscriptions(kDevice);

    QVERIFY(!subscriptions.add("devices/dev2/messages/devicebound/#", 1));
    QVERIFY(!subscriptions.add("$iothub/methods/POST/" + std::string(2000, 'x') + "/#", 1));
    for (std::size_t i = 0; i < limits::kMaxSubscriptions; ++i) {
        QVERIFY(subscriptions.add("$iothub/methods/POST/m" + std::to_string(i) + "/#", 1));
    }
    QVERIFY(!subscriptions.add("$iothub/twin/res/#", 1));
    QVERIFY(subscriptions.add("$iothub/methods/POST/m0/#", 0)); // it is there already
}

void MqttSubscriptionsTest::sameFilterTwiceTakesTheNewQos()
{
    Subscriptions subscriptions(kDevice);
    subscriptions.add("$iothub/methods/POST/#", 1);

    subscriptions.add("$iothub/methods/POST/#", 0);

    QCOMPARE(subscriptions.qosOf("$iothub/methods/POST/reboot/?$rid=1"), std::optional(0U));
    QVERIFY(subscriptions.remove("$iothub/methods/POST/#"));
    QVERIFY(!subscriptions.remove("$iothub/methods/POST/#"));
    QVERIFY(subscriptions.empty());
}

void MqttSubscriptionsTest::topicMatchesTheFilter_data()
{
    QTest::addColumn<std::string>("filter");
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<bool>("expected");

    const auto row = [](const char* filter, const char* topic, bool expected) {
        QTest::addRow("%s %s", filter, topic) << std::string(filter) << std::string(topic) << expected;
    };
    row("a/#", "a/b/c", true);
    row("a/#", "a", true); // §4.7.1.2
    row("a/#", "a/", true);
    row("a/#", "ab", false);
    row("a/+/c", "a/b/c", true);
    row("a/+/c", "a/b/d", false);
    row("a/+", "a/b/c", false);
    row("a/+", "a/", true);
    row("a/b", "a/b", true);
    row("a/b", "a", false);
    row("$iothub/methods/POST/reboot/#", "$iothub/methods/POST/reboot/?$rid=7", true);
    row("$iothub/methods/POST/reboot/#", "$iothub/methods/POST/stop/?$rid=7", false);
    row("devices/a+b#/messages/devicebound/#", "devices/a+b#/messages/devicebound/x=1", true);
}

void MqttSubscriptionsTest::topicMatchesTheFilter()
{
    QFETCH(const std::string, filter);
    QFETCH(const std::string, topic);
    QFETCH(const bool, expected);

    QCOMPARE(mqtt::matches(filter, topic), expected);
}

void MqttSubscriptionsTest::highestQosOfMatchingFiltersCounts()
{
    Subscriptions subscriptions(kModule);
    subscriptions.add("devices/dev1/modules/mod1/#", 0);
    subscriptions.add("devices/dev1/modules/mod1/messages/devicebound/#", 1);

    QCOMPARE(subscriptions.qosOf(mqtt::commandPrefix(kModule)), std::optional(1U));
    QCOMPARE(subscriptions.qosOf("devices/dev1/modules/mod1/inputs/in/"), std::optional(0U));
    QCOMPARE(subscriptions.qosOf("$iothub/methods/POST/x/?$rid=1"), std::optional<unsigned>());
}

void MqttSubscriptionsTest::packedFormComesBack()
{
    Subscriptions subscriptions(kDevice);
    subscriptions.add("devices/dev1/messages/devicebound/#", 1);
    subscriptions.add("$iothub/twin/res/#", 0);

    const auto again = Subscriptions::fromPacked(kDevice, subscriptions.packed());

    QCOMPARE(again.packed(), subscriptions.packed());
    QCOMPARE(again.qosOf("$iothub/twin/res/200/?$rid=1"), std::optional(0U));
    QVERIFY(Subscriptions::fromPacked({"dev2", ""}, subscriptions.packed())
                .qosOf("devices/dev1/messages/devicebound/") == std::nullopt);
}

void MqttSubscriptionsTest::damagedPackedFormGivesWhatIsWhole()
{
    Subscriptions subscriptions(kDevice);
    subscriptions.add("$iothub/twin/res/#", 0);
    subscriptions.add("$iothub/methods/POST/#", 1);
    const Bytes packed = subscriptions.packed();

    const auto cutShort = Subscriptions::fromPacked(kDevice, ByteView(packed).substr(0, packed.size() - 1));

    QVERIFY(cutShort.has(Subscription::TwinResponses));
    QVERIFY(!cutShort.has(Subscription::Methods));
    QVERIFY(Subscriptions::fromPacked(kDevice, "\xff\xff\xff\xff\xff\xff").empty());
}

void MqttSubscriptionsTest::commandTopicIsTheGoldenOne()
{
    Properties properties;
    properties.addApplication("prop1", "a b");
    properties.addSystem(SystemProperty::MessageId, "c2d-1");
    properties.addSystem(SystemProperty::CorrelationId, "corr-1");
    properties.addSystem(SystemProperty::ContentType, "application/json");
    properties.addSystem(SystemProperty::ContentEncoding, "utf-8");
    Command command;
    command.ack = CommandAck::Full;
    command.expires = wallFromMicros(1'893'456'000'000'000);
    command.properties = properties.packed();

    QCOMPARE(mqtt::commandTopic(kDevice, command),
             std::string("devices/dev1/messages/devicebound/%24.mid=c2d-1"
                         "&%24.exp=2030-01-01T00%3A00%3A00.0000000Z"
                         "&%24.to=%2Fdevices%2Fdev1%2Fmessages%2FdeviceBound&%24.cid=corr-1"
                         "&%24.ct=application%2Fjson&%24.ce=utf-8&iothub-ack=full&prop1=a%20b"));
}

void MqttSubscriptionsTest::commandTopicLeavesOutWhatIsEmpty()
{
    Properties properties;
    properties.addApplication("none", std::nullopt);
    properties.addApplication("empty", "");
    properties.addApplication("a&b=c/d+e", "1+1=2&é/");
    properties.addSystem(SystemProperty::MessageId, "1");
    properties.addSystem(SystemProperty::MessageId, "2");
    Command command;
    command.properties = properties.packed();

    const std::string topic = mqtt::commandTopic(kDevice, command);

    QVERIFY(topic.find("none") == std::string::npos);
    QVERIFY(topic.find("empty") == std::string::npos);
    QVERIFY(topic.find("iothub-ack") == std::string::npos);
    QVERIFY(topic.find("devicebound/%24.mid=2&") != std::string::npos);
    QVERIFY(topic.ends_with("&a%26b%3Dc%2Fd%2Be=1%2B1%3D2%26%C3%A9%2F"));
}

void MqttSubscriptionsTest::commandTopicOfAModule()
{
    const std::string topic = mqtt::commandTopic(kModule, Command());

    QVERIFY(topic.starts_with("devices/dev1/modules/mod1/messages/devicebound/%24.exp="));
    QVERIFY(topic.ends_with("&%24.to=%2Fdevices%2Fdev1%2Fmodules%2Fmod1%2Fmessages%2FdeviceBound"));
}

void MqttSubscriptionsTest::topicsOfTheHub()
{
    QCOMPARE(mqtt::twinResponseTopic(200, "a%b c"), std::string("$iothub/twin/res/200/?$rid=a%b c"));
    QCOMPARE(mqtt::twinResponseTopic(204, "4", 11),
             std::string("$iothub/twin/res/204/?$rid=4&$version=11"));
    QCOMPARE(mqtt::desiredTopic(6),
             std::string("$iothub/twin/PATCH/properties/desired/?$version=6"));
    QCOMPARE(mqtt::methodTopic("reboot", 7), std::string("$iothub/methods/POST/reboot/?$rid=7"));
}

void MqttSubscriptionsTest::twinPatchWithVersion_data()
{
    QTest::addColumn<std::string>("query");
    QTest::addColumn<bool>("known");
    QTest::addColumn<int>("version"); // 0 = none

    QTest::newRow("without") << std::string("?$rid=4") << true << 0;
    QTest::newRow("with") << std::string("?$rid=4&$version=11") << true << 11;
    QTest::newRow("others are passed over") << std::string("?$rid=4&x=y&$version=2&z") << true << 2;
    QTest::newRow("not a number") << std::string("?$rid=4&$version=x") << false << 0;
    QTest::newRow("empty") << std::string("?$rid=4&$version=") << false << 0;
    QTest::newRow("no request id") << std::string("?$version=4") << false << 0;
}

void MqttSubscriptionsTest::twinPatchWithVersion()
{
    QFETCH(const std::string, query);
    QFETCH(const bool, known);
    QFETCH(const int, version);

    const std::string text = "$iothub/twin/PATCH/properties/reported/" + query;
    const auto topic = mqtt::parseTopic(text, kDevice);

    QCOMPARE(topic.has_value(), known);
    if (topic) {
        QCOMPARE(int(topic->baseVersion.value_or(0)), version);
    }
}

std::unique_ptr<QObject> mqttSubscriptionsTest()
{
    return std::make_unique<MqttSubscriptionsTest>();
}

} // namespace hub::test

#include "tst_mqtt_subscriptions.moc"
