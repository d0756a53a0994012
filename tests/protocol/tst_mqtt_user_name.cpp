// Who a CONNECT says it is (device API, 1.3.1).
#include "protocol/mqtt/user_name.h"

#include "base/utf8.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class MqttUserNameTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void userNameOfAClientIsRead_data();
    void userNameOfAClientIsRead();
    void awkwardIdIsKept_data();
    void awkwardIdIsKept();
    void propertiesAreReadByTheirRules_data();
    void propertiesAreReadByTheirRules();
    void propertiesAreCutToALength();
    void wrongUtf8IsCutToTheSameLength();
    void otherTextIsRefused_data();
    void otherTextIsRefused();
};

void MqttUserNameTest::userNameOfAClientIsRead_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("id");
    QTest::addColumn<std::string>("apiVersion");
    QTest::addColumn<std::string>("clientType");
    QTest::addColumn<std::string>("modelId");

    const std::string node =
        "&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)";
    const std::string nodeType = "azure-iot-device/1.18.4 (node v20.20.2; Debian 12; x64)";
    const std::string c =
        "&DeviceClientType=iothubclient%2f1.15.0%20(native%3b%20Linux%3b%20x86_64)";
    const std::string cType = "iothubclient/1.15.0 (native; Linux; x86_64)";
    const std::string model = "dtmi:com:example:Thermostat;1";

    QTest::newRow("Node") << "localhost/dev1/?api-version=2021-04-12" + node << "localhost"s
                          << "dev1"s
                          << "2021-04-12"s << nodeType << ""s;
    QTest::newRow("Node module") << "localhost/dev1/mod1/?api-version=2021-04-12" + node
                                 << "localhost"s
                                 << "dev1/mod1"s
                                 << "2021-04-12"s << nodeType << ""s;
    QTest::newRow("Node PnP") << "localhost/dev1/?api-version=2021-04-12&model-id=" + model + node
                              << "localhost"s
                              << "dev1"s
                              << "2021-04-12"s << nodeType << model;
    QTest::newRow("Node with a port")
        << "localhost:8884/dev1/?api-version=2021-04-12" + node << "localhost:8884"s
        << "dev1"s
        << "2021-04-12"s << nodeType << ""s;
    QTest::newRow("Node behind a gateway")
        << "myhub.azure-devices.net/dev1/?api-version=2021-04-12" + node
        << "myhub.azure-devices.net"s
        << "dev1"s
        << "2021-04-12"s << nodeType << ""s;
    QTest::newRow("Node with a certificate")
        << "localhost/x509dev/?api-version=2021-04-12" + node << "localhost"s
        << "x509dev"s
        << "2021-04-12"s << nodeType << ""s;
    QTest::newRow("Python")
        << "localhost/dev1/?api-version=2019-10-01&DeviceClientType=azure-iot-device-iothub-py"
           "%2F2.14.0%283.11.2%3BLinux%20%231%20SMP%20PREEMPT_DYNAMIC%20%400%3Bx86_64%29"s
        << "localhost"s
        << "dev1"s
        << "2019-10-01"s
        << "azure-iot-device-iothub-py/2.14.0(3.11.2;Linux #1 SMP PREEMPT_DYNAMIC @0;x86_64)"s
        << ""s;
    QTest::newRow("Python PnP") << "localhost/dev1/?api-version=2020-09-30&DeviceClientType=py&"
                                   "model-id=dtmi%3Acom%3Aexample%3AThermostat%3B1"s
                                << "localhost"s
                                << "dev1"s
                                << "2020-09-30"s
                                << "py"s << model;
    QTest::newRow("C") << "127.0.0.1/dev1/?api-version=2020-09-30" + c << "127.0.0.1"s
                       << "dev1"s
                       << "2020-09-30"s << cType << ""s;
    QTest::newRow("C PnP behind a gateway")
        << "myhub.azure-devices.net/dev1/?api-version=2020-09-30" + c +
               "&model-id=dtmi%3acom%3aexample%3aThermostat%3b1"
        << "myhub.azure-devices.net"s
        << "dev1"s
        << "2020-09-30"s << cType << model;
    QTest::newRow("C#")
        << "localhost/dev1/?api-version=2020-09-30&DeviceClientType=.NET&auth-chain=dev1%3Bedge1&"
           "model-id=dtmi%3Acom%3Aexample%3AThermostat%3B1"s
        << "localhost"s
        << "dev1"s
        << "2020-09-30"s
        << ".NET"s << model;
    QTest::newRow("Java")
        << "localhost/dev1/?api-version=2020-09-30&"
           "model-id=dtmi%3Acom%3Aexample%3AThermostat%3B1&DeviceClientType=com.microsoft"s
        << "localhost"s
        << "dev1"s
        << "2020-09-30"s
        << "com.microsoft"s << model;
    QTest::newRow("raw client") << "localhost/dev1/?api-version=2021-04-12"s
                                << "localhost"s
                                << "dev1"s
                                << "2021-04-12"s
                                << ""s
                                << ""s;
    QTest::newRow("no question mark") << "localhost/dev1/api-version=2016-11-14"s
                                      << "localhost"s
                                      << "dev1"s
                                      << "2016-11-14"s
                                      << ""s
                                      << ""s;
    QTest::newRow("module, no question mark") << "localhost/dev1/mod1/api-version=2016-11-14"s
                                              << "localhost"s
                                              << "dev1/mod1"s
                                              << "2016-11-14"s
                                              << ""s
                                              << ""s;
    QTest::newRow("no properties") << "localhost/dev1"s
                                   << "localhost"s
                                   << "dev1"s
                                   << ""s
                                   << ""s
                                   << ""s;
    QTest::newRow("no properties, slash behind") << "localhost/dev1/"s
                                                 << "localhost"s
                                                 << "dev1"s
                                                 << ""s
                                                 << ""s
                                                 << ""s;
    QTest::newRow("module, no properties") << "localhost/dev1/mod1"s
                                           << "localhost"s
                                           << "dev1/mod1"s
                                           << ""s
                                           << ""s
                                           << ""s;
    QTest::newRow("module, no properties, slash behind") << "localhost/dev1/mod1/"s
                                                         << "localhost"s
                                                         << "dev1/mod1"s
                                                         << ""s
                                                         << ""s
                                                         << ""s;
    QTest::newRow("empty properties") << "localhost/dev1/?"s
                                      << "localhost"s
                                      << "dev1"s
                                      << ""s
                                      << ""s
                                      << ""s;
    QTest::newRow("IPv6") << "[::1]:8883/dev1/?api-version=2021-04-12"s
                          << "[::1]:8883"s
                          << "dev1"s
                          << "2021-04-12"s
                          << ""s
                          << ""s;
}

void MqttUserNameTest::userNameOfAClientIsRead()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, host);
    QFETCH(const std::string, id);
    QFETCH(const std::string, apiVersion);
    QFETCH(const std::string, clientType);
    QFETCH(const std::string, modelId);

    const auto userName = mqtt::parseUserName(text);

    QVERIFY(userName.has_value());
    QCOMPARE(userName.value().host, host);
    QCOMPARE(userName.value().id.text(), id);
    QCOMPARE(userName.value().apiVersion, apiVersion);
    QCOMPARE(userName.value().clientType, clientType);
    QCOMPARE(userName.value().modelId, modelId);
}

void MqttUserNameTest::awkwardIdIsKept_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("device");
    QTest::addColumn<std::string>("module");

    QTest::newRow("question mark and equals sign") << "localhost/a?b=c/?api-version=1"s
                                                   << "a?b=c"s
                                                   << ""s;
    QTest::newRow("question mark first") << "localhost/?a/?api-version=1"s
                                         << "?a"s
                                         << ""s;
    QTest::newRow("question mark first, no properties") << "localhost/?a"s
                                                        << "?a"s
                                                        << ""s;
    QTest::newRow("looks like properties") << "localhost/api-version=1"s
                                           << "api-version=1"s
                                           << ""s;
    QTest::newRow("looks like properties with a question mark") << "localhost/?api-version=1"s
                                                                << "?api-version=1"s
                                                                << ""s;
    QTest::newRow("module with a question mark") << "localhost/dev1/?mod/?api-version=1"s
                                                 << "dev1"s
                                                 << "?mod"s;
    QTest::newRow("module that looks like properties")
        << "localhost/dev1/api-version=1/?api-version=1"s
        << "dev1"s
        << "api-version=1"s;
    QTest::newRow("percent is not decoded") << "localhost/a%2Fb/?api-version=1"s
                                            << "a%2Fb"s
                                            << ""s;
    QTest::newRow("hash and plus") << "localhost/a#b+c/m#1/?api-version=1"s
                                   << "a#b+c"s
                                   << "m#1"s;
    QTest::newRow("edge module") << "localhost/dev1/$edgeHub/?api-version=1"s
                                 << "dev1"s
                                 << "$edgeHub"s;
    QTest::newRow("capitals") << "localhost/Dev1/?api-version=1"s
                              << "Dev1"s
                              << ""s;
    QTest::newRow("ampersand is not special before the properties")
        << "localhost/a=b;c,d/?api-version=1"s
        << "a=b;c,d"s
        << ""s;
    QTest::newRow("provisioning word") << "localhost/registrations/?api-version=1"s
                                       << "registrations"s
                                       << ""s;
}

void MqttUserNameTest::awkwardIdIsKept()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, device);
    QFETCH(const std::string, module);

    const auto userName = mqtt::parseUserName(text);

    QVERIFY(userName.has_value());
    QCOMPARE(userName.value().host, "localhost"s);
    QCOMPARE(userName.value().id.device, device);
    QCOMPARE(userName.value().id.module, module);
}

void MqttUserNameTest::propertiesAreReadByTheirRules_data()
{
    QTest::addColumn<std::string>("properties");
    QTest::addColumn<std::string>("apiVersion");
    QTest::addColumn<std::string>("modelId");

    QTest::newRow("any order") << "?model-id=m&api-version=1"s
                               << "1"s
                               << "m"s;
    QTest::newRow("first of equal keys") << "?api-version=1&api-version=2&model-id=a&model-id=b"s
                                         << "1"s
                                         << "a"s;
    QTest::newRow("first of equal keys is empty") << "?api-version=1&model-id=&model-id=b"s
                                                  << "1"s
                                                  << ""s;
    QTest::newRow("keys are case-sensitive") << "?Api-Version=1&MODEL-ID=m"s
                                             << ""s
                                             << ""s;
    QTest::newRow("unknown keys") << "?x=1&api-version=2&y&z="s
                                  << "2"s
                                  << ""s;
    QTest::newRow("plus stays") << "?api-version=1&model-id=a+b"s
                                << "1"s
                                << "a+b"s;
    QTest::newRow("equals sign in a value") << "?api-version=1&model-id=a=b"s
                                            << "1"s
                                            << "a=b"s;
    QTest::newRow("decoded once") << "?api-version=1&model-id=a%252Fb"s
                                  << "1"s
                                  << "a%2Fb"s;
    QTest::newRow("UTF-8") << "?api-version=1&model-id=%C3%A9"s
                           << "1"s
                           << "é"s;
    QTest::newRow("invalid escape") << "?api-version=1&model-id=100%"s
                                    << "1"s
                                    << "100%"s;
    QTest::newRow("encoded ampersand") << "?api-version=1&model-id=a%26b=c"s
                                       << "1"s
                                       << "a&b=c"s;
    QTest::newRow("preview version") << "?api-version=2020-10-01-preview"s
                                     << "2020-10-01-preview"s
                                     << ""s;
    QTest::newRow("question mark inside") << "?api-version=1&model-id=a?b"s
                                          << "1"s
                                          << "a?b"s;
    QTest::newRow("only one question mark goes") << "??api-version=1"s
                                                 << ""s
                                                 << ""s;
    QTest::newRow("empty value") << "?api-version=&model-id="s
                                 << ""s
                                 << ""s;
}

void MqttUserNameTest::propertiesAreReadByTheirRules()
{
    QFETCH(const std::string, properties);
    QFETCH(const std::string, apiVersion);
    QFETCH(const std::string, modelId);

    const auto userName = mqtt::parseUserName("localhost/dev1/" + properties);

    QVERIFY(userName.has_value());
    QCOMPARE(userName.value().id.text(), "dev1"s);
    QCOMPARE(userName.value().apiVersion, apiVersion);
    QCOMPARE(userName.value().modelId, modelId);
}

void MqttUserNameTest::propertiesAreCutToALength()
{
    const auto name = mqtt::parseUserName("localhost/dev1/?DeviceClientType=" +
                                          std::string(60'000, 'c') +
                                          "&model-id=" + std::string(60'000, 'm'));

    QCOMPARE(name.value().clientType, std::string(1'024, 'c'));
    QCOMPARE(name.value().modelId, std::string(1'024, 'm'));
}

/// Each wrong byte becomes a sign of three.
void MqttUserNameTest::wrongUtf8IsCutToTheSameLength()
{
    std::string wrong = "localhost/dev1/?model-id=mm";
    for (int i = 0; i < 1'000; ++i) {
        wrong += "%ff";
    }

    const std::string modelId = mqtt::parseUserName(wrong).value().modelId;

    QCOMPARE(modelId.size(), std::size_t{2 + 340 * 3}); // the next would be the 1,025th byte
    QVERIFY(isUtf8(modelId));
}

void MqttUserNameTest::otherTextIsRefused_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("empty") << ""s;
    QTest::newRow("host only") << "localhost"s;
    QTest::newRow("host and a slash") << "localhost/"s;
    QTest::newRow("slash only") << "/"s;
    QTest::newRow("no host") << "/dev1"s;
    QTest::newRow("no host, with properties") << "/dev1/?api-version=1"s;
    QTest::newRow("empty device") << "localhost//?api-version=1"s;
    QTest::newRow("empty module") << "localhost/dev1//?api-version=1"s;
    QTest::newRow("empty device of a module") << "localhost//mod1/?api-version=1"s;
    QTest::newRow("one segment too many") << "localhost/dev1/mod1/more"s;
    QTest::newRow("one segment too many, with properties")
        << "localhost/dev1/mod1/more/?api-version=1"s;
    QTest::newRow("properties in the middle") << "localhost/dev1/?api-version=1/mod1/more"s;
    QTest::newRow("two slashes behind") << "localhost/dev1/mod1//"s;
}

void MqttUserNameTest::otherTextIsRefused()
{
    QFETCH(const std::string, text);

    const auto userName = mqtt::parseUserName(text);

    QVERIFY(!userName);
    QCOMPARE(userName.error().code, Errc::Unauthorized);
    QVERIFY(!userName.error().detail.empty());
}

std::unique_ptr<QObject> mqttUserNameTest()
{
    return std::make_unique<MqttUserNameTest>();
}

} // namespace hub::test

#include "tst_mqtt_user_name.moc"
