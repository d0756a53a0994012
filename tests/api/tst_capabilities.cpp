#include "api/capabilities.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class CapabilitiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenCapabilitiesReadBack();
    void emptyListsReadBack();
    void versionIsAnInteger();
    void missingMemberIsNamed_data();
    void missingMemberIsNamed();
    void wrongMemberIsNamed_data();
    void wrongMemberIsNamed();
    void unknownMembersAreIgnored();
};

namespace {

api::Capabilities sample()
{
    api::Capabilities capabilities;
    capabilities.product = "Hubdeck";
    capabilities.version = "0.1.0";
    capabilities.hubId = "4f1c";
    capabilities.hostName = "localhost";
    capabilities.mqttsPort = 8883;
    capabilities.httpsPorts = {443, 8443, 65535};
    capabilities.features = {"registry", "telemetry"};
    capabilities.notices = {"port 8883 is taken, using 8884", "a \"second\" one"};
    return capabilities;
}

} // namespace

void CapabilitiesTest::writtenCapabilitiesReadBack()
{
    const api::Capabilities capabilities = sample();

    const json::value document = parsed(written(capabilities));
    const auto result = api::capabilitiesFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::Capabilities& read = result.value();
    QCOMPARE(read.apiVersion, api::kApiVersion);
    QCOMPARE(read.product, capabilities.product);
    QCOMPARE(read.version, capabilities.version);
    QCOMPARE(read.hubId, capabilities.hubId);
    QCOMPARE(read.hostName, capabilities.hostName);
    QCOMPARE(read.mqttsPort, capabilities.mqttsPort);
    QVERIFY(read.httpsPorts == capabilities.httpsPorts);
    QVERIFY(read.features == capabilities.features);
    QVERIFY(read.notices == capabilities.notices);
}

void CapabilitiesTest::emptyListsReadBack()
{
    api::Capabilities capabilities = sample();
    capabilities.httpsPorts.clear();
    capabilities.features.clear();
    capabilities.notices.clear();

    const json::value document = parsed(written(capabilities));
    const auto read = api::capabilitiesFrom(JsonView(document));

    QVERIFY(read.has_value());
    QVERIFY(read.value().httpsPorts.empty());
    QVERIFY(read.value().features.empty());
    QVERIFY(read.value().notices.empty());
}

void CapabilitiesTest::versionIsAnInteger()
{
    const json::value document = parsed(written(sample()));

    QVERIFY(document.at("apiVersion").is_int64());
    QCOMPARE(document.at("apiVersion").as_int64(), std::int64_t{1});
}

void CapabilitiesTest::missingMemberIsNamed_data()
{
    QTest::addColumn<std::string>("member");
    QTest::addColumn<std::string>("named");

    QTest::newRow("apiVersion") << "apiVersion"s
                                << "apiVersion"s;
    QTest::newRow("hubId") << "hubId"s
                           << "hubId"s;
    QTest::newRow("hostName") << "hostName"s
                              << "hostName"s;
    QTest::newRow("endpoints") << "endpoints"s
                               << "endpoints"s;
    QTest::newRow("mqtts") << "endpoints.mqtts"s
                           << "endpoints.mqtts"s;
    QTest::newRow("https") << "endpoints.https"s
                           << "endpoints.https"s;
}

void CapabilitiesTest::missingMemberIsNamed()
{
    QFETCH(const std::string, member);
    QFETCH(const std::string, named);
    const json::value document = without(parsed(written(sample())), member);

    const auto capabilities = api::capabilitiesFrom(JsonView(document));

    QVERIFY(!capabilities);
    QCOMPARE(capabilities.error().code, Errc::MissingArgument);
    QVERIFY2(capabilities.error().detail.find("'" + named + "'") != std::string::npos,
             capabilities.error().detail.c_str());
}

void CapabilitiesTest::wrongMemberIsNamed_data()
{
    QTest::addColumn<std::string>("member");
    QTest::addColumn<std::string>("value");

    QTest::newRow("version is a word") << "apiVersion"s
                                       << R"("one")"s;
    QTest::newRow("product") << "product"s
                             << "1"s;
    QTest::newRow("hubId") << "hubId"s
                           << "1"s;
    QTest::newRow("hostName") << "hostName"s
                              << "[]"s;
    QTest::newRow("port is a word") << "endpoints.mqtts"s
                                    << R"("mqtts")"s;
    QTest::newRow("port too high") << "endpoints.mqtts"s
                                   << "65536"s;
    QTest::newRow("port negative") << "endpoints.mqtts"s
                                   << "-1"s;
    QTest::newRow("one port for a list") << "endpoints.https"s
                                         << "443"s;
    QTest::newRow("list with a word") << "endpoints.https"s
                                      << R"([443,"x"])"s;
    QTest::newRow("list with a high port") << "endpoints.https"s
                                           << "[443,70000]"s;
    QTest::newRow("features") << "features"s
                              << R"("registry")"s;
    QTest::newRow("feature is a number") << "features"s
                                         << "[1]"s;
    QTest::newRow("notices") << "notices"s
                             << "{}"s;
}

void CapabilitiesTest::wrongMemberIsNamed()
{
    QFETCH(const std::string, member);
    QFETCH(const std::string, value);
    const json::value document = withMember(parsed(written(sample())), member, value);

    const auto capabilities = api::capabilitiesFrom(JsonView(document));

    QVERIFY(!capabilities);
    QCOMPARE(capabilities.error().code, Errc::InvalidArgument);
    QVERIFY2(capabilities.error().detail.find("'" + member) != std::string::npos,
             capabilities.error().detail.c_str());
}

void CapabilitiesTest::unknownMembersAreIgnored()
{
    const json::value document =
        withMember(parsed(written(sample())), "madeLater", R"({"deep":[1,2]})");

    QVERIFY(api::capabilitiesFrom(JsonView(document)).has_value());
}

std::unique_ptr<QObject> capabilitiesTest()
{
    return std::make_unique<CapabilitiesTest>();
}

} // namespace hub::test

#include "tst_capabilities.moc"
