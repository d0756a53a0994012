// Automatic configurations over HTTPS, in the words of unmodified clients; and a hub that is killed
// while it evaluates them.
#include "tests/support/hubd_process.h"
#include "tests/support/test_hub.h"

#include "base/json_writer.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <map>
#include <random>
#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::string_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kC1 = "/configurations/c1" + kVersion;
// What azure-iothub 1.16.6 and the az extension send.
const std::string kNode =
    R"({"id":"c1","content":{"deviceContent":{"properties.desired.x":{"a":1}}},)"
    R"("targetCondition":"tags.a='b'","priority":10,"labels":{"l":"v"},)"
    R"("metrics":{"queries":{"q1":"select deviceId from devices"}},"schemaVersion":"1.0"})";
const std::string kAz =
    R"({"id": "c1", "schemaVersion": "2.0", "content": {"deviceContent": {"properties.desired.x": )"
    R"({"a": 1}}}, "targetCondition": "tags.a='b'", "priority": 3, "metrics": {}, "etag": "*"})";

constexpr int kDevices = 2'000;
constexpr int kThreads = 4;
constexpr int kKills = 3;

QString errorOf(const HttpAnswer& answer)
{
    const auto code = answer.headers.find("iothub-errorcode");
    return QString::number(answer.status) + " " +
           (code == answer.headers.end() ? QString() : QString::fromStdString(code->second));
}

bool comesTrue(const std::function<bool()>& condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > 60'000) {
            return false;
        }
        QTest::qSleep(20);
    }
    return true;
}

void addDevices(HttpPeer http, int first)
{
    for (int i = first; i < kDevices; i += kThreads) {
        const std::string key = "\"" + std::string(kTestKey) + "\"";
        const std::string body = "{\"authentication\":{\"symmetricKey\":{\"primaryKey\":" + key +
                                 ",\"secondaryKey\":" + key + "}}}";
        const auto answer = http.request("PUT", "/devices/dev" + std::to_string(i) + kVersion, body);
        if (answer.status != 200) {
            qFatal("cannot add devices: %s", answer.body.c_str());
        }
    }
}

/// Each twin is as it was, or has all of the configuration, what is set and what is said of it.
struct Fleet
{
    int all = 0;
    int set = 0;
    int halves = 0;
    std::uint64_t versions = 0; ///< of desired properties, together
};

Fleet look(const HubdProcess& hubd)
{
    HttpPeer http = hubd.http();
    Fleet fleet;
    std::map<std::string, std::string> headers{{"x-ms-max-item-count", "1000"}};
    for (bool more = true; more;) {
        const HttpAnswer answer = http.request("POST", "/devices/query" + kVersion,
                                               R"({"query":"select * from devices"})", headers);
        const json::value twins = answer.parsed();
        for (const json::value& twin : twins.as_array()) {
            const json::object& desired = twin.at("properties").at("desired").as_object();
            const bool isSet = desired.contains("one") || desired.contains("two");
            const bool isWhole = desired.contains("one") && desired.contains("two");
            const bool isNamed = twin.as_object().contains("configurations");
            ++fleet.all;
            fleet.set += isSet ? 1 : 0;
            fleet.halves += isSet != isWhole || (isNamed && !isSet) ? 1 : 0;
            fleet.versions += desired.at("$version").to_number<std::uint64_t>();
        }
        const auto next = answer.headers.find("x-ms-continuation");
        more = next != answer.headers.end();
        headers["x-ms-continuation"] = more ? next->second : "";
    }
    return fleet;
}

} // namespace

class HubConfigurationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestOfNodeMakesOne()
    {
        const TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer made = http.request("PUT", kC1, kNode);

        QCOMPARE(made.status, 200);
        QCOMPARE(made.headers.at("etag"), "\"MQ==\""s);
        const json::value body = made.parsed();
        for (const char* member : {"id", "schemaVersion", "labels", "content", "targetCondition"}) {
            QVERIFY2(body.at(member) == parseJson(kNode).value().at(member), member);
        }
        QVERIFY(body.at("contentType") == "assignment");
        QVERIFY(body.at("priority") == 10);
        QVERIFY(body.at("etag") == "MQ==");
        QVERIFY(body.at("createdTimeUtc") == body.at("lastUpdatedTimeUtc"));
        QVERIFY(body.at("metrics").at("queries").at("q1") == "select deviceId from devices");
        QVERIFY(body.at("systemMetrics").at("queries").at("targetedCount") ==
                "select deviceId from devices where tags.a='b'");
        QVERIFY(body.at("systemMetrics").at("queries").at("appliedCount") ==
                "select deviceId from devices where configurations.[[c1]].status = 'Applied'");
        QCOMPARE(http.get(kC1).status, 200);
        QCOMPARE(http.get("/configurations" + kVersion + "&top=20").parsed().as_array().size(),
                 std::size_t{1});
        QCOMPARE(http.request("DELETE", kC1).status, 204); // as node does it: without If-Match
        QCOMPARE(errorOf(http.get(kC1)), QString("404 ConfigurationNotFound"));
    }

    void requestOfAzMakesOneAndChangesIt()
    {
        const TestHub hub;
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PUT", kC1, kAz).status, 200);

        QCOMPARE(errorOf(http.request("PUT", kC1, kAz)), QString("409 ConfigurationAlreadyExists"));
        json::value changed = http.get(kC1).parsed(); // az sends back what it got
        changed.as_object()["priority"] = 4;
        const HttpAnswer put = http.request("PUT", kC1, jsonText(changed), {{"If-Match", "\"*\""}});
        QCOMPARE(put.status, 200);
        QVERIFY(put.parsed().at("priority") == 4);
        QVERIFY(put.parsed().at("schemaVersion") == "2.0");
        QVERIFY(put.parsed().at("etag") == "Mg==");
        QCOMPARE(http.request("DELETE", kC1, {}, {{"If-Match", "\"*\""}}).status, 204);
    }

    void refusalsHaveTheirCodes_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("ifMatch");
        QTest::addColumn<QString>("error");
        const QString content = R"("content":{"deviceContent":{"properties.desired.x":1}})";
        QTest::newRow("condition") << "{" + content + R"(,"targetCondition":"tags.a ="})" << ""
                                   << "400 InvalidConfigurationTargetCondition";
        QTest::newRow("no content") << "{}" << "" << "400 InvalidConfigurationContent";
        QTest::newRow("two contents")
            << R"({"content":{"deviceContent":{},"moduleContent":{}}})" << ""
            << "400 InvalidConfigurationContent";
        QTest::newRow("metrics") << "{" + content + R"(,"metrics":{"queries":{"q":"select"}}})" << ""
                                 << "400 InvalidConfigurationCustomMetricsQuery";
        QTest::newRow("priority") << "{" + content + R"(,"priority":-1})" << ""
                                  << "400 ArgumentInvalid";
        QTest::newRow("another id") << "{" + content + R"(,"id":"c9"})" << ""
                                    << "400 ArgumentInvalid";
        QTest::newRow("not there") << "{" + content + "}" << "*" << "404 ConfigurationNotFound";
        QTest::newRow("no JSON") << "{" << "" << "400 IotHubFormatError";
    }

    void refusalsHaveTheirCodes()
    {
        QFETCH(QString, body);
        QFETCH(QString, ifMatch);
        QFETCH(QString, error);
        const TestHub hub;
        HttpPeer http = hub.http();
        std::map<std::string, std::string> headers;
        if (!ifMatch.isEmpty()) {
            headers["If-Match"] = ifMatch.toStdString();
        }

        QCOMPARE(errorOf(http.request("PUT", kC1, body.toStdString(), headers)), error);
        QCOMPARE(errorOf(http.get(kC1)), QString("404 ConfigurationNotFound"));
    }

    void contentAndVersionAreGuarded()
    {
        const TestHub hub;
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PUT", kC1, kNode).status, 200);
        const std::string other = R"({"content":{"deviceContent":{"properties.desired.x":2}}})";

        QCOMPARE(errorOf(http.request("PUT", kC1, other, {{"If-Match", "*"}})),
                 QString("400 CannotModifyImmutableConfigurationContent"));
        QCOMPARE(errorOf(http.request("PUT", kC1, kNode, {{"If-Match", "\"Mg==\""}})),
                 QString("412 PreconditionFailed"));
        QCOMPARE(errorOf(http.request("DELETE", kC1, {}, {{"If-Match", "\"Mg==\""}})),
                 QString("412 PreconditionFailed"));
        QCOMPARE(http.request("DELETE", kC1, {}, {{"If-Match", "\"MQ==\""}}).status, 204);
    }

    void queriesAreTested()
    {
        const TestHub hub;
        HttpPeer http = hub.http();
        const std::string target = "/configurations/testQueries" + kVersion;

        const json::value good =
            http.request("POST", target,
                         R"({"targetCondition":"tags.a='b'","customMetricQueries":{"q":"select *"}})")
                .parsed();
        const json::value bad =
            http.request("POST", target,
                         R"({"targetCondition":"tags.a=","customMetricQueries":{"q":"selec"}})")
                .parsed();

        QVERIFY(good.at("targetConditionError").is_null());
        QVERIFY(good.at("customMetricQueryErrors").as_object().empty());
        QVERIFY(bad.at("targetConditionError").is_string());
        QVERIFY(bad.at("customMetricQueryErrors").at("q").is_string());
    }

    void connectedDeviceIsTold()
    {
        const TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PATCH", "/twins/dev1" + kVersion, R"({"tags":{"a":"b"}})").status, 200);
        const auto device = hub.device("dev1");
        device->subscribe({{"$iothub/twin/PATCH/properties/desired/#", 0}});

        QCOMPARE(http.request("PUT", kC1, kNode).status, 200);

        const auto told = device->receive();
        QVERIFY(told.has_value());
        QVERIFY(comesTrue([&] {
            const json::value twin = http.get("/twins/dev1" + kVersion).parsed();
            return twin.as_object().contains("configurations") &&
                   twin.at("configurations").at("c1").at("status") == "Applied";
        }));
        QVERIFY(comesTrue([&] {
            const json::value results = http.get(kC1).parsed().at("metrics").at("results");
            return results.as_object().contains("q1") && results.at("q1") == 1;
        }));
    }

    void rightsAreNeeded()
    {
        const TestHub hub;
        QCOMPARE(hub.httpAs("registryRead").get(kC1).status, 404);
        QCOMPARE(hub.httpAs("registryReadWrite").request("PUT", kC1, kNode).status, 401);
        QCOMPARE(hub.httpAs("service").request("PUT", kC1, kNode).status, 401);
        QCOMPARE(hub.httpAs("service").get(kC1).status, 401);
    }

    void killedHubLeavesNoHalfAndForgetsNothing()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back(addDevices, hubd.http(), t);
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        std::mt19937 random(20'261'122);
        const auto killAndStart = [&](int atMost) {
            QTest::qSleep(static_cast<int>(random() % static_cast<unsigned>(atMost)));
            hubd.kill();
            QVERIFY2(hubd.start(), "the hub does not start again");
        };

        const std::string body = R"({"id":"k1","targetCondition":"*","content":{"deviceContent":)"
                                 R"({"properties.desired.one":1,"properties.desired.two":{"x":2}}}})";
        const std::string k1 = "/configurations/k1" + kVersion;
        QCOMPARE(hubd.http().request("PUT", k1, body).status, 200);
        for (int i = 0; i < kKills; ++i) {
            killAndStart(150);
            const Fleet fleet = look(hubd);
            qInfo("behind kill %d: %d of %d have it", i, fleet.set, fleet.all);
            QCOMPARE(fleet.all, kDevices);
            QCOMPARE(fleet.halves, 0);
        }
        QVERIFY(comesTrue([&] { return look(hubd).set == kDevices; }));
        Fleet fleet = look(hubd);
        QCOMPARE(fleet.halves, 0);
        QCOMPARE(fleet.versions, std::uint64_t{2} * kDevices); // nobody was changed twice

        QCOMPARE(hubd.http().request("DELETE", k1).status, 204);
        for (int i = 0; i < kKills; ++i) {
            killAndStart(150);
            fleet = look(hubd);
            qInfo("behind kill %d: %d of %d still have it", i, fleet.set, fleet.all);
            QCOMPARE(fleet.halves, 0);
        }
        QVERIFY(comesTrue([&] { return look(hubd).set == 0; }));
        QCOMPARE(look(hubd).versions, std::uint64_t{3} * kDevices);
        QVERIFY(hubd.http().get("/admin/audit/verify").parsed().at("ok").as_bool());
    }
};

QTEST_GUILESS_MAIN(HubConfigurationsTest)
#include "tst_configurations.moc"
