// Queries over real sockets (service API, section query): rows to the letter, headers, pages, errors.
#include "tests/support/printing.h"
#include "tests/support/query_calls.h"

#include "base/json_writer.h"

#include <QTest>

#include <map>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

class HubQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        hub_ = std::make_unique<TestHub>();
        addQueryFleet(*hub_);
    }

    void cleanupTestCase() { hub_.reset(); }

    void rowIsTheTwinToTheLetter_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("twin");
        QTest::newRow("device") << "SELECT * FROM devices WHERE deviceId = 'd1'" << "d1";
        QTest::newRow("never written") << "SELECT * FROM devices WHERE deviceId = 'd4'" << "d4";
        QTest::newRow("edge") << "select * from DEVICES where capabilities.iotEdge=true" << "edge1";
        QTest::newRow("module")
            << "SELECT * FROM devices.modules WHERE deviceId in ['d1']" << "d1/modules/m1";
    }

    void rowIsTheTwinToTheLetter()
    {
        QFETCH(QString, query);
        QFETCH(QString, twin);
        HttpPeer http = hub_->http();

        const HttpAnswer answer = ask(http, query.toStdString());

        QCOMPARE(answer.status, 200);
        QCOMPARE(header(answer, "content-type"), std::string("application/json; charset=utf-8"));
        QCOMPARE(header(answer, "x-ms-item-type"), std::string("Twin"));
        QVERIFY(!hasMore(answer));
        QCOMPARE(answer.body, "[" + http.get("/twins/" + twin.toStdString() + kVersion).body + "]");
    }

    void goldenRows_data();
    void goldenRows();

    void projectionIsThatPartOfTheTwin_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* const path :
             {"deviceId", "etag", "deviceEtag", "status", "statusReason", "statusUpdateTime",
              "connectionState", "lastActivityTime", "cloudToDeviceMessageCount", "authenticationType",
              "x509Thumbprint", "x509Thumbprint.primaryThumbprint", "modelId", "version", "tags",
              "properties", "properties.desired", "properties.reported", "properties.desired.$version",
              "properties.reported.$version", "properties.desired.$metadata",
              "properties.reported.$metadata.$lastUpdated", "properties.desired.net", "capabilities",
              "capabilities.iotEdge"}) {
            QTest::newRow(path) << path;
        }
    }

    void projectionIsThatPartOfTheTwin()
    {
        QFETCH(QString, path);
        HttpPeer http = hub_->http();
        for (const char* const id : {"d1", "d2", "d4", "edge1"}) {
            json::value part = http.get("/twins/" + std::string(id) + kVersion).parsed();
            bool found = true;
            for (const QString& name : path.split('.')) {
                found = found && part.is_object() && part.get_object().contains(name.toStdString());
                json::value below = found ? part.at(name.toStdString()) : json::value();
                part = std::move(below);
            }

            const json::value row =
                ask(http, "SELECT " + path.toStdString() + " AS x FROM devices WHERE deviceId = '" +
                              std::string(id) + "'")
                    .parsed()
                    .at(0);

            QCOMPARE(row.as_object().contains("x"), found);
            QVERIFY2(!found || row.at("x") == part, jsonText(row).c_str());
        }
    }

    void groupsDoNotDependOnHowANumberIsWritten()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        for (const char* const value : {"3", "3.0", "30e-1", "\"3\"", "0", "-0.0"}) {
            const std::string id = "n" + std::to_string(next_++);
            must(http.request("PUT", "/devices/" + id + kVersion, "{}"));
            patchTwin(http, id, R"({"tags":{"n":)" + std::string(value) + "}}");
        }

        const HttpAnswer answer =
            ask(http, "SELECT tags.n AS n, COUNT() AS c FROM devices GROUP BY tags.n");

        QCOMPARE(rowsOf(answer.parsed()), QStringList({"{c:1,n:\"3\"}", "{c:2,n:0}", "{c:3,n:3}"}));
    }

    void nobodyIsAnEmptyArray()
    {
        HttpPeer http = hub_->http();

        const HttpAnswer answer = ask(http, "SELECT * FROM devices WHERE deviceId = 'none'");

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string("[]"));
        QCOMPARE(header(answer, "x-ms-item-type"), std::string("Twin"));
        QVERIFY(!hasMore(answer));
    }

    void pathIsTakenAsClientsWriteIt_data()
    {
        QTest::addColumn<QString>("target");
        QTest::newRow("IoT Explorer") << "/devices%2Fquery?api-version=2020-09-30";
        QTest::newRow("az") << "/devices/query?api-version=2024-03-31";
        QTest::newRow("slash at the end") << "/devices/query/?api-version=2021-04-12";
        QTest::newRow("case") << "/Devices/Query?api-version=2021-04-12";
    }

    void pathIsTakenAsClientsWriteIt()
    {
        QFETCH(QString, target);
        HttpPeer http = hub_->http();

        const HttpAnswer answer =
            http.request("POST", target.toStdString(), R"({"Query":"select * from devices"})",
                         {{"Cache-Control", "no-cache, must-revalidate"}});

        QCOMPARE(answer.status, 200);
        QCOMPARE(rowsOf(answer.parsed()).size(), 5);
    }

    void refusalsSayWhatIsWrong_data();
    void refusalsSayWhatIsWrong();

    void onlyServicesMayAsk_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<int>("status");
        QTest::newRow("iothubowner") << "iothubowner" << 200;
        QTest::newRow("service") << "service" << 200;
        QTest::newRow("device") << "device" << 401;
    }

    void onlyServicesMayAsk()
    {
        QFETCH(QString, policy);
        QFETCH(int, status);
        HttpPeer http = hub_->httpAs(policy.toStdString());

        const HttpAnswer answer = ask(http, "SELECT * FROM devices");

        QCOMPARE(answer.status, status);
        QCOMPARE(answer.body.find("d1") != std::string::npos, status == 200);
    }

    void writesAreSeenAtOnce()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const auto count = [&](const std::string& where) {
            return ask(http, "SELECT COUNT() AS n FROM devices WHERE " + where).body;
        };
        hub.addDevice("dev1");
        QCOMPARE(count("status = 'enabled'"), std::string(R"([{"n":1}])"));
        patchTwin(http, "dev1", R"({"tags":{"site":"a"},"properties":{"desired":{"x":{"y":1}}}})");
        QCOMPARE(count("tags.site = 'a'"), std::string(R"([{"n":1}])"));
        QCOMPARE(count("properties.desired.x.y = 1"), std::string(R"([{"n":1}])"));
        patchTwin(http, "dev1", R"({"tags":{"site":"b"},"properties":{"desired":{"x":null}}})");
        QCOMPARE(count("tags.site = 'a'"), std::string(R"([{"n":0}])"));
        QCOMPARE(count("tags.site = 'b'"), std::string(R"([{"n":1}])"));
        QCOMPARE(count("is_defined(properties.desired.x)"), std::string(R"([{"n":0}])"));
        must(http.request("DELETE", "/devices/dev1" + kVersion, {}, {{"If-Match", "*"}}));
        QCOMPARE(count("tags.site = 'b'"), std::string(R"([{"n":0}])"));
        hub.addDevice("dev1"); // a later one of the same name has no tags
        QCOMPARE(count("is_defined(tags.site)"), std::string(R"([{"n":0}])"));
    }

    void liveDevicesAreSeen()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        const auto device = hub.mqtt();
        MqttConnect options = TestHub::connectOptions("dev1");
        *options.userName += "&model-id=dtmi%3Aexample%3APump%3B1";
        QCOMPARE(device->connect(options).value_or(255), 0U);

        const auto rows = [&](const std::string& where) {
            return ask(http, "SELECT deviceId FROM devices WHERE " + where).body;
        };

        QCOMPARE(rows("connectionState = 'Connected'"), std::string(R"([{"deviceId":"dev1"}])"));
        QCOMPARE(rows("connectionState = 'Disconnected'"), std::string(R"([{"deviceId":"dev2"}])"));
        QCOMPARE(rows("connectionState != 'Disconnected'"), std::string(R"([{"deviceId":"dev1"}])"));
        QCOMPARE(rows("modelId = 'dtmi:example:Pump;1'"), std::string(R"([{"deviceId":"dev1"}])"));
        QCOMPARE(ask(http, "SELECT connectionState AS s, COUNT() AS n FROM devices "
                           "WHERE connectionState = 'Connected' GROUP BY connectionState")
                     .parsed(),
                 parseJson(R"([{"s":"Connected","n":1}])").value());
    }

    void longestQueryIsAnswered()
    {
        HttpPeer http = hub_->http();
        std::string query = "SELECT deviceId FROM devices WHERE deviceId IN ['d1'";
        while (query.size() < 8'150) {
            query += ",'nobody" + std::to_string(query.size()) + "'";
        }

        const HttpAnswer answer = ask(http, query + "]");

        QVERIFY2(answer.body == R"([{"deviceId":"d1"}])", answer.body.c_str());
    }

private:
    std::unique_ptr<TestHub> hub_;
    int next_ = 0;
};

void HubQueryTest::goldenRows_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("rows"); // one JSON array
    QTest::addColumn<QString>("type");
    const auto row = [](const char* query, const char* rows, const char* type = "Raw") {
        QTest::newRow(query) << query << rows << type;
    };
    // Projection.
    row("SELECT deviceId FROM devices WHERE tags.site='berlin'", R"([{"deviceId":"d1"},{"deviceId":"d2"}])");
    row("SELECT DEVICEID FROM DEVICES WHERE tags.site='rome'", R"([{"deviceId":"d3"}])");
    row("SELECT devices.deviceId AS Id, status state FROM devices WHERE status = 'disabled'",
        R"([{"Id":"d2","state":"disabled"}])");
    row("SELECT deviceId, tags.site FROM devices WHERE deviceId IN ['d3','d4']",
        R"([{"deviceId":"d3","site":"rome"},{"deviceId":"d4"}])");
    row("SELECT tags.site AS s FROM devices WHERE deviceId = 'd4'", "[{}]");
    row("SELECT statusReason FROM devices WHERE deviceId = 'd1'", R"([{"statusReason":null}])");
    row("SELECT nobody, deviceId FROM devices WHERE deviceId = 'd1'", R"([{"deviceId":"d1"}])");
    row("SELECT tags FROM devices WHERE deviceId = 'd2'", R"([{"tags":{"site":"berlin","level":1.5}}])");
    row("SELECT tags.[[group]].region, tags.[[a-b]] AS ab FROM devices WHERE deviceId = 'd1'",
        R"([{"region":"eu","ab":1}])");
    row("SELECT tags.list[1].n AS n, tags.list AS l FROM devices WHERE deviceId = 'd3'",
        R"([{"n":1,"l":["a",{"n":1}]}])");
    row("SELECT properties.desired.net, properties.desired.$version AS v FROM devices WHERE deviceId = 'd1'",
        R"([{"net":{"ssid":"x"},"v":2}])");
    row("SELECT x509Thumbprint FROM devices WHERE deviceId = 'd1'",
        R"([{"x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null}}])");
    row("SELECT capabilities FROM devices WHERE deviceId = 'edge1'", R"([{"capabilities":{"iotEdge":true}}])");
    row("SELECT version, etag FROM devices WHERE deviceId = 'd4'", R"([{"version":2,"etag":"AAAAAAAAAAE="}])");
    row("SELECT deviceId, moduleId, tags.role FROM devices.modules WHERE moduleId = 'm1'",
        R"([{"deviceId":"d1","moduleId":"m1","role":"pump"}])");
    row("SELECT deviceId, moduleId FROM devices.modules WHERE deviceId = 'edge1'",
        R"([{"deviceId":"edge1","moduleId":"$edgeAgent"},{"deviceId":"edge1","moduleId":"$edgeHub"}])");
    row("SELECT moduleId FROM devices WHERE deviceId = 'd1'", "[{}]");
    row("SELECT deviceId as DeviceId,\n  status as Status,\n  lastActivityTime as LastActivityTime,\n"
        "  statusUpdatedTime as StatusUpdatedTime,\n  authenticationType as AuthenticationType,\n"
        "  cloudToDeviceMessageCount as CloudToDeviceMessageCount,\n  connectionState as ConnectionState,\n"
        "  capabilities.iotEdge as IotEdge,\n  modelId as ModelId FROM devices\n"
        "  WHERE (capabilities.iotEdge=true AND status='enabled')",
        R"([{"DeviceId":"edge1","Status":"enabled","LastActivityTime":"0001-01-01T00:00:00Z",
            "StatusUpdatedTime":"0001-01-01T00:00:00Z","AuthenticationType":"sas",
            "CloudToDeviceMessageCount":0,"ConnectionState":"Disconnected","IotEdge":true,"ModelId":""}])");
    // Conditions.
    row("SELECT deviceId FROM devices WHERE STARTSWITH(devices.deviceId, 'ed')", R"([{"deviceId":"edge1"}])");
    row("SELECT deviceId FROM devices WHERE tags.site != 'berlin'", R"([{"deviceId":"d3"}])");
    row("SELECT deviceId FROM devices WHERE NOT is_defined(tags.site)", R"([{"deviceId":"d4"},{"deviceId":"edge1"}])");
    row("SELECT deviceId FROM devices WHERE tags.level > 1", R"([{"deviceId":"d1"},{"deviceId":"d2"}])");
    row("SELECT deviceId FROM devices WHERE tags.level = '3'", "[]");
    row("SELECT deviceId FROM devices WHERE tags.level = 3.0", R"([{"deviceId":"d1"}])");
    row("SELECT deviceId FROM devices WHERE tags.level = true", R"([{"deviceId":"d3"}])");
    row("SELECT deviceId FROM devices WHERE statusReason = 'spare'", R"([{"deviceId":"d2"}])");
    row("SELECT deviceId FROM devices WHERE statusUpdateTime > '2020'", R"([{"deviceId":"d2"}])");
    row("SELECT deviceId FROM devices WHERE false", "[]");
    row("SELECT deviceId FROM devices WHERE 5", "[]");
    row("select deviceId from devices.modules where moduleId = '$edgeAgent' and configurations.[[c12]].status = 'Applied'",
        "[]");
    row("SELECT * FROM devices WHERE array_contains(parentScopes,'ms-azure-iot-edge://x-1')", "[]", "Twin");
    row("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'none'", "[]", "DeviceJob");
    // Aggregates.
    row("SELECT COUNT() AS totalNumberOfDevices FROM devices", R"([{"totalNumberOfDevices":5}])");
    row("SELECT count(*) AS n FROM devices.modules", R"([{"n":3}])");
    row("SELECT COUNT() FROM devices", R"([{"count":5}])");
    row("SELECT COUNT(tags.level) AS n FROM devices", R"([{"n":3}])");
    row("SELECT SUM(tags.level), AVG(tags.level), MIN(tags.level), MAX(tags.level) FROM devices",
        R"([{"sum":4.5,"avg":2.25,"min":1.5,"max":3}])");
    row("SELECT MIN(tags.site) AS a, MAX(tags.site) AS b, SUM(tags.site) AS c FROM devices",
        R"([{"a":"berlin","b":"rome"}])");
    row("SELECT COUNT() AS n, COUNT(tags.level) AS m, SUM(tags.level) AS s, AVG(tags.level) AS a, "
        "MIN(tags.level) AS x, MAX(tags.level) AS y FROM devices WHERE deviceId = 'none'",
        R"([{"n":0,"m":0}])");
    row("SELECT SUM(version) AS s FROM devices", R"([{"s":13}])");
    row("SELECT COUNT() AS n FROM devices WHERE tags.site = 'berlin' AND status = 'enabled'", R"([{"n":1}])");
    // Groups.
    row("SELECT tags.site AS site, COUNT() AS n FROM devices GROUP BY tags.site",
        R"([{"site":"berlin","n":2},{"site":"rome","n":1},{"n":2}])");
    row("SELECT status, COUNT() AS n, SUM(tags.level) AS s FROM devices GROUP BY status",
        R"([{"status":"enabled","n":4,"s":3},{"status":"disabled","n":1,"s":1.5}])");
    row("SELECT COUNT() AS n, tags.site, STATUS FROM devices WHERE is_defined(tags.site) GROUP BY tags.site, status",
        R"([{"site":"berlin","status":"enabled","n":1},{"site":"berlin","status":"disabled","n":1},
            {"site":"rome","status":"enabled","n":1}])");
    row("SELECT tags.site FROM devices GROUP BY tags.site", R"([{"site":"berlin"},{"site":"rome"},{}])");
    row("SELECT tags.level AS level, COUNT() AS n FROM devices GROUP BY tags.level",
        R"([{"level":3,"n":1},{"level":1.5,"n":1},{"level":true,"n":1},{"n":2}])");
    row("SELECT COUNT() AS n FROM devices WHERE deviceId = 'none' GROUP BY status", "[]");
    row("SELECT TOP 1 status, COUNT() AS n FROM devices WHERE status = 'enabled' GROUP BY status",
        R"([{"status":"enabled","n":4}])");
    row("SELECT capabilities.iotEdge AS edge, COUNT() AS n FROM devices GROUP BY capabilities.iotEdge",
        R"([{"edge":true,"n":1},{"edge":false,"n":4}])");
}

void HubQueryTest::goldenRows()
{
    QFETCH(QString, query);
    QFETCH(QString, rows);
    QFETCH(QString, type);
    HttpPeer http = hub_->http();

    const HttpAnswer answer = ask(http, query.toStdString());

    QVERIFY2(answer.status == 200, answer.body.c_str());
    QCOMPARE(rowsOf(answer.parsed()), rowsOf(parseJson(rows.toStdString()).value()));
    QCOMPARE(header(answer, "x-ms-item-type"), type.toStdString());
    QVERIFY(!hasMore(answer));
}

void HubQueryTest::refusalsSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("error"); // its beginning
    const auto row = [](const char* name, const QString& body, const char* error) {
        QTest::newRow(name) << body << error;
    };
    // The service itself says no more than BadRequest.
    row("no query", "{}", "400 ArgumentNull;");
    row("empty query", R"({"query":""})", "400 ArgumentNull;");
    row("null", R"({"query":null})", "400 ArgumentNull;");
    row("broken JSON", "{", "400 IotHubFormatError;");
    row("array", R"(["SELECT * FROM devices"])", "400 ArgumentInvalid;");
    row("number", R"({"query":5})", "400 ArgumentInvalid;");
    row("no language", R"({"query":"hello"})", "400 ArgumentInvalid;");
    row("ORDER BY", R"({"query":"SELECT * FROM devices ORDER BY deviceId"})", "400 ArgumentInvalid;");
    row("unknown function", R"({"query":"SELECT * FROM devices WHERE nope( 1 ) "})", "400 ArgumentInvalid;");
    row("not grouped", R"({"query":"SELECT deviceId, COUNT() FROM devices"})", "400 ArgumentInvalid;");
    row("projection of jobs", R"({"query":"SELECT jobId FROM devices.jobs"})", "400 ArgumentInvalid;");
    row("too long", QString(R"({"query":"SELECT * FROM devices%1"})").arg(QString(8'192, ' ')),
        "400 ArgumentInvalid;");
    row("semicolon in a text", R"({"query":"SELECT * FROM devices WHERE ;"})", "400 ArgumentInvalid;");
}

void HubQueryTest::refusalsSayWhatIsWrong()
{
    QFETCH(QString, body);
    QFETCH(QString, error);
    HttpPeer http = hub_->http();

    const HttpAnswer answer = http.request("POST", kQuery, body.toStdString());

    QVERIFY2(errorOf(answer).startsWith(error), answer.body.c_str());
    // What clients show is cut at the next semicolon, and must not be empty.
    const QStringList parts = errorOf(answer).split(';');
    QCOMPARE(parts.size(), 2);
    QVERIFY(!parts[1].isEmpty());
    QVERIFY(!hasMore(answer));
}

QTEST_GUILESS_MAIN(HubQueryTest)
#include "tst_query.moc"
