#include "domain/connection_string.h"
#include "tests/support/printing.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

namespace hub::test {

using namespace std::string_literals;

class ConnectionStringTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stringIsRead_data();
    void stringIsRead();
    void partsStandInAnyOrder();
    void keyIsDecoded();
    void otherStringIsRefusedWithASentence_data();
    void otherStringIsRefusedWithASentence();
    void errorNeverShowsTheKey();
    void writtenStringReadsBack_data();
    void writtenStringReadsBack();
    void standardPortIsNotWritten_data();
    void standardPortIsNotWritten();
    void portIsReadBehindTheLastColon_data();
    void portIsReadBehindTheLastColon();
};

namespace {

const std::string kKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const std::string kKeyBytes = "0123456789abcdef0123456789abcdef";

} // namespace

void ConnectionStringTest::stringIsRead_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("device");
    QTest::addColumn<std::string>("module");
    QTest::addColumn<std::string>("policy");
    QTest::addColumn<std::string>("gateway");

    const std::string key = ";SharedAccessKey=" + kKey;
    QTest::newRow("device") << "HostName=localhost;DeviceId=dev1" + key << "localhost"s
                            << "dev1"s
                            << ""s
                            << ""s
                            << ""s;
    QTest::newRow("port") << "HostName=localhost:8884;DeviceId=dev1" + key << "localhost:8884"s
                          << "dev1"s
                          << ""s
                          << ""s
                          << ""s;
    QTest::newRow("module") << "HostName=localhost;DeviceId=dev1;ModuleId=mod1" + key
                            << "localhost"s
                            << "dev1"s
                            << "mod1"s
                            << ""s
                            << ""s;
    QTest::newRow("policy") << "HostName=localhost;SharedAccessKeyName=iothubowner" + key
                            << "localhost"s
                            << ""s
                            << ""s
                            << "iothubowner"s
                            << ""s;
    QTest::newRow("device with the key of a policy")
        << "HostName=localhost;DeviceId=dev1;SharedAccessKeyName=device" + key << "localhost"s
        << "dev1"s
        << ""s
        << "device"s
        << ""s;
    QTest::newRow("gateway") << "HostName=myhub.azure-devices.net;DeviceId=dev1" + key +
                                    ";GatewayHostName=localhost:8884"
                             << "myhub.azure-devices.net"s
                             << "dev1"s
                             << ""s
                             << ""s
                             << "localhost:8884"s;
    QTest::newRow("semicolon behind") << "HostName=localhost;DeviceId=dev1" + key + ";"
                                      << "localhost"s
                                      << "dev1"s
                                      << ""s
                                      << ""s
                                      << ""s;
    QTest::newRow("id with an equals sign")
        << "HostName=localhost;DeviceId=a=b" + key << "localhost"s
        << "a=b"s
        << ""s
        << ""s
        << ""s;
    QTest::newRow("id with all but the semicolon")
        << "HostName=localhost;DeviceId=-:.+%_#*?!(),=@$'" + key << "localhost"s
        << "-:.+%_#*?!(),=@$'"s
        << ""s
        << ""s
        << ""s;
    QTest::newRow("IPv6") << "HostName=[::1]:8884;DeviceId=dev1" + key << "[::1]:8884"s
                          << "dev1"s
                          << ""s
                          << ""s
                          << ""s;
}

void ConnectionStringTest::stringIsRead()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, host);
    QFETCH(const std::string, device);
    QFETCH(const std::string, module);
    QFETCH(const std::string, policy);
    QFETCH(const std::string, gateway);

    const auto result = parseConnectionString(text);

    QVERIFY2(result.has_value(), text.c_str());
    const ConnectionString& value = result.value();
    QCOMPARE(value.hostName, host);
    QCOMPARE(value.deviceId, device);
    QCOMPARE(value.moduleId, module);
    QCOMPARE(value.policy, policy);
    QCOMPARE(value.gatewayHostName, gateway);
    QCOMPARE(value.isDevice(), !device.empty());
}

void ConnectionStringTest::partsStandInAnyOrder()
{
    std::vector<std::string> parts{"HostName=localhost", "DeviceId=dev1", "ModuleId=mod1",
                                   "SharedAccessKey=" + kKey};
    std::sort(parts.begin(), parts.end());

    do {
        std::string text;
        for (const std::string& part : parts) {
            text += (text.empty() ? "" : ";") + part;
        }
        const auto result = parseConnectionString(text);

        QVERIFY2(result.has_value(), text.c_str());
        QCOMPARE(result.value().hostName, "localhost"s);
        QCOMPARE(result.value().deviceId, "dev1"s);
        QCOMPARE(result.value().moduleId, "mod1"s);
    } while (std::next_permutation(parts.begin(), parts.end()));
}

void ConnectionStringTest::keyIsDecoded()
{
    const auto result =
        parseConnectionString("HostName=localhost;DeviceId=dev1;SharedAccessKey=" + kKey);

    QVERIFY(result.has_value());
    QCOMPARE(Bytes(result.value().key.reveal()), kKeyBytes);
}

void ConnectionStringTest::otherStringIsRefusedWithASentence_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("named");

    const std::string key = ";SharedAccessKey=" + kKey;
    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("word") << "hello"s
                          << ""s;
    QTest::newRow("no host") << "DeviceId=dev1" + key << "HostName"s;
    QTest::newRow("empty host") << "HostName=;DeviceId=dev1" + key << "HostName"s;
    QTest::newRow("no key") << "HostName=localhost;DeviceId=dev1"s
                            << "SharedAccessKey"s;
    QTest::newRow("empty key") << "HostName=localhost;DeviceId=dev1;SharedAccessKey="s
                               << "key"s;
    QTest::newRow("key not base64") << "HostName=localhost;DeviceId=dev1;SharedAccessKey=abc"s
                                    << "key"s;
    QTest::newRow("no device and no policy") << "HostName=localhost" + key << ""s;
    QTest::newRow("module without its device")
        << "HostName=localhost;ModuleId=mod1;SharedAccessKeyName=device" + key << "DeviceId"s;
}

void ConnectionStringTest::otherStringIsRefusedWithASentence()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, named);

    const auto result = parseConnectionString(text);

    QVERIFY(!result);
    QCOMPARE(result.error().code, Errc::InvalidArgument);
    QVERIFY(!result.error().detail.empty());
    QVERIFY2(result.error().detail.find(named) != std::string::npos, result.error().detail.c_str());
}

void ConnectionStringTest::errorNeverShowsTheKey()
{
    const auto noHost = parseConnectionString("DeviceId=dev1;SharedAccessKey=" + kKey);
    const auto broken = parseConnectionString("HostName=h;DeviceId=d;SharedAccessKey=x" + kKey);
    const auto bare = parseConnectionString(kKey);

    for (const auto* result : {&noHost, &broken, &bare}) {
        QVERIFY(!*result);
        QVERIFY(result->error().detail.find(kKey.substr(0, 20)) == std::string::npos);
    }
}

void ConnectionStringTest::writtenStringReadsBack_data()
{
    QTest::addColumn<std::string>("text");

    const std::string key = ";SharedAccessKey=" + kKey;
    QTest::newRow("device") << "HostName=localhost;DeviceId=dev1" + key;
    QTest::newRow("module") << "HostName=localhost:8443;DeviceId=dev1;ModuleId=mod1" + key;
    QTest::newRow("policy") << "HostName=localhost;SharedAccessKeyName=service" + key;
    QTest::newRow("gateway") << "HostName=h;DeviceId=dev1" + key + ";GatewayHostName=localhost";
}

void ConnectionStringTest::writtenStringReadsBack()
{
    QFETCH(const std::string, text);
    const ConnectionString first = parseConnectionString(text).value();

    const std::string written = toText(first);
    const auto second = parseConnectionString(written);

    QVERIFY2(second.has_value(), written.c_str());
    QCOMPARE(second.value().hostName, first.hostName);
    QCOMPARE(second.value().deviceId, first.deviceId);
    QCOMPARE(second.value().moduleId, first.moduleId);
    QCOMPARE(second.value().policy, first.policy);
    QCOMPARE(second.value().gatewayHostName, first.gatewayHostName);
    QCOMPARE(Bytes(second.value().key.reveal()), kKeyBytes);
    QVERIFY(written.rfind("HostName=", 0) == 0); // some SDKs want it first
}

void ConnectionStringTest::standardPortIsNotWritten_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<int>("standard");
    QTest::addColumn<std::string>("text");

    QTest::newRow("MQTT") << "localhost"s << 8883 << 8883 << "localhost"s;
    QTest::newRow("HTTPS") << "localhost"s << 443 << 443 << "localhost"s;
    QTest::newRow("other port") << "localhost"s << 18883 << 8883 << "localhost:18883"s;
    QTest::newRow("IPv4") << "127.0.0.1"s << 8443 << 443 << "127.0.0.1:8443"s;
    QTest::newRow("IPv6") << "::1"s << 8443 << 443 << "[::1]:8443"s;
}

void ConnectionStringTest::standardPortIsNotWritten()
{
    QFETCH(const std::string, host);
    QFETCH(const int, port);
    QFETCH(const int, standard);
    QFETCH(const std::string, text);

    QCOMPARE(
        hostWithPort(host, static_cast<std::uint16_t>(port), static_cast<std::uint16_t>(standard)),
        text);
}

void ConnectionStringTest::portIsReadBehindTheLastColon_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<int>("port");

    QTest::newRow("port") << "localhost:8443"s << 8443;
    QTest::newRow("no port") << "localhost"s << 443;
    QTest::newRow("empty") << ""s << 443;
    QTest::newRow("IPv4") << "127.0.0.1:1"s << 1;
    QTest::newRow("highest") << "localhost:65535"s << 65535;
    QTest::newRow("too high") << "localhost:65536"s << 443;
    QTest::newRow("no digits") << "localhost:"s << 443;
    QTest::newRow("letters") << "localhost:https"s << 443;
    QTest::newRow("negative") << "localhost:-1"s << 443;
    QTest::newRow("IPv6 with port") << "[::1]:8443"s << 8443;
    QTest::newRow("IPv6 in brackets") << "[::1]"s << 443;
    QTest::newRow("IPv6 alone") << "::1"s << 443;
    QTest::newRow("longer IPv6 alone") << "2001:db8::8443"s << 443;
}

void ConnectionStringTest::portIsReadBehindTheLastColon()
{
    QFETCH(const std::string, host);
    QFETCH(const int, port);

    QCOMPARE(int{portOf(host, 443)}, port);
}

std::unique_ptr<QObject> connectionStringTest()
{
    return std::make_unique<ConnectionStringTest>();
}

} // namespace hub::test

#include "tst_connection_string.moc"
