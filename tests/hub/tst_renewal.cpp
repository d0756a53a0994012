// POST /devices/keys/regenerate at a real hub.
#include "tests/support/test_hub.h"

#include "domain/identity.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kVersion = "?api-version=2024-03-31";

HttpAnswer regenerate(HttpPeer& peer, const std::string& body)
{
    return peer.request("POST", "/devices/keys/regenerate" + kVersion, body,
                        {{"Content-Type", "application/json"}});
}

HttpAnswer regenerate(const TestHub& hub, const std::string& body)
{
    HttpPeer http = hub.http();
    return regenerate(http, body);
}

std::string text(const json::value& value, const char* name)
{
    return std::string(value.at(name).as_string());
}

/// "primary secondary" as the registry has them.
std::string keysOf(const TestHub& hub, const std::string& path)
{
    HttpPeer http = hub.http();
    const json::value keys = http.get("/devices/" + path + kVersion)
                                 .parsed()
                                 .at("authentication")
                                 .at("symmetricKey");
    return text(keys, "primaryKey") + " " + text(keys, "secondaryKey");
}

} // namespace

class HubRenewalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chosenKeysAreMadeAnew_data()
    {
        QTest::addColumn<std::string>("choice");
        QTest::addColumn<bool>("primary");
        QTest::addColumn<bool>("secondary");
        QTest::newRow("primary") << std::string("primaryKey") << true << false;
        QTest::newRow("secondary") << std::string("SecondaryKey") << false << true;
        QTest::newRow("both") << std::string("both") << true << true;
    }

    void chosenKeysAreMadeAnew()
    {
        QFETCH(const std::string, choice);
        QFETCH(const bool, primary);
        QFETCH(const bool, secondary);
        const TestHub hub;
        hub.addDevice("dev1");

        const HttpAnswer answer =
            regenerate(hub, "{\"policyKey\":\"" + choice + "\",\"devices\":[{\"id\":\"dev1\"}]}");

        QCOMPARE(answer.status, 200);
        const json::value entry = answer.parsed().at("rotatedKeys").at(0);
        QCOMPARE(text(entry, "id"), std::string("dev1"));
        QVERIFY(entry.at("moduleId").is_null());
        QCOMPARE(text(entry, "primaryKey") != kTestKey, primary);
        QCOMPARE(text(entry, "secondaryKey") != kTestKey, secondary);
        QCOMPARE(text(entry, "primaryKey") + " " + text(entry, "secondaryKey"),
                 keysOf(hub, "dev1"));
        QVERIFY(answer.parsed().at("errors").as_array().empty());
    }

    void connectionWithAnEndedKeyIsClosed()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        QCOMPARE(regenerate(hub, R"({"policyKey":"secondaryKey","devices":[{"id":"dev1"}]})").status,
                 200);
        const auto device = hub.device("dev1"); // with the primary key

        QCOMPARE(regenerate(hub, R"({"policyKey":"secondaryKey","devices":[{"id":"dev1"}]})").status,
                 200);
        device->publish("devices/dev1/messages/events/", "still here", 1);
        const auto packet = device->receive();
        QVERIFY(packet && packet->type == 4);

        QCOMPARE(regenerate(hub, R"({"policyKey":"primaryKey","devices":[{"id":"dev1"}]})").status,
                 200);
        QVERIFY(!device->receive());
    }

    void someMayFail()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PUT", "/devices/cert" + kVersion,
                              R"({"authentication":{"type":"certificateAuthority"}})")
                     .status,
                 200);
        QCOMPARE(http.request("PUT", "/devices/dev1/modules/m" + kVersion, "{}").status, 200);
        const std::string before = keysOf(hub, "dev1/modules/m");

        const HttpAnswer some =
            regenerate(hub, R"({"policyKey":"both","devices":[{"id":"dev1","moduleId":"m"},)"
                            R"({"id":"dev1"},{"id":"cert"},{"id":"none"},{"id":"a b"}]})");
        QCOMPARE(some.status, 207);
        QCOMPARE(some.parsed().at("rotatedKeys").as_array().size(), 2U);
        QVERIFY(keysOf(hub, "dev1/modules/m") != before);
        QStringList errors;
        const json::value body = some.parsed();
        for (const json::value& error : body.at("errors").as_array()) {
            errors << QString::fromStdString(text(error, "id") + " " + text(error, "errorCode"));
        }
        QCOMPARE(errors.join(", "),
                 QString("cert InvalidOperation, none DeviceNotFound, a b ArgumentInvalid"));

        const HttpAnswer none = regenerate(hub, R"({"policyKey":"both","devices":[{"id":"none"}]})");
        QCOMPARE(none.status, 400);
        QVERIFY(none.parsed().at("rotatedKeys").as_array().empty());
    }

    void wrongRequestsAreRefusedAsAWhole_data()
    {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, const char* body, const char* code) {
            QTest::newRow(name) << std::string(body) << std::string(code);
        };
        row("no JSON", "x", "IotHubFormatError");
        row("no choice", R"({"devices":[{"id":"a"}]})", "ArgumentNull");
        row("unknown choice", R"({"policyKey":"third","devices":[{"id":"a"}]})", "InvalidPolicyKey");
        row("no devices", R"({"policyKey":"both"})", "ArgumentNull");
        row("empty", R"({"policyKey":"both","devices":[]})", "BulkRegistryOperationFailure");
        row("no array", R"({"policyKey":"both","devices":{}})", "ArgumentInvalid");
        row("no object in it", R"({"policyKey":"both","devices":["a"]})", "ArgumentInvalid");
        row("twice", R"({"policyKey":"both","devices":[{"id":"a"},{"id":"a"}]})",
            "DeviceDefinedMultipleTimes");
    }

    void wrongRequestsAreRefusedAsAWhole()
    {
        QFETCH(const std::string, body);
        QFETCH(const std::string, code);
        const TestHub hub;

        const HttpAnswer answer = regenerate(hub, body);

        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.headers.at("iothub-errorcode"), code);
        QVERIFY(text(answer.parsed(), "Message").starts_with("ErrorCode:" + code + ";"));
    }

    void recordsTellOfTheKeysButNotTheKeys()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        const HttpAnswer answer =
            regenerate(hub, R"({"policyKey":"both","devices":[{"id":"dev1"},{"id":"none"}]})");
        const std::string key = text(answer.parsed().at("rotatedKeys").at(0), "primaryKey");

        HttpPeer http = hub.http();
        const HttpAnswer log =
            http.get("/admin/audit?requestId=" + answer.headers.at("x-ms-request-id"));
        QStringList records;
        const json::value found = log.parsed();
        for (const json::value& record : found.at("records").as_array()) {
            records << QString::fromStdString(text(record, "target") + " " +
                                              text(record, "action") + " " +
                                              text(record, "result"));
        }
        records.sort();
        QCOMPARE(records, QStringList({"dev1 device.keys.regenerate ok",
                                       "none device.keys.regenerate DeviceNotFound"}));
        QVERIFY(log.body.find(key) == std::string::npos);
    }

    void personNeedsTheKeysAndThePartOfTheFleet()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        const std::string before = keysOf(hub, "dev1");
        HttpPeer owner = hub.http();
        const auto person = [&](const std::string& name, const std::string& members) {
            const HttpAnswer made = owner.request("PUT", "/admin/people/" + name, members);
            HttpPeer peer = hub.http();
            peer.setHeader("Authorization",
                           policyToken(name, parseKey(text(made.parsed(), "key")).value()));
            return peer;
        };
        HttpPeer otto = person("otto", R"({"role":"operator"})");
        HttpPeer ann = person("ann", R"({"role":"administrator","scope":"tags.site = 'a'"})");
        const std::string body = R"({"policyKey":"both","devices":[{"id":"dev1"}]})";

        QCOMPARE(regenerate(otto, body).status, 401);
        const HttpAnswer refused = regenerate(ann, body);
        QCOMPARE(refused.status, 400);
        QCOMPARE(text(refused.parsed().at("errors").at(0), "errorCode"),
                 std::string("DeviceNotFound"));
        QCOMPARE(keysOf(hub, "dev1"), before);
    }
};

QTEST_GUILESS_MAIN(HubRenewalTest)
#include "tst_renewal.moc"
