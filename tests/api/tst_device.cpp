#include "api/device.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class DeviceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenDeviceReadsBack_data();
    void writtenDeviceReadsBack();
    void tagsAreAnObjectNotAText();
    void statusIsAWord();
    void missingMemberOfADeviceIsNamed_data();
    void missingMemberOfADeviceIsNamed();
    void wrongMemberOfADeviceIsNamed_data();
    void wrongMemberOfADeviceIsNamed();
    void writtenListReadsBack();
    void lastPageHasNoCursor();
    void totalIsNullWhileItIsCounted();
    void brokenListNamesTheMember_data();
    void brokenListNamesTheMember();
};

namespace {

api::Device sample()
{
    api::Device device;
    device.deviceId = "dev'1";
    device.generationId = "638712345678901234";
    device.etag = "MQ==";
    device.enabled = false;
    device.statusReason = "broken \"sensor\"";
    device.authType = "sas";
    device.tags = R"({"site":{"floor":3},"list":[1,null]})";
    device.connection = api::Connection{"10.0.0.7:51234",
                                        "mqtts",
                                        "TLS 1.3",
                                        "iothubclient/1.15",
                                        "dtmi:com:example:Thermostat;1",
                                        "primaryKey",
                                        wallFromMicros(1'735'787'045'123'456)};
    device.lastHeard = wallFromMicros(1'735'787'046'000'001);
    device.connectionChanged = wallFromMicros(1'735'787'045'000'000);
    device.lastDisconnectReason = "keepAliveExpired";
    return device;
}

void compare(const api::Device& read, const api::Device& device)
{
    QCOMPARE(read.deviceId, device.deviceId);
    QCOMPARE(read.generationId, device.generationId);
    QCOMPARE(read.etag, device.etag);
    QCOMPARE(read.enabled, device.enabled);
    QCOMPARE(read.statusReason, device.statusReason);
    QCOMPARE(read.authType, device.authType);
    QVERIFY(parsed(read.tags) == parsed(device.tags));
    QVERIFY(read.lastHeard == device.lastHeard);
    QVERIFY(read.connectionChanged == device.connectionChanged);
    QCOMPARE(read.lastDisconnectReason, device.lastDisconnectReason);
    QCOMPARE(read.connection.has_value(), device.connection.has_value());
    if (device.connection) {
        QCOMPARE(read.connection->address, device.connection->address);
        QCOMPARE(read.connection->protocol, device.connection->protocol);
        QCOMPARE(read.connection->tlsVersion, device.connection->tlsVersion);
        QCOMPARE(read.connection->clientType, device.connection->clientType);
        QCOMPARE(read.connection->modelId, device.connection->modelId);
        QCOMPARE(read.connection->signedInWith, device.connection->signedInWith);
        QVERIFY(read.connection->since == device.connection->since);
    }
}

} // namespace

void DeviceTest::writtenDeviceReadsBack_data()
{
    QTest::addColumn<api::Device>("device");

    QTest::newRow("connected") << sample();
    api::Device away = sample();
    away.connection.reset();
    QTest::newRow("not connected") << away;
    api::Device fresh;
    fresh.deviceId = "d";
    QTest::newRow("never heard of") << fresh;
}

void DeviceTest::writtenDeviceReadsBack()
{
    QFETCH(const api::Device, device);

    const json::value document = parsed(written(device));
    const auto read = api::deviceFrom(JsonView(document));

    QVERIFY(read.has_value());
    compare(read.value(), device);
}

void DeviceTest::tagsAreAnObjectNotAText()
{
    const json::value document = parsed(written(sample()));

    QVERIFY(document.at("tags") == parsed(sample().tags));
}

void DeviceTest::statusIsAWord()
{
    api::Device device = sample();

    device.enabled = true;
    QVERIFY(parsed(written(device)).at("status") == "enabled");

    device.enabled = false;
    QVERIFY(parsed(written(device)).at("status") == "disabled");
}

void DeviceTest::missingMemberOfADeviceIsNamed_data()
{
    QTest::addColumn<std::string>("member");

    QTest::newRow("deviceId") << "deviceId"s;
    QTest::newRow("status") << "status"s;
}

void DeviceTest::missingMemberOfADeviceIsNamed()
{
    QFETCH(const std::string, member);
    const json::value document = without(parsed(written(sample())), member);

    const auto device = api::deviceFrom(JsonView(document));

    QVERIFY(!device);
    QCOMPARE(device.error().code, Errc::MissingArgument);
    QVERIFY2(device.error().detail.find("'" + member + "'") != std::string::npos,
             device.error().detail.c_str());
}

void DeviceTest::wrongMemberOfADeviceIsNamed_data()
{
    QTest::addColumn<std::string>("member");
    QTest::addColumn<std::string>("value");

    QTest::newRow("deviceId") << "deviceId"s
                              << "1"s;
    QTest::newRow("generationId") << "generationId"s
                                  << "638712345678901234"s;
    QTest::newRow("status is a flag") << "status"s
                                      << "true"s;
    QTest::newRow("status is another word") << "status"s
                                            << R"("asleep")"s;
    QTest::newRow("authType") << "authType"s
                              << "{}"s;
    QTest::newRow("tags are a text") << "tags"s
                                     << R"("a=1")"s;
    QTest::newRow("tags are a list") << "tags"s
                                     << "[]"s;
    QTest::newRow("connection is a flag") << "connection"s
                                          << "true"s;
    QTest::newRow("address") << "connection.address"s
                             << "1"s;
    QTest::newRow("since is no date") << "connection.since"s
                                      << R"("noon")"s;
    QTest::newRow("lastHeard is no date") << "lastHeard"s
                                          << R"("yesterday")"s;
    QTest::newRow("lastHeard is a number") << "lastHeard"s
                                           << "1735787045"s;
    QTest::newRow("connectionChanged") << "connectionChanged"s
                                       << "{}"s;
}

void DeviceTest::wrongMemberOfADeviceIsNamed()
{
    QFETCH(const std::string, member);
    QFETCH(const std::string, value);
    const json::value document = withMember(parsed(written(sample())), member, value);

    const auto device = api::deviceFrom(JsonView(document));

    QVERIFY(!device);
    QCOMPARE(device.error().code, Errc::InvalidArgument);
    QVERIFY2(device.error().detail.find("'" + member + "'") != std::string::npos,
             device.error().detail.c_str());
}

void DeviceTest::writtenListReadsBack()
{
    api::DeviceList list;
    list.devices = {sample(), sample()};
    list.devices[1].deviceId = "dev2";
    list.next = "Y3Vyc29y";
    list.total = 1'000'000;
    list.asOf = wallFromMicros(1'735'787'047'000'000);

    const json::value document = parsed(written(list));
    const auto result = api::deviceListFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::DeviceList& read = result.value();
    QCOMPARE(read.devices.size(), std::size_t{2});
    compare(read.devices[0], list.devices[0]);
    compare(read.devices[1], list.devices[1]);
    QCOMPARE(read.next, list.next);
    QVERIFY(read.total == list.total);
    QVERIFY(read.asOf == list.asOf);
}

void DeviceTest::lastPageHasNoCursor()
{
    api::DeviceList list;
    list.total = 0;

    const json::value document = parsed(written(list));
    const auto read = api::deviceListFrom(JsonView(document));

    QVERIFY(read.has_value());
    QVERIFY(read.value().devices.empty());
    QVERIFY(read.value().next.empty());
    QVERIFY(read.value().total == std::uint64_t{0});
}

void DeviceTest::totalIsNullWhileItIsCounted()
{
    const json::value document = parsed(written(api::DeviceList{}));

    QVERIFY(document.at("total").is_null());
    QVERIFY(!api::deviceListFrom(JsonView(document)).value().total);
}

void DeviceTest::brokenListNamesTheMember_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("named");

    QTest::newRow("no devices") << R"({"total":0})"s << Errc::MissingArgument << "devices"s;
    QTest::newRow("devices are an object")
        << R"({"devices":{}})"s << Errc::InvalidArgument << "devices"s;
    QTest::newRow("device is a text")
        << R"({"devices":["dev1"]})"s << Errc::MissingArgument << "deviceId"s;
    QTest::newRow("device without id")
        << R"({"devices":[{"status":"enabled"}]})"s << Errc::MissingArgument << "deviceId"s;
    QTest::newRow("id is a number")
        << R"({"devices":[{"deviceId":1}]})"s << Errc::InvalidArgument << "deviceId"s;
    QTest::newRow("cursor is a number")
        << R"({"devices":[],"next":1})"s << Errc::InvalidArgument << "next"s;
    QTest::newRow("total is a word")
        << R"({"devices":[],"total":"many"})"s << Errc::InvalidArgument << "total"s;
    QTest::newRow("total is negative")
        << R"({"devices":[],"total":-1})"s << Errc::InvalidArgument << "total"s;
    QTest::newRow("asOf is no date")
        << R"({"devices":[],"asOf":"now"})"s << Errc::InvalidArgument << "asOf"s;
}

void DeviceTest::brokenListNamesTheMember()
{
    QFETCH(const std::string, json);
    QFETCH(const Errc, code);
    QFETCH(const std::string, named);
    const json::value document = parsed(json);

    const auto list = api::deviceListFrom(JsonView(document));

    QVERIFY(!list);
    QCOMPARE(list.error().code, code);
    QVERIFY2(list.error().detail.find(named) != std::string::npos, list.error().detail.c_str());
}

std::unique_ptr<QObject> deviceTest()
{
    return std::make_unique<DeviceTest>();
}

} // namespace hub::test

#include "tst_device.moc"
