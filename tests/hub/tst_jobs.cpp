// Jobs over real sockets (service API, jobs v2): the requests as SDKs and tools send them.
#include "tests/support/person.h"

#include "base/json_writer.h"
#include "base/text.h"
#include "domain/identity.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::string_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

HttpAnswer putJob(HttpPeer& http, const std::string& id, const std::string& body)
{
    return http.request("PUT", "/jobs/v2/" + id + kVersion, body);
}

/// When it has ended.
json::value endOf(HttpPeer& http, const std::string& id)
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        json::value job = http.get("/jobs/v2/" + id + kVersion).parsed();
        if (job.as_object().contains("endTime")) {
            return job;
        }
        if (timer.elapsed() > 20'000) {
            qFatal("job %s does not end: %s", id.c_str(), jsonText(job).c_str());
        }
        QTest::qSleep(5);
    }
}

/// With TIME for times.
std::string golden(const std::string& body)
{
    static const QRegularExpression time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z)");
    return QString::fromStdString(body).replace(time, "TIME").toStdString();
}

std::string twinJob(const std::string& condition, const std::string& more = {})
{
    // A raw string with an odd number of quotes would hide the class below from moc.
    return R"({"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":1}}},)" +
           "\"queryCondition\":\""s + condition + "\"" + more + "}";
}

QStringList ids(const HttpAnswer& answer)
{
    QStringList list;
    const json::value body = answer.parsed();
    for (const json::value& job : body.as_array()) {
        list << QString::fromStdString(std::string(job.at("jobId").as_string()));
    }
    return list;
}

void setSite(HttpPeer& http, const std::string& device, const std::string& site)
{
    const std::string body = "{\"site\":\"" + site + "\"}";
    QCOMPARE(http.request("PUT", "/admin/devices/" + device + "/tags", body).status, 200);
}

} // namespace

class HubJobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twinJobOfTheNodeSdk()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        HttpPeer http = hub.http();

        const HttpAnswer made = putJob(
            http, "job1",
            R"({"jobId":"job1","type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":1.50}}},"startTime":"2025-01-02T03:04:05.000Z","maxExecutionTimeInSeconds":120,"queryCondition":"deviceId IN ['dev1']"})");

        QCOMPARE(made.status, 200);
        QCOMPARE(made.headers.at("content-type"), "application/json; charset=utf-8"s);
        QCOMPARE(golden(made.body),
                 R"({"jobId":"job1","queryCondition":"deviceId IN ['dev1']","createdTime":"TIME","startTime":"TIME","maxExecutionTimeInSeconds":120,"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":1.50}}},"status":"queued","deviceJobStatistics":{"deviceCount":0,"failedCount":0,"succeededCount":0,"runningCount":0,"pendingCount":0}})"s);
        endOf(http, "job1");
        QCOMPARE(golden(http.get("/jobs/v2/job1" + kVersion).body),
                 R"({"jobId":"job1","queryCondition":"deviceId IN ['dev1']","createdTime":"TIME","startTime":"TIME","endTime":"TIME","maxExecutionTimeInSeconds":120,"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":1.50}}},"status":"completed","deviceJobStatistics":{"deviceCount":1,"failedCount":0,"succeededCount":1,"runningCount":0,"pendingCount":0}})"s);
        const auto versionOf = [&http](const std::string& id) {
            return http.get("/twins/" + id + kVersion)
                .parsed()
                .at("properties")
                .at("desired")
                .at("$version")
                .to_number<int>();
        };
        QCOMPARE(versionOf("dev1"), 2);
        QCOMPARE(versionOf("dev2"), 1);
    }

    void methodJobOfTheNodeSdk()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        HttpPeer http = hub.http();
        http.request("PATCH", "/twins/dev1" + kVersion, R"({"tags":{"a":"b"}})");
        const auto device = hub.device("dev1");
        QCOMPARE(device->subscribe({{"$iothub/methods/POST/#", 0}}), Bytes(1, '\0'));

        const HttpAnswer made = putJob(
            http, "job2",
            R"({"jobId":"job2","type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"reboot","payload":{"delay":1},"responseTimeoutInSeconds":15},"startTime":"2025-01-02T03:04:05.000Z","maxExecutionTimeInSeconds":120,"queryCondition":"tags.a='b'"})");
        QCOMPARE(made.status, 200);
        const auto packet = device->receive();
        QVERIFY(packet);
        const std::string topic = packet->topic();
        QVERIFY2(topic.starts_with("$iothub/methods/POST/reboot/"), topic.c_str());
        QCOMPARE(packet->payload(), R"({"delay":1})"s);
        QCOMPARE(http.get("/jobs/v2/job2" + kVersion).parsed().at("status").as_string(), "running");
        device->publishQos0("$iothub/methods/res/200/" + topic.substr(topic.find('?')), "{}");

        const json::value job = endOf(http, "job2");
        QCOMPARE(job.at("status").as_string(), "completed");
        QCOMPARE(jsonText(job.at("deviceJobStatistics")),
                 R"({"deviceCount":1,"failedCount":0,"succeededCount":1,"runningCount":0,"pendingCount":0})"s);
        QVERIFY(job.as_object().contains("cloudToDeviceMethod"));
        QVERIFY(!job.as_object().contains("updateTwin"));
    }

    void bodyOfAz()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();

        const HttpAnswer made = http.request(
            "PUT", "/jobs/v2/j1?api-version=2024-03-31",
            R"({"jobId": "j1", "type": "scheduleUpdateTwin", "updateTwin": {"tags": {"a": 1}, "etag": "*"}, "queryCondition": "*", "maxExecutionTimeInSeconds": 3600})");

        QCOMPARE(made.status, 200);
        endOf(http, "j1");
        const json::value twin = http.get("/twins/dev1" + kVersion).parsed();
        QCOMPARE(jsonText(twin.at("tags")), R"({"a":1})"s);
    }

    void modulesHaveJobsToo()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        http.request("PUT", "/devices/dev1/modules/m" + kVersion, "{}");

        QCOMPARE(putJob(http, "j1", twinJob("FROM devices.modules WHERE moduleId = 'm'")).status,
                 200);

        const json::value job = endOf(http, "j1");
        QCOMPARE(job.at("deviceJobStatistics").at("succeededCount").to_number<int>(), 1);
        const json::value twin = http.get("/twins/dev1/modules/m" + kVersion).parsed();
        QCOMPARE(twin.at("properties").at("desired").at("$version").to_number<int>(), 2);
    }

    void laterJobIsCancelled()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const std::string later = R"(,"startTime":"2100-01-02T03:04:05.000Z")";
        QCOMPARE(putJob(http, "j1", twinJob("*", later)).parsed().at("status").as_string(),
                 "scheduled");

        const HttpAnswer answer = http.request("POST", "/jobs/v2/j1/cancel" + kVersion);

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.parsed().at("status").as_string(), "cancelled");
        QCOMPARE(http.request("POST", "/jobs/v2/j1/cancel" + kVersion).status, 200);
        const json::value records =
            http.get("/admin/audit?target=j1").parsed().at("records");
        QCOMPARE(records.as_array().size(), std::size_t{2}); // the second cancel did nothing
        QCOMPARE(records.at(0).at("action").as_string(), "job.cancel");
        QCOMPARE(records.at(1).at("action").as_string(), "job.create");
    }

    void listIsPagedAndFiltered()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const std::string later = R"(,"startTime":"2100-01-02T03:04:05.000Z")";
        for (const char* id : {"a", "b", "c"}) {
            QCOMPARE(putJob(http, id, twinJob("deviceId = 'none'")).status, 200);
            endOf(http, id);
        }
        QCOMPARE(putJob(http, "d", twinJob("*", later)).status, 200);
        const std::string list = "/jobs/v2/query" + kVersion;

        const HttpAnswer first =
            http.request("GET", list + "&jobStatus=completed&jobType=scheduleUpdateTwin", {},
                         {{"x-ms-max-item-count", "2"}});
        QCOMPARE(first.status, 200);
        QCOMPARE(first.headers.at("x-ms-item-type"), "JobResponse"s);
        QCOMPARE(ids(first), QStringList({"c", "b"}));
        const HttpAnswer second =
            http.request("GET", list + "&jobStatus=completed&jobType=scheduleUpdateTwin", {},
                         {{"x-ms-max-item-count", "2"},
                          {"x-ms-continuation", first.headers.at("x-ms-continuation")}});
        QCOMPARE(ids(second), QStringList({"a"}));
        QVERIFY(!second.headers.contains("x-ms-continuation"));

        QCOMPARE(ids(http.get(list + "&jobStatus=&jobType=")), QStringList({"d", "c", "b", "a"}));
        QCOMPARE(ids(http.get(list + "&jobStatus=Scheduled")), QStringList({"d"}));
        QCOMPARE(ids(http.get(list + "&jobStatus=queued")), QStringList());
        QCOMPARE(ids(http.get(list + "&jobType=scheduleDeviceMethod")), QStringList());
        QCOMPARE(ids(http.get(list + "&jobType=export")), QStringList());
        QCOMPARE(http.get(list + "&jobType=nonsense").status, 400);
        QCOMPARE(http.get(list + "&jobStatus=nonsense").status, 400);
        QCOMPARE(http.request("GET", list, {}, {{"x-ms-continuation", "x"}}).status, 400);
    }

    void wrongRequestsAreNamed_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("error");
        const auto good = QString::fromStdString(twinJob("*"));
        const auto add = [](const char* name, const char* id, QString body, const char* error) {
            QTest::newRow(name) << QString(id) << body << QString(error);
        };
        add("no JSON", "j", "{", "IotHubFormatError");
        add("id", "a%20b", good, "ArgumentInvalid");
        add("the list's word", "query", good, "ArgumentInvalid");
        add("other id", "j", QString(good).insert(1, R"("jobId":"k",)"), "ArgumentInvalid");
        add("type", "j", QString(good).replace("scheduleUpdateTwin", "export"), "ArgumentInvalid");
        add("no type", "j", QString(good).replace("\"type\"", "\"typo\""), "ArgumentNull");
        add("no condition", "j", QString(good).replace("queryCondition", "query"), "ArgumentNull");
        add("condition", "j", QString(good).replace("\"*\"}", "\"a b\"}"), "ArgumentInvalid");
        add("etag", "j", QString(good).replace(R"("etag":"*",)", ""), "ArgumentNull");
        add("one etag", "j", QString(good).replace(R"("etag":"*")", R"("etag":"AA==")"),
            "ArgumentInvalid");
        add("time", "j", QString(good).insert(1, R"("startTime":"soon",)"), "ArgumentInvalid");
        add("most time", "j", QString(good).insert(1, R"("maxExecutionTimeInSeconds":-1,)"),
            "ArgumentInvalid");
        add("method's name", "j",
            R"({"type":"scheduleDeviceMethod","queryCondition":"*","cloudToDeviceMethod":{"methodName":""}})",
            "ArgumentInvalid");
        add("no update", "j", R"({"type":"scheduleUpdateTwin","queryCondition":"*"})",
            "ArgumentNull");
    }

    void wrongRequestsAreNamed()
    {
        QFETCH(QString, id);
        QFETCH(QString, body);
        QFETCH(QString, error);
        TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer answer = putJob(http, id.toStdString(), body.toStdString());

        QCOMPARE(answer.status, 400);
        QCOMPARE(QString::fromStdString(answer.headers.at("iothub-errorcode")), error);
        QVERIFY(ids(http.get("/jobs/v2/query" + kVersion)).isEmpty());
    }

    void errorsHaveTheirNumbers()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        QCOMPARE(putJob(http, "j1", twinJob("deviceId = 'none'")).status, 200);

        const HttpAnswer again = putJob(http, "j1", twinJob("*"));
        QCOMPARE(again.status, 409);
        QCOMPARE(again.headers.at("iothub-errorcode"), "JobAlreadyExists"s);
        const HttpAnswer missing = http.get("/jobs/v2/j2" + kVersion);
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.headers.at("iothub-errorcode"), "JobNotFound"s);
        QCOMPARE(http.request("POST", "/jobs/v2/j2/cancel" + kVersion).status, 404);
        QCOMPARE(hub.httpAs("registryReadWrite").get("/jobs/v2/j1" + kVersion).status, 401);
        QCOMPARE(hub.httpAs("service").get("/jobs/v2/j1" + kVersion).status, 200);
    }

    void personOfAPartOfTheFleetReachesOnlyThat()
    {
        TestHub hub;
        HttpPeer owner = hub.http();
        for (const char* site : {"a", "b"}) {
            hub.addDevice(site + "-1"s);
            setSite(owner, site + "-1"s, site);
        }
        HttpPeer person =
            personAt(hub, "ada", R"("role":"operator","scope":"tags.site = 'a'")");
        QCOMPARE(putJob(owner, "all", twinJob("*")).status, 200);
        endOf(owner, "all");

        QCOMPARE(putJob(person, "theirs", twinJob("*")).status, 200);
        const json::value job = endOf(person, "theirs");

        QCOMPARE(job.at("deviceJobStatistics").at("deviceCount").to_number<int>(), 1);
        QCOMPARE(person.get("/jobs/v2/all" + kVersion).status, 404);
        QCOMPARE(person.request("POST", "/jobs/v2/all/cancel" + kVersion).status, 404);
        QCOMPARE(ids(person.get("/jobs/v2/query" + kVersion)), QStringList({"theirs"}));
        QCOMPARE(ids(owner.get("/jobs/v2/query" + kVersion)), QStringList({"theirs", "all"}));
        const std::string moves =
            R"({"type":"scheduleUpdateTwin","queryCondition":"*","updateTwin":{"etag":"*","tags":{"site":"b"}}})";
        QCOMPARE(putJob(person, "moves", moves).status, 403);
        const json::value record =
            owner.get("/admin/audit?action=job.twin&actor=ada").parsed().at("records").at(0);
        QCOMPARE(record.at("target").as_string(), "a-1");
        QCOMPARE(record.at("requestId").as_string(), "job/theirs");
    }

    void rowsOfDevicesAreAsked()
    {
        TestHub hub;
        for (const char* id : {"dev1", "dev2", "dev3"}) {
            hub.addDevice(id);
        }
        HttpPeer http = hub.http();
        QCOMPARE(putJob(http, "j1", twinJob("*")).status, 200);
        endOf(http, "j1");
        QCOMPARE(
            putJob(http, "j2",
                   R"({"type":"scheduleDeviceMethod","queryCondition":"deviceId = 'dev2'","cloudToDeviceMethod":{"methodName":"m"}})")
                .status,
            200);
        endOf(http, "j2");
        const auto ask = [&http](const std::string& where, const std::string& place = {}) {
            std::map<std::string, std::string> headers{{"x-ms-max-item-count", "2"}};
            if (!place.empty()) {
                headers["x-ms-continuation"] = place;
            }
            return http.request("POST", "/devices/query" + kVersion,
                                "{\"query\":\"SELECT * FROM devices.jobs " + where + "\"}", headers);
        };

        const HttpAnswer failed = ask("WHERE devices.jobs.status = 'failed'");
        QCOMPARE(failed.status, 200);
        QCOMPARE(failed.headers.at("x-ms-item-type"), "DeviceJob"s);
        QCOMPARE(
            golden(failed.body),
            R"([{"deviceId":"dev2","jobId":"j2","jobType":"scheduleDeviceMethod","status":"failed","startTimeUtc":"TIME","endTimeUtc":"TIME","createdDateTimeUtc":"TIME","lastUpdatedDateTimeUtc":"TIME","outcome":{},"error":{"code":"DeviceNotOnline","description":"Timed out waiting for device to connect."}}])"s);
        const HttpAnswer first = ask("");
        QCOMPARE(first.parsed().as_array().size(), std::size_t{2});
        const HttpAnswer second = ask("", first.headers.at("x-ms-continuation"));
        QCOMPARE(second.parsed().as_array().size(), std::size_t{2});
        QCOMPARE(second.parsed().at(1).at("jobId").as_string(), "j2");
        const HttpAnswer one = ask("WHERE jobId = 'j1' AND deviceId = 'dev3'");
        QCOMPARE(one.parsed().as_array().size(), std::size_t{1});
        QVERIFY(!one.headers.contains("x-ms-continuation"));
        QCOMPARE(ask("WHERE jobId = 'none'").body, "[]"s);
        QCOMPARE(ask("", "1-1").status, 400);
    }

    void viewerStartsNoJob()
    {
        TestHub hub;
        HttpPeer person = personAt(hub, "vera", R"("role":"viewer")");

        QCOMPARE(putJob(person, "j1", twinJob("*")).status, 401); // as a policy without the right
        QCOMPARE(person.get("/jobs/v2/query" + kVersion).status, 200);
    }
};

QTEST_GUILESS_MAIN(HubJobsTest)
#include "tst_jobs.moc"
