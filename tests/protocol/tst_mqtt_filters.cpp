// The filters that a device may subscribe to (device API, 1.7).
#include "protocol/mqtt/topics.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;
using mqtt::Subscription;

class MqttFiltersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filterOfADeviceIsKnown_data();
    void filterOfADeviceIsKnown();
    void filterOfAModuleIsKnown_data();
    void filterOfAModuleIsKnown();
    void filterWithAnAwkwardIdIsKnown_data();
    void filterWithAnAwkwardIdIsKnown();
    void otherFilterIsRefused_data();
    void otherFilterIsRefused();
    void otherFilterIsRefusedToAModule_data();
    void otherFilterIsRefusedToAModule();
};

namespace {

const IdentityId kDevice{"dev1", ""};
const IdentityId kModule{"dev1", "mod1"};

} // namespace

void MqttFiltersTest::filterOfADeviceIsKnown_data()
{
    QTest::addColumn<std::string>("filter");
    QTest::addColumn<Subscription>("subscription");

    const auto row = [](const char* filter, Subscription subscription) {
        QTest::newRow(filter) << std::string(filter) << subscription;
    };
    row("devices/dev1/messages/devicebound/#", Subscription::Commands);
    row("$iothub/methods/POST/#", Subscription::Methods);
    row("$iothub/twin/res/#", Subscription::TwinResponses);
    row("$iothub/twin/PATCH/properties/desired/#", Subscription::DesiredChanges);
    // longer ones, as raw clients write them
    row("$iothub/methods/POST/reboot/#", Subscription::Methods);
    row("$iothub/methods/POST/+/#", Subscription::Methods);
    row("$iothub/twin/res/200/#", Subscription::TwinResponses);
    row("$iothub/twin/res/+/#", Subscription::TwinResponses);
}

void MqttFiltersTest::filterOfADeviceIsKnown()
{
    QFETCH(const std::string, filter);
    QFETCH(const Subscription, subscription);

    QVERIFY(mqtt::parseFilter(filter, kDevice) == subscription);
}

void MqttFiltersTest::filterOfAModuleIsKnown_data()
{
    QTest::addColumn<std::string>("filter");
    QTest::addColumn<Subscription>("subscription");

    const auto row = [](const char* filter, Subscription subscription) {
        QTest::newRow(filter) << std::string(filter) << subscription;
    };
    row("devices/dev1/modules/mod1/#", Subscription::Module);
    row("devices/dev1/modules/mod1/inputs/#", Subscription::Inputs);
    row("devices/dev1/modules/mod1/inputs/in1/#", Subscription::Inputs);
    row("devices/dev1/modules/mod1/messages/devicebound/#", Subscription::Commands);
    row("$iothub/methods/POST/#", Subscription::Methods);
    row("$iothub/twin/res/#", Subscription::TwinResponses);
    row("$iothub/twin/PATCH/properties/desired/#", Subscription::DesiredChanges);
}

void MqttFiltersTest::filterOfAModuleIsKnown()
{
    QFETCH(const std::string, filter);
    QFETCH(const Subscription, subscription);

    QVERIFY(mqtt::parseFilter(filter, kModule) == subscription);
}

void MqttFiltersTest::filterWithAnAwkwardIdIsKnown_data()
{
    QTest::addColumn<std::string>("device");
    QTest::addColumn<std::string>("module");
    QTest::addColumn<std::string>("filter");
    QTest::addColumn<bool>("known");

    const auto row = [](const char* name, const std::string& device, const std::string& module,
                        const std::string& filter,
                        bool known) { QTest::newRow(name) << device << module << filter << known; };
    row("hash", "a#b", "", "devices/a#b/messages/devicebound/#", true);
    row("plus", "a+b", "", "devices/a+b/messages/devicebound/#", true);
    row("question mark", "a?b", "", "devices/a?b/messages/devicebound/#", true);
    row("percent", "a%b", "", "devices/a%b/messages/devicebound/#", true);
    row("only a hash", "#", "", "devices/#/messages/devicebound/#", true);
    row("only a plus", "+", "", "devices/+/messages/devicebound/#", true);
    row("module", "a#b", "c+d", "devices/a#b/modules/c+d/inputs/#", true);
    row("all of a module", "a#b", "c+d", "devices/a#b/modules/c+d/#", true);
    row("edge module", "dev1", "$edgeHub", "devices/dev1/modules/$edgeHub/#", true);
    row("hash of another", "dev1", "", "devices/#/messages/devicebound/#", false);
    row("own id is no wildcard", "+", "", "devices/dev1/messages/devicebound/#", false);
    row("escape for the id", "a#b", "", "devices/a%23b/messages/devicebound/#", false);
}

void MqttFiltersTest::filterWithAnAwkwardIdIsKnown()
{
    QFETCH(const std::string, device);
    QFETCH(const std::string, module);
    QFETCH(const std::string, filter);
    QFETCH(const bool, known);

    QCOMPARE(mqtt::parseFilter(filter, {device, module}).has_value(), known);
}

void MqttFiltersTest::otherFilterIsRefused_data()
{
    QTest::addColumn<std::string>("filter");

    for (const char* filter :
         {"#", "+", "+/#", "/#", "$iothub/#", "$iothub/+/#", "$iothub/twin/#", "$iothub/methods/#",
          "devices/#", "devices/dev1/#", "devices/dev1/messages/#", "devices/+/#", "$SYS/#",
          "$dps/registrations/res/#",
          // of others
          "devices/dev2/messages/devicebound/#", "devices/dev10/messages/devicebound/#",
          "devices/dev/messages/devicebound/#", "devices/DEV1/messages/devicebound/#",
          "devices/dev2/#", "devices/dev1/modules/mod1/#", "devices/dev1/modules/mod1/inputs/#",
          "devices/dev1/modules/mod1/messages/devicebound/#",
          // not quite
          "devices/dev1/messages/deviceboundX/#", "devices/dev1/messages/events/#",
          "/devices/dev1/messages/devicebound/#", "devices/dev1//messages/devicebound/#",
          "devices/dev1/inputs/#", "$iothub/methods/POSTX/#", "$iothub/methods/res/#",
          "$iothub/twin/GET/#", "$iothub/twin/PATCH/properties/reported/#", "$iothub/twin/resX/#",
          "iothub/twin/res/#",
          // §4.7.1.2: the hash stands last and alone
          "$iothub/methods/POST/#/reboot", "$iothub/methods/POST/#/#",
          "$iothub/methods/POST/reboot#", "devices/dev1/messages/devicebound/a#",
          "$iothub/twin/res/#/200", "hello"}) {
        QTest::newRow(filter) << std::string(filter);
    }
    QTest::newRow("empty") << ""s;
}

void MqttFiltersTest::otherFilterIsRefused()
{
    QFETCH(const std::string, filter);

    QVERIFY(!mqtt::parseFilter(filter, kDevice));
}

void MqttFiltersTest::otherFilterIsRefusedToAModule_data()
{
    QTest::addColumn<std::string>("filter");

    for (const char* filter :
         {"#", "devices/#", "devices/dev1/#", "devices/dev1/modules/#",
          "devices/dev1/messages/devicebound/#", "devices/dev1/modules/+/#",
          "devices/dev1/modules/mod2/#", "devices/dev1/modules/mod10/#",
          "devices/dev1/modules/mod/#", "devices/dev2/modules/mod1/#",
          "devices/dev1/modules/mod2/inputs/#", "devices/dev1/modules/mod1x/inputs/#",
          "devices/dev1/modules/MOD1/#"}) {
        QTest::newRow(filter) << std::string(filter);
    }
}

void MqttFiltersTest::otherFilterIsRefusedToAModule()
{
    QFETCH(const std::string, filter);

    QVERIFY(!mqtt::parseFilter(filter, kModule));
}

std::unique_ptr<QObject> mqttFiltersTest()
{
    return std::make_unique<MqttFiltersTest>();
}

} // namespace hub::test

#include "tst_mqtt_filters.moc"
