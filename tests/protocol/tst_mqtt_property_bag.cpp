// The properties behind a telemetry topic (device API, 1.9), read from the whole topic.
#include "protocol/mqtt/property_bag.h"
#include "protocol/mqtt/topics.h"
#include "tests/support/golden_mqtt.h"
#include "tests/support/printing.h"

#include <QTest>

#include <map>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class MqttPropertyBagTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bagOfAClientIsRead_data();
    void bagOfAClientIsRead();
    void slashBehindTheBagIsNoProperty_data();
    void slashBehindTheBagIsNoProperty();
    void questionMarkInFrontIsNoProperty_data();
    void questionMarkInFrontIsNoProperty();
    void pairsAreSplitAndDecoded_data();
    void pairsAreSplitAndDecoded();
    void systemPropertyIsKnownByItsKey_data();
    void systemPropertyIsKnownByItsKey();
    void otherSystemKeyIsDropped_data();
    void otherSystemKeyIsDropped();
    void nameThatTheHubStampsIsNoSystemProperty_data();
    void nameThatTheHubStampsIsNoSystemProperty();
    void moduleTopicHasTheSameBag();
    void propertiesAreAddedToWhatIsThere();
    void decodedBytesAreCounted();
};

namespace {

const std::string kTopic = "devices/dev1/messages/events/";

/// The properties as readers see them, sorted by name: of equal keys the last counts. System
/// properties have a '#' in front; a null value has no "=".
std::string shown(const Properties& properties)
{
    std::map<std::string, std::string> sorted;
    PropertyReader reader(properties.packed());
    while (const auto property = reader.next()) {
        const std::string name =
            property->isSystem()
                ? "#" + std::string(nameOf(static_cast<SystemProperty>(property->kind)))
                : std::string(property->name);
        sorted[name] = property->value ? "=" + std::string(*property->value) : "";
    }
    std::string text;
    for (const auto& [name, value] : sorted) {
        text += (text.empty() ? "" : "|") + name + value;
    }
    return text;
}

Properties propertiesOf(const std::string& topic, const IdentityId& own = {"dev1", ""})
{
    Properties properties;
    if (const auto parsed = mqtt::parseTopic(topic, own)) {
        mqtt::parsePropertyBag(parsed->bag, properties);
    } else {
        properties.addApplication("the topic is unknown", "");
    }
    return properties;
}

} // namespace

void MqttPropertyBagTest::bagOfAClientIsRead_data()
{
    QTest::addColumn<std::string>("bag");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("Node") << kNodeBag
                          << "#absolute-expiry-time=2030-01-01T00:00:00Z|#content-encoding=utf-8|"
                             "#content-type=application/json|#correlation-id=c/1|#dt-subject=comp1|"
                             "#message-id=m 1|#user-id=u1|k &1=v=é/+ 1|plain=x"s;
    QTest::newRow("Node without properties") << ""s
                                             << ""s;
    QTest::newRow("Python")
        << "%24.mid=m%201&%24.cid=c%2F1&%24.uid=u1&%24.ct=application%2Fjson&%24.ce=utf-8&"
           "k%20%261=v%3D%C3%A9%2F%2B%201&plain=x"s
        << "#content-encoding=utf-8|#content-type=application/json|#correlation-id=c/1|"
           "#message-id=m 1|#user-id=u1|k &1=v=é/+ 1|plain=x"s;
    QTest::newRow("C") << "plain=x%20y&k1=v%2f1&%24.cid=c%2f1&%24.mid=m%201&"
                          "%24.ct=application%2fjson&%24.ce=utf-8&%24.sub=comp1"s
                       << "#content-encoding=utf-8|#content-type=application/json|"
                          "#correlation-id=c/1|#dt-subject=comp1|#message-id=m 1|k1=v/1|plain=x y"s;
    QTest::newRow("C without encoding") << "plain=x y&time=12:30"s
                                        << "plain=x y|time=12:30"s;
    QTest::newRow("C#") << "%24.mid=m1&%24.ct=application%2Fjson&plain=x/"s
                        << "#content-type=application/json|#message-id=m1|plain=x"s;
    QTest::newRow("C# with a null value") << "%24.mid=m1&nothing/"s
                                          << "#message-id=m1|nothing"s;
    QTest::newRow("Java") << "$.mid=1a&$.cid=2b&$.ct=application%2Fjson&k%261=v%20w"s
                          << "#content-type=application/json|#correlation-id=2b|#message-id=1a|"
                             "k&1=v w"s;
}

void MqttPropertyBagTest::bagOfAClientIsRead()
{
    QFETCH(const std::string, bag);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(propertiesOf(kTopic + bag)), expected);
}

// Gotcha 6: exactly one, and never one that belongs to a value.
void MqttPropertyBagTest::slashBehindTheBagIsNoProperty_data()
{
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("no slash at all") << "devices/dev1/messages/events"s
                                     << ""s;
    QTest::newRow("the slash of the topic") << kTopic << ""s;
    QTest::newRow("empty bag of Java") << kTopic + "/"
                                       << ""s;
    QTest::newRow("behind a value") << kTopic + "a=b/"
                                    << "a=b"s;
    QTest::newRow("behind an empty value") << kTopic + "a=/"
                                           << "a="s;
    QTest::newRow("behind a null value") << kTopic + "a/"
                                         << "a"s;
    QTest::newRow("two of them") << kTopic + "a=b//"
                                 << "a=b/"s;
    QTest::newRow("encoded") << kTopic + "a=b%2F"
                             << "a=b/"s;
    QTest::newRow("encoded and one more") << kTopic + "a=b%2F/"
                                          << "a=b/"s;
    QTest::newRow("inside a value") << kTopic + "path=/a/b"
                                    << "path=/a/b"s;
    QTest::newRow("inside and behind") << kTopic + "path=/a/b/"
                                       << "path=/a/b"s;
    QTest::newRow("inside a key") << kTopic + "a/b=c"
                                  << "a/b=c"s;
}

void MqttPropertyBagTest::slashBehindTheBagIsNoProperty()
{
    QFETCH(const std::string, topic);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(propertiesOf(topic)), expected);
}

void MqttPropertyBagTest::questionMarkInFrontIsNoProperty_data()
{
    QTest::addColumn<std::string>("bag");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("in front") << "?a=b"s
                              << "a=b"s;
    QTest::newRow("in front, slash behind") << "?a=b/"s
                                            << "a=b"s;
    QTest::newRow("alone") << "?"s
                           << ""s;
    QTest::newRow("two of them") << "??a=b"s
                                 << "?a=b"s;
    QTest::newRow("encoded") << "%3Fa=b"s
                             << "?a=b"s;
    QTest::newRow("inside") << "a=b?c&d?=e"s
                            << "a=b?c|d?=e"s;
}

void MqttPropertyBagTest::questionMarkInFrontIsNoProperty()
{
    QFETCH(const std::string, bag);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(propertiesOf(kTopic + bag)), expected);
}

void MqttPropertyBagTest::pairsAreSplitAndDecoded_data()
{
    QTest::addColumn<std::string>("bag");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("two pairs") << "a=1&b=2"s
                               << "a=1|b=2"s;
    QTest::newRow("no equals sign") << "a&b=2"s
                                    << "a|b=2"s;
    QTest::newRow("empty value") << "a=&b=2"s
                                 << "a=|b=2"s;
    QTest::newRow("empty key") << "=1&b=2"s
                               << "b=2"s;
    QTest::newRow("empty pairs") << "&&a=1&&b=2&"s
                                 << "a=1|b=2"s;
    QTest::newRow("equals sign in a value") << "a=b=c"s
                                            << "a=b=c"s;
    QTest::newRow("encoded equals sign in a key") << "a%3Db=c"s
                                                  << "a=b=c"s;
    QTest::newRow("encoded ampersand") << "a=1%262"s
                                       << "a=1&2"s;
    QTest::newRow("plus stays") << "a+b=1+2"s
                                << "a+b=1+2"s;
    QTest::newRow("encoded plus") << "a=1%2B2"s
                                  << "a=1+2"s;
    QTest::newRow("lower-case escape") << "a=%c3%a9%2f"s
                                       << "a=é/"s;
    QTest::newRow("invalid escape") << "a=100%&b=%zz&c=%2"s
                                    << "a=100%|b=%zz|c=%2"s;
    QTest::newRow("decoded once") << "a=%252F"s
                                  << "a=%2F"s;
    QTest::newRow("last of equal keys") << "a=1&b=2&a=3"s
                                        << "a=3|b=2"s;
    QTest::newRow("last of equal keys is null") << "a=1&a"s
                                                << "a"s;
    QTest::newRow("last of equally decoded keys") << "a%20b=1&a b=2"s
                                                  << "a b=2"s;
    QTest::newRow("case makes another key") << "a=1&A=2"s
                                            << "A=2|a=1"s;
    QTest::newRow("last of equal system keys") << "$.mid=1&%24.mid=2"s
                                               << "#message-id=2"s;
    QTest::newRow("hash") << "a=#&#=b"s
                          << "#=b|a=#"s;
    QTest::newRow("UTF-8 as it is") << "ключ=é"s
                                    << "ключ=é"s;
    QTest::newRow("dollar without a point") << "$x=1&$=2"s
                                            << "$=2|$x=1"s;
    QTest::newRow("point without a dollar") << ".mid=1"s
                                            << ".mid=1"s;
    QTest::newRow("dollar encoded twice") << "%2524.mid=1"s
                                          << "%24.mid=1"s;
}

void MqttPropertyBagTest::pairsAreSplitAndDecoded()
{
    QFETCH(const std::string, bag);
    QFETCH(const std::string, expected);

    QCOMPARE(shown(propertiesOf(kTopic + bag)), expected);
}

void MqttPropertyBagTest::systemPropertyIsKnownByItsKey_data()
{
    QTest::addColumn<std::string>("key");
    QTest::addColumn<SystemProperty>("property");

    const auto row = [](const char* key, SystemProperty property) {
        QTest::newRow(key) << std::string(key) << property;
    };
    row(".mid", SystemProperty::MessageId);
    row(".cid", SystemProperty::CorrelationId);
    row(".uid", SystemProperty::UserId);
    row(".to", SystemProperty::To);
    row(".exp", SystemProperty::AbsoluteExpiryTime);
    row(".ct", SystemProperty::ContentType);
    row(".ce", SystemProperty::ContentEncoding);
    row(".on", SystemProperty::OutputName);
    row(".ctime", SystemProperty::CreationTime);
    row(".ifid", SystemProperty::InterfaceId);
    row(".schema", SystemProperty::MessageSchema);
    row(".sub", SystemProperty::Subject);
    row(".diagid", SystemProperty::DiagnosticId);
    row(".diagctx", SystemProperty::DiagnosticContext);
    row("iothub-ack", SystemProperty::Ack);
    row("iothub-operation", SystemProperty::Operation);
}

void MqttPropertyBagTest::systemPropertyIsKnownByItsKey()
{
    QFETCH(const std::string, key);
    QFETCH(const SystemProperty, property);

    const std::vector<std::string> spellings =
        key[0] == '.' ? std::vector{"$" + key, "%24" + key, "$%2e" + key.substr(1)}
                      : std::vector{key, "%69" + key.substr(1)};
    for (const std::string& spelling : spellings) {
        const Properties properties = propertiesOf(kTopic + spelling + "=v%201");
        PropertyReader reader(properties.packed());
        const auto read = reader.next();

        QVERIFY2(read.has_value(), spelling.c_str());
        QCOMPARE(int{read->kind}, static_cast<int>(property));
        QVERIFY(read->value == "v 1");
        QVERIFY(!reader.next());
    }
}

// Gotcha 40, and T14: what the hub stamps is never taken from a device.
void MqttPropertyBagTest::otherSystemKeyIsDropped_data()
{
    QTest::addColumn<std::string>("key");

    for (const char* key :
         {"$.cdid", "$.cmid", "%24.cdid", "%24.cmid", "$.foo", "%24.foo", "$.", "%24%2E", "$.midx",
          "$.mi", "$.message-id", "$.connectionDeviceId", "$.am", "$..mid"}) {
        QTest::newRow(key) << std::string(key);
    }
}

void MqttPropertyBagTest::otherSystemKeyIsDropped()
{
    QFETCH(const std::string, key);

    QCOMPARE(shown(propertiesOf(kTopic + "a=b&" + key + "=evil&c=d")), "a=b|c=d"s);
    QCOMPARE(shown(propertiesOf(kTopic + key)), ""s);
}

// T14: the hub's own stamps are system properties, and a device cannot write those by name.
void MqttPropertyBagTest::nameThatTheHubStampsIsNoSystemProperty_data()
{
    QTest::addColumn<std::string>("name");

    for (const char* name :
         {"iothub-connection-device-id", "iothub-connection-module-id",
          "iothub-connection-auth-method", "iothub-connection-auth-generation-id",
          "iothub-enqueuedtime", "iothub-message-source", "dt-dataschema"}) {
        QTest::newRow(name) << std::string(name);
    }
}

void MqttPropertyBagTest::nameThatTheHubStampsIsNoSystemProperty()
{
    QFETCH(const std::string, name);

    const std::string text = shown(propertiesOf(kTopic + "a=b&" + name + "=evil"));

    QVERIFY(text.starts_with("a=b"));
    QVERIFY2(text.find('#') == std::string::npos, text.c_str());
}

void MqttPropertyBagTest::moduleTopicHasTheSameBag()
{
    const IdentityId module{"dev1", "mod1"};
    const std::string topic = "devices/dev1/modules/mod1/messages/events/";

    QCOMPARE(shown(propertiesOf(topic + "%24.on=out1&a=b/", module)),
             "#"s + std::string(nameOf(SystemProperty::OutputName)) + "=out1|a=b");
    QCOMPARE(shown(propertiesOf(topic + "/", module)), ""s);
    QCOMPARE(shown(propertiesOf(topic + "a=b", module)), "a=b"s);
}

void MqttPropertyBagTest::propertiesAreAddedToWhatIsThere()
{
    Properties properties;
    properties.addApplication("mqtt-retain", "true");

    mqtt::parsePropertyBag("a=b", properties);

    QCOMPARE(shown(properties), "a=b|mqtt-retain=true"s);
}

void MqttPropertyBagTest::decodedBytesAreCounted()
{
    const Properties properties = propertiesOf(kTopic + "k%20%26=%C3%A9&%24.mid=m%201&$.foo=x&n");

    QCOMPARE(properties.countedBytes(), std::size_t{3 + 2 + 3 + 1});
}

std::unique_ptr<QObject> mqttPropertyBagTest()
{
    return std::make_unique<MqttPropertyBagTest>();
}

} // namespace hub::test

#include "tst_mqtt_property_bag.moc"
