// Bulk actions over real sockets: POST /admin/jobs and what comes of it.
#include "tests/support/person.h"

#include "base/json_writer.h"
#include "domain/identity.h"

#include <QElapsedTimer>
#include <QTest>
#include <QUrl>

using namespace hub;
using namespace hub::test;
using namespace std::string_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

/// action and target: JSON objects.
std::string jobOf(const std::string& action, const std::string& target)
{
    return "{\"action\":" + action + ",\"target\":" + target + "}";
}

std::string made(HttpPeer& http, const std::string& action, const std::string& target)
{
    const HttpAnswer answer = http.request("POST", "/admin/jobs", jobOf(action, target));
    if (answer.status != 202) {
        qFatal("%d %s", answer.status, answer.body.c_str());
    }
    return std::string(answer.parsed().at("id").as_string());
}

/// When it has ended.
json::value endOf(HttpPeer& http, const std::string& id)
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        json::value job = http.get("/admin/jobs/" + id).parsed();
        if (!job.at("endTime").is_null()) {
            return job;
        }
        if (timer.elapsed() > 20'000) {
            qFatal("job %s does not end: %s", id.c_str(), jsonText(job).c_str());
        }
        QTest::qSleep(5);
    }
}

json::value devicesOf(HttpPeer& http, const std::string& id, const std::string& query = {})
{
    return http.get("/admin/jobs/" + id + "/devices" + query).parsed();
}

void setTags(HttpPeer& http, const std::string& device, const std::string& tags)
{
    QCOMPARE(http.request("PUT", "/admin/devices/" + device + "/tags", tags).status, 200);
}

} // namespace

class HubBulkActionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void disabledDeviceIsDisconnected()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        const auto device = hub.device("dev1");
        HttpPeer http = hub.http();

        const std::string id = made(http, R"({"kind":"disable","reason":"recalled"})",
                                    R"({"query":"SELECT * FROM devices","except":["dev2"]})");
        const json::value job = endOf(http, id);

        QVERIFY(!device->receive()); // it is closed
        QCOMPARE(job.at("status").as_string(), "completed");
        QCOMPARE(jsonText(job.at("counts")),
                 R"({"total":1,"pending":0,"running":0,"succeeded":1,"failed":0,"canceled":0})"s);
        QCOMPARE(job.at("target").as_string(), "SELECT * FROM devices, without 1 device");
        QVERIFY(job.at("targetsKnown").as_bool());
        const json::value shown = http.get("/admin/devices/dev1").parsed();
        QCOMPARE(shown.at("status").as_string(), "disabled");
        QCOMPARE(http.get("/admin/devices/dev2").parsed().at("status").as_string(), "enabled");
    }

    void commandIsDelivered()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.device("dev1");
        QCOMPARE(device->subscribe({{"devices/dev1/messages/devicebound/#", 0}}), Bytes(1, '\0'));
        HttpPeer http = hub.http();

        const std::string id =
            made(http, R"({"kind":"command","body":"reboot","properties":{"a":"b"}})",
                 R"({"ids":["dev1","ghost","dev1"]})");
        const json::value job = endOf(http, id);

        const auto packet = device->receive();
        QVERIFY(packet);
        QCOMPARE(packet->payload(), "reboot"s);
        QVERIFY(packet->topic().find("a=b") != std::string::npos);
        QCOMPARE(job.at("target").as_string(), "2 devices by id");
        const json::value rows = devicesOf(http, id);
        QCOMPARE(rows.at("items").at(0).at("deviceId").as_string(), "ghost");
        QCOMPARE(rows.at("items").at(0).at("error").at("code").as_string(), "DeviceNotFound");
        QVERIFY(rows.at("items").at(0).at("outcome").is_null());
        QVERIFY(rows.at("items").at(1).at("error").is_null());
        const std::string number(rows.at("items").at(1).at("outcome").at("command").as_string());
        QCOMPARE(http.get("/admin/queues/dev1/commands/" + number).status, 200);
        const json::value failed = devicesOf(http, id, "?status=failed&limit=1");
        QCOMPARE(failed.at("items").as_array().size(), std::size_t{1});
        QVERIFY(failed.at("next").is_null());
        const json::value first = devicesOf(http, id, "?limit=1");
        const std::string next(first.at("next").as_string());
        QCOMPARE(devicesOf(http, id, "?limit=1&next=" + next).at("items").at(0), rows.at("items").at(1));
    }

    void deletedOnesAreShownAndTriedAgain()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        HttpPeer http = hub.http();

        const json::value refused = endOf(
            http, made(http, R"({"kind":"delete","confirm":1})", R"({"query":""})"));
        QCOMPARE(refused.at("status").as_string(), "failed");
        QVERIFY(std::string(refused.at("reason").as_string()).starts_with("TargetsChanged"));
        QCOMPARE(http.get("/admin/devices").parsed().at("total").to_number<int>(), 2);

        const std::string id =
            made(http, R"({"kind":"delete","confirm":3})", R"({"ids":["dev1","dev2","late"]})");
        endOf(http, id);
        QCOMPARE(http.get("/admin/devices").parsed().at("total").to_number<int>(), 0);
        QCOMPARE(devicesOf(http, id, "?status=completed").at("items").as_array().size(),
                 std::size_t{2});

        hub.addDevice("late");
        const HttpAnswer again = http.request("POST", "/admin/jobs/" + id + "/retry");
        QCOMPARE(again.status, 202);
        QCOMPARE(again.parsed().at("target").as_string(), "devices that failed in job " + id);
        endOf(http, std::string(again.parsed().at("id").as_string()));
        QCOMPARE(http.get("/admin/devices").parsed().at("total").to_number<int>(), 0);
        QCOMPARE(http.request("POST", "/admin/jobs/" + id + "/retry").status, 202);
        QCOMPARE(http.request("POST", "/admin/jobs/nothing/retry").status, 404);
    }

    void azureSeesNothingOfIt()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        http.request("PUT", "/jobs/v2/azure" + kVersion,
                     R"({"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","tags":{"a":1}},"queryCondition":"*"})");
        const std::string id = made(http, R"({"kind":"tags","tags":{"b":2,"a":null}})",
                                    R"({"query":"deviceId = 'dev1'"})");
        QCOMPARE(endOf(http, id).at("action").as_string(), "tags");

        const json::value list = http.get("/jobs/v2/query" + kVersion).parsed();
        QCOMPARE(list.as_array().size(), std::size_t{1});
        QCOMPARE(list.at(0).at("jobId").as_string(), "azure");
        QCOMPARE(http.get("/jobs/v2/" + id + kVersion).status, 404);
        QCOMPARE(http.request("POST", "/jobs/v2/" + id + "/cancel" + kVersion).status, 404);
        const json::value rows =
            http.request("POST", "/devices/query" + kVersion,
                         R"({"query":"SELECT * FROM devices.jobs"})").parsed();
        QCOMPARE(rows.as_array().size(), std::size_t{1});
        const json::value ours = http.get("/admin/jobs").parsed();
        QCOMPARE(ours.at("items").as_array().size(), std::size_t{2});
        QCOMPARE(ours.at("items").at(1).at("id").as_string(), "azure");
        QCOMPARE(ours.at("items").at(1).at("action").as_string(), "tags");
        QCOMPARE(jsonText(http.get("/twins/dev1" + kVersion).parsed().at("tags")), R"({"b":2})"s);
    }

    void wrongOrdersAreRefused_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("target");
        const auto add = [](const char* name, const char* action, const char* target) {
            QTest::newRow(name) << action << target;
        };
        const char* const enable = R"({"kind":"enable"})";
        const char* const all = R"({"query":""})";
        add("kind", R"({"kind":"explode"})", all);
        add("no kind", "{}", all);
        add("delete without a number", R"({"kind":"delete"})", all);
        add("tags without tags", R"({"kind":"tags"})", all);
        add("tags that none can be", R"({"kind":"tags","tags":{"a.b":1}})", all);
        add("twin of nothing", R"({"kind":"twin"})", all);
        add("method without a name", R"({"kind":"method"})", all);
        add("command that never ends", R"({"kind":"command","body":"","timeToLiveSeconds":999999})", all);
        add("no target", enable, "{}");
        add("two targets", enable, R"({"query":"","ids":["a"]})");
        add("no ids", enable, R"({"ids":[]})");
        add("no id", enable, R"({"ids":["a b"]})");
        add("exception", enable, R"({"query":"","except":[1]})");
        add("condition", enable, R"({"query":"status ="})");
    }

    void wrongOrdersAreRefused()
    {
        QFETCH(QString, action);
        QFETCH(QString, target);
        static const TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer answer = http.request(
            "POST", "/admin/jobs", jobOf(action.toStdString(), target.toStdString()));

        QVERIFY2(answer.status == 400 || answer.status == 403, answer.body.c_str());
        QCOMPARE(http.get("/admin/jobs").parsed().at("items").as_array().size(), std::size_t{0});
    }

    void rightsAreThoseOfOneDevice()
    {
        TestHub hub;
        hub.addDevice("in");
        hub.addDevice("out");
        HttpPeer owner = hub.http();
        setTags(owner, "in", R"({"site":"a"})");
        HttpPeer operatorOfA =
            personAt(hub, "ada", R"("role":"operator","scope":"tags.site = 'a'")");
        HttpPeer viewer = personAt(hub, "vic", R"("role":"viewer")");
        HttpPeer registry = hub.httpAs("registryReadWrite");
        const std::string order = jobOf(R"({"kind":"disable"})", R"({"ids":["in","out"]})");

        QCOMPARE(viewer.request("POST", "/admin/jobs", order).status, 401);
        QCOMPARE(registry.request("POST", "/admin/jobs", order).status, 401);
        const HttpAnswer theirs = operatorOfA.request("POST", "/admin/jobs", order);
        QCOMPARE(theirs.status, 202);
        const std::string id(theirs.parsed().at("id").as_string());
        endOf(operatorOfA, id);

        QCOMPARE(owner.get("/admin/devices/out").parsed().at("status").as_string(), "enabled");
        QCOMPARE(owner.get("/admin/devices/in").parsed().at("status").as_string(), "disabled");
        const std::string whole = made(owner, R"({"kind":"enable"})", R"({"query":""})");
        endOf(owner, whole);
        QCOMPARE(operatorOfA.get("/admin/jobs/" + whole).status, 404);
        QCOMPARE(operatorOfA.get("/admin/jobs/" + whole + "/devices").status, 404);
        QCOMPARE(operatorOfA.request("POST", "/admin/jobs/" + whole + "/cancel").status, 404);
        QCOMPARE(operatorOfA.request("POST", "/admin/jobs/" + whole + "/retry").status, 404);
        QCOMPARE(operatorOfA.get("/admin/jobs").parsed().at("items").as_array().size(),
                 std::size_t{1});
        QCOMPARE(viewer.get("/admin/jobs").parsed().at("items").as_array().size(), std::size_t{2});
        const std::string moves = jobOf(R"({"kind":"tags","tags":{"site":"b"}})", R"({"query":""})");
        QCOMPARE(operatorOfA.request("POST", "/admin/jobs", moves).status, 403);
    }

    void listIsSortedByATag()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const char* const tags[] = {R"({"floor":10})", R"({"floor":2})", "{}", R"({"floor":"x"})"};
        for (int i = 0; i < 4; ++i) {
            const std::string id = "dev" + std::to_string(i);
            hub.addDevice(id);
            setTags(http, id, tags[i]);
        }
        const auto listed = [&http](const std::string& query) {
            QStringList ids;
            std::string after;
            for (;;) {
                const json::value page =
                    http.get("/admin/devices?limit=1&" + query + after).parsed();
                for (const json::value& device : page.at("devices").as_array()) {
                    const auto& id = device.at("deviceId").as_string();
                    ids << QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size()));
                }
                const json::value* next = page.as_object().if_contains("next");
                if (next == nullptr || next->is_null() || next->as_string().empty()) {
                    return ids.join(' ');
                }
                after = "&after=" + QUrl::toPercentEncoding(
                                        QString::fromStdString(std::string(next->as_string())))
                                        .toStdString();
            }
        };

        QCOMPARE(listed("sort=tags.floor"), "dev1 dev0 dev3 dev2");
        QCOMPARE(listed("sort=tags.floor&order=desc"), "dev0 dev1 dev3 dev2");
        QCOMPARE(listed("sort=tags.floor&query=tags.floor%20%3E%203"), "dev0");
        QCOMPARE(listed("sort=tags.floor&search=dev&query=properties.desired.a%20%3D%201"), "");
        QCOMPARE(listed("sort=status&order=desc"), "dev3 dev2 dev1 dev0");
        for (const char* wrong : {"tags.", "floor", "Status"}) {
            QCOMPARE(http.get("/admin/devices?sort="s + wrong).status, 400);
        }
    }
};

QTEST_GUILESS_MAIN(HubBulkActionsTest)
#include "tst_bulk_actions.moc"
