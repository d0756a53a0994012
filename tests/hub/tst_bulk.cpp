// POST /devices at a real hub: many identities in one request, each with its own answer and record.
#include "tests/support/person.h"

#include "base/json_writer.h"
#include "domain/identity.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

HttpAnswer bulk(HttpPeer& peer, const std::string& body)
{
    return peer.request("POST", "/devices" + kVersion, body,
                        {{"Content-Type", "application/json; charset=utf-8"}});
}

HttpAnswer bulk(const TestHub& hub, const std::string& body)
{
    HttpPeer http = hub.http();
    return bulk(http, body);
}

json::value get(const TestHub& hub, const std::string& path)
{
    HttpPeer http = hub.http();
    return http.get(path + kVersion).parsed();
}

int statusOf(const TestHub& hub, const std::string& path)
{
    HttpPeer http = hub.http();
    return http.get(path + kVersion).status;
}

std::string text(const json::value& value, const char* name)
{
    return std::string(value.at(name).as_string());
}

/// "d1 DeviceAlreadyExists create" for each error, with spaces between.
QString errorsOf(const HttpAnswer& answer)
{
    QStringList errors;
    const json::value body = answer.parsed();
    for (const json::value& error : body.at("errors").as_array()) {
        errors << QString::fromStdString(text(error, "deviceId") + " " + text(error, "errorCode") +
                                         " " + text(error, "operation"));
    }
    return errors.join(", ");
}

} // namespace

class HubBulkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itemsAreIndependent()
    {
        const TestHub hub;
        hub.addDevice("old");
        hub.addDevice("gone");

        const HttpAnswer answer = bulk(
            hub,
            R"([{"id":"new","importMode":"create","status":"disabled"},)"
            R"({"id":"old","importMode":"create"},{"id":"none","importMode":"Update"},)"
            R"({"id":"gone","importMode":"Delete"},{"id":"bad id","importMode":"create"},)"
            R"({"id":"last","importMode":"CreateOrUpdate","capabilities":{"iotEdge":true}}])");

        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.headers.at("iothub-errorcode"), std::string("BulkRegistryOperationFailure"));
        QVERIFY(!answer.parsed().at("isSuccessful").as_bool());
        QCOMPARE(answer.parsed().at("warnings").as_array().size(), 0U);
        QCOMPARE(errorsOf(answer),
                 QString("old DeviceAlreadyExists create, none DeviceNotFound update, "
                         "bad id ArgumentInvalid create"));
        QCOMPARE(text(answer.parsed().at("errors").at(0), "errorStatus"),
                 std::string("A device with ID 'old' is already registered."));
        QCOMPARE(text(get(hub, "/devices/new"), "status"), std::string("disabled"));
        QCOMPARE(statusOf(hub, "/devices/gone"), 404);
        QCOMPARE(get(hub, "/devices/last/modules").as_array().size(), 2U);
    }

    void wholeRequestIsRefusedInTheUsualForm_data()
    {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, std::string body, int status, const char* code) {
            QTest::newRow(name) << std::move(body) << status << std::string(code);
        };
        row("no JSON", "[{", 400, "IotHubFormatError");
        row("object", "{}", 400, "ArgumentInvalid");
        row("nothing in it", "[]", 400, "BulkRegistryOperationFailure");
        row("twice", R"([{"id":"a"},{"id":"a"}])", 400, "DeviceDefinedMultipleTimes");
        row("too deep", std::string(40, '[') + std::string(40, ']'), 400, "IotHubFormatError");
        row("too large", "[\"" + std::string(1'100'000, 'x') + "\"]", 413, "MessageTooLarge");
    }

    void wholeRequestIsRefusedInTheUsualForm()
    {
        QFETCH(const std::string, body);
        QFETCH(const int, status);
        QFETCH(const std::string, code);
        const TestHub hub;

        const HttpAnswer answer = bulk(hub, body);

        QCOMPARE(answer.status, status);
        QCOMPARE(answer.headers.at("iothub-errorcode"), code);
        QVERIFY(text(answer.parsed(), "Message").starts_with("ErrorCode:" + code + ";"));
        QCOMPARE(statusOf(hub, "/devices/a"), 404);
    }

    void etagsDecide()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        const std::string etag = text(get(hub, "/devices/dev1"), "etag");
        const auto item = [](const std::string& mode, const std::string& tag) {
            return "[{\"id\":\"dev1\",\"importMode\":\"" + mode + R"(","etag":")" + tag + "\"}]";
        };

        QCOMPARE(errorsOf(bulk(hub, item("UpdateIfMatchETag", "MQ=="))),
                 QString("dev1 PreconditionFailed updateIfMatchETag"));
        QCOMPARE(errorsOf(bulk(hub, item("createOrUpdateIfMatchETag", "MQ=="))),
                 QString("dev1 PreconditionFailed createOrUpdateIfMatchETag"));
        QCOMPARE(errorsOf(bulk(hub, item("deleteIfMatchEtag", "MQ=="))),
                 QString("dev1 PreconditionFailed deleteIfMatchETag"));
        QCOMPARE(bulk(hub, item("updateIfMatchETag", etag)).status, 200);
        QVERIFY(text(get(hub, "/devices/dev1"), "etag") != etag);
        QCOMPARE(bulk(hub, item("update", etag)).status, 200); // does not look at it
        QCOMPARE(bulk(hub, item("deleteIfMatchEtag", "*")).status, 200);
        QCOMPARE(statusOf(hub, "/devices/dev1"), 404);
        QCOMPARE(bulk(hub, item("createOrUpdateIfMatchETag", "MQ==")).status, 200);
    }

    void twinsGoAlong()
    {
        const TestHub hub;
        hub.addDevice("dev1");

        QCOMPARE(bulk(hub, R"([{"id":"new","importMode":"create","tags":{"site":"a","n":1},)"
                           R"("properties":{"desired":{"x":1},"reported":{"y":2}}},)"
                           R"({"id":"dev1","importMode":"updateTwin","tags":{"site":"b"}}])")
                     .status,
                 200);
        const json::value made = get(hub, "/twins/new");
        QCOMPARE(text(made.at("tags"), "site"), std::string("a"));
        QCOMPARE(made.at("properties").at("desired").at("x").as_int64(), 1);
        QVERIFY(!made.at("properties").at("reported").as_object().contains("y"));

        // Merged, and compared with an ETag of its own.
        QCOMPARE(errorsOf(bulk(hub, R"([{"id":"new","importMode":"updateTwinIfMatchETag",)"
                                    R"("twinETag":"AAAAAAAAAAE=","tags":{"site":null}}])")),
                 QString("new PreconditionFailed updateTwinIfMatchETag"));
        QCOMPARE(bulk(hub, "[{\"id\":\"new\",\"importMode\":\"updateTwinIfMatchETag\",\"twinETag\":\"" +
                               text(made, "etag") + "\",\"tags\":{\"site\":null}}]")
                     .status,
                 200);
        QCOMPARE(jsonText(get(hub, "/twins/new").at("tags")), std::string(R"({"n":1})"));
        QCOMPARE(errorsOf(bulk(hub, R"([{"id":"none","importMode":"updateTwin","tags":{}}])")),
                 QString("none DeviceNotFound updateTwin"));
        QCOMPARE(text(get(hub, "/twins/dev1").at("tags"), "site"), std::string("b"));
    }

    void modulesAreItemsToo()
    {
        const TestHub hub;
        hub.addDevice("dev1");

        QCOMPARE(bulk(hub, R"([{"id":"dev1","moduleId":"m","importMode":"create",)"
                           R"("tags":{"a":1}},{"id":"dev2","moduleId":"m"}])")
                     .status,
                 400); // the device is missing
        QCOMPARE(text(get(hub, "/devices/dev1/modules/m"), "moduleId"), std::string("m"));
        QCOMPARE(get(hub, "/twins/dev1/modules/m").at("tags").at("a").as_int64(), 1);
        QCOMPARE(bulk(hub, R"([{"id":"dev1","moduleId":"m","importMode":"delete"}])").status, 200);
        QCOMPARE(statusOf(hub, "/devices/dev1/modules/m"), 404);
    }

    void oneHundredItemsAreTaken()
    {
        const TestHub hub;
        std::string body;
        for (int i = 0; i < 100; ++i) {
            body += std::string(i > 0 ? "," : "[") + "{\"id\":\"d" + std::to_string(i) +
                    "\",\"importMode\":\"create\"}";
        }

        QCOMPARE(bulk(hub, body + "]").status, 200);
        QCOMPARE(get(hub, "/statistics/devices").at("totalDeviceCount").to_number<int>(), 100);
    }

    void everyItemLeavesItsRecord()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        const HttpAnswer answer =
            bulk(hub, R"([{"id":"dev1","importMode":"create"},{"id":"dev2","status":"disabled"},)"
                      R"({"id":"dev3","tags":{"a":1}}])");

        HttpPeer http = hub.http();
        QStringList records;
        const json::value log =
            http.get("/admin/audit?requestId=" + answer.headers.at("x-ms-request-id")).parsed();
        for (const json::value& record : log.at("records").as_array()) {
            records << QString::fromStdString(text(record, "target") + " " +
                                              text(record, "action") + " " +
                                              text(record, "result"));
        }
        records.sort();
        QCOMPARE(records, QStringList({"dev1 device.create DeviceAlreadyExists",
                                       "dev2 device.create ok", "dev3 device.create ok",
                                       "dev3 twin.patch ok"}));
    }

    void disabledAndDeletedDevicesAreClosed()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        const auto first = hub.device("dev1");
        const auto second = hub.device("dev2");

        QCOMPARE(bulk(hub, R"([{"id":"dev1","importMode":"update","status":"disabled"},)"
                           R"({"id":"dev2","importMode":"delete"}])")
                     .status,
                 200);

        QVERIFY(!first->receive());
        QVERIFY(!second->receive());
    }

    void personStaysInTheirPartOfTheFleet()
    {
        const TestHub hub;
        for (const std::string site : {"a", "b"}) {
            hub.addDevice(site + "1");
            HttpPeer http = hub.http();
            QCOMPARE(http.request("PUT", "/admin/devices/" + site + "1/tags",
                                  "{\"site\":\"" + site + "\",\"n\":1}")
                         .status,
                     200);
        }
        HttpPeer person =
            personAt(hub, "ann", R"("role":"administrator","scope":"tags.site = 'a'")");
        const std::string before = jsonText(get(hub, "/twins/b1"));

        const HttpAnswer answer =
            bulk(person, R"([{"id":"a1","status":"disabled"},{"id":"b1","status":"disabled"},)"
                         R"({"id":"a2"},{"id":"a3","tags":{"site":"b"}}])");
        QCOMPARE(errorsOf(answer), QString("b1 DeviceNotFound createOrUpdate, "
                                           "a3 GenericForbidden createOrUpdate"));
        QCOMPARE(errorsOf(bulk(person, R"([{"id":"b1","importMode":"delete"},)"
                                       R"({"id":"a1","importMode":"updateTwin",)"
                                       R"("tags":{"site":"b"}}])")),
                 QString("b1 DeviceNotFound delete, a1 GenericForbidden updateTwin"));
        QCOMPARE(errorsOf(bulk(person, R"([{"id":"b1","importMode":"updateTwin","tags":{"x":1}},)"
                                       R"({"id":"x","moduleId":"m"}])")),
                 QString("b1 DeviceNotFound updateTwin, x DeviceNotFound createOrUpdate"));

        QCOMPARE(jsonText(get(hub, "/twins/b1")), before);
        QCOMPARE(jsonText(get(hub, "/twins/a1").at("tags")), std::string(R"({"site":"a","n":1})"));
        QCOMPARE(text(get(hub, "/devices/a1"), "status"), std::string("disabled"));
        QCOMPARE(jsonText(get(hub, "/twins/a2").at("tags")), std::string(R"({"site":"a"})"));
        QCOMPARE(statusOf(hub, "/devices/a3"), 404);
    }

    void whoMayOnlyEnrollChangesNothing()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        HttpPeer person = personAt(hub, "eve", R"("role":"enroller")");

        QCOMPARE(errorsOf(bulk(person, R"([{"id":"new","importMode":"create"},)"
                                       R"({"id":"dev1","importMode":"delete"},)"
                                       R"({"id":"dev2","importMode":"createOrUpdate"}])")),
                 QString("dev1 GenericForbidden delete, dev2 GenericForbidden createOrUpdate"));
        QCOMPARE(statusOf(hub, "/devices/new"), 200);
        QCOMPARE(statusOf(hub, "/devices/dev1"), 200);
    }

    void whoMayNotReadKeysSetsNone()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        const std::string key = text(
            get(hub, "/devices/dev1").at("authentication").at("symmetricKey"), "primaryKey");
        HttpPeer person = personAt(hub, "otto", R"("role":"operator")");
        const std::string keys = "\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"" + key +
                                 R"(","secondaryKey":")" + key + "\"}}";

        QCOMPARE(bulk(person, R"([{"id":"dev1","importMode":"update"}])").status, 200);
        QCOMPARE(text(get(hub, "/devices/dev1").at("authentication").at("symmetricKey"),
                      "primaryKey"),
                 key);
        QCOMPARE(errorsOf(bulk(person, R"([{"id":"dev1","importMode":"update",)" + keys + "}]")),
                 QString("dev1 GenericForbidden update"));
    }

    void policyNeedsTheRight()
    {
        const TestHub hub;
        HttpPeer peer = hub.httpAs("registryRead");
        QCOMPARE(bulk(peer, R"([{"id":"a"}])").status, 401);
    }
};

QTEST_GUILESS_MAIN(HubBulkTest)
#include "tst_bulk.moc"
