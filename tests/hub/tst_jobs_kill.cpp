// kill -9 in the middle of a job over 10,000 devices, again and again: it finishes after the restart,
// and each device was changed exactly once.
#include "tests/support/hubd_process.h"
#include "tests/support/test_hub.h"

#include "base/json_writer.h"

#include <QElapsedTimer>
#include <QTest>

#include <map>
#include <random>
#include <set>
#include <thread>

using namespace hub;
using namespace hub::test;

namespace {

constexpr int kDevices = 10'000;
constexpr int kThreads = 8;
constexpr int kRounds = 6; ///< kills in one job, at least three of which must hit it at work
const std::string kVersion = "?api-version=2021-04-12";

void addDevices(HttpPeer http, int thread, std::atomic<int>& added)
{
    for (int i = thread; i < kDevices; i += kThreads) {
        const std::string id = "dev" + std::to_string(i);
        if (http.request("PUT", "/devices/" + id + kVersion, "{}").status == 200) {
            ++added;
        }
    }
}

int succeeded(const json::value& job)
{
    return job.at("deviceJobStatistics").at("succeededCount").to_number<int>();
}

/// Until as many devices are done, or the job has ended.
json::value waitFor(HttpPeer& http, int devices)
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        json::value job = http.get("/jobs/v2/job1" + kVersion).parsed();
        if (succeeded(job) >= devices || job.as_object().contains("endTime")) {
            return job;
        }
        if (timer.elapsed() > 60'000) {
            qFatal("the job stands still: %s", jsonText(job).c_str());
        }
        QTest::qSleep(2);
    }
}

/// How many devices have each version of their desired properties.
std::map<int, int> versions(HttpPeer& http)
{
    std::map<int, int> counts;
    std::map<std::string, std::string> headers{{"x-ms-max-item-count", "1000"}};
    for (;;) {
        const HttpAnswer page = http.request(
            "POST", "/devices/query" + kVersion,
            R"({"query":"SELECT deviceId, properties.desired.$version AS v, properties.desired.a AS a FROM devices"})",
            headers);
        const json::value rows = page.parsed();
        for (const json::value& row : rows.as_array()) {
            ++counts[row.at("v").to_number<int>()];
        }
        const auto next = page.headers.find("x-ms-continuation");
        if (next == page.headers.end()) {
            return counts;
        }
        headers["x-ms-continuation"] = next->second;
    }
}

/// Devices that have a record of the job's, and how many records there are.
std::pair<std::size_t, int> records(HttpPeer& http)
{
    std::set<std::string> targets;
    int count = 0;
    std::string after;
    for (;;) {
        const json::value page =
            http.get("/admin/audit?requestId=job/job1&limit=1000" + after).parsed();
        for (const json::value& record : page.at("records").as_array()) {
            targets.emplace(record.at("target").as_string());
            ++count;
        }
        const json::value* next = page.as_object().if_contains("next");
        if (next == nullptr || next->is_null() || next->as_string().empty()) {
            return {targets.size(), count};
        }
        after = "&after=" + std::string(next->as_string());
    }
}

} // namespace

class HubJobsKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedJobChangesEachDeviceOnce()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        std::atomic<int> added{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back(addDevices, hubd.http(), t, std::ref(added));
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(added.load(), kDevices);
        std::mt19937 random(20'261'122);

        HttpPeer first = hubd.http();
        const HttpAnswer made = first.request(
            "PUT", "/jobs/v2/job1" + kVersion,
            R"({"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":1}}},"queryCondition":"*"})");
        QCOMPARE(made.status, 200);
        hubd.kill(); // while it looks for its devices, or before
        QVERIFY(hubd.start());

        int atWork = 0;
        for (int round = 1; round <= kRounds; ++round) {
            HttpPeer http = hubd.http();
            const json::value job = waitFor(http, kDevices * round / (kRounds + 2));
            QTest::qSleep(static_cast<int>(random() % 20));
            hubd.kill();
            atWork += job.at("status").as_string() == "running" ? 1 : 0;
            qInfo("killed when %d devices were done", succeeded(job));
            QVERIFY2(hubd.start(), "the hub does not start again");
        }
        QVERIFY2(atWork >= 3, qPrintable(QString("only %1 kills hit the job").arg(atWork)));

        HttpPeer http = hubd.http();
        const json::value job = waitFor(http, kDevices + 1);
        QCOMPARE(job.at("status").as_string(), "completed");
        QCOMPARE(succeeded(job), kDevices);
        QCOMPARE(job.at("deviceJobStatistics").at("deviceCount").to_number<int>(), kDevices);
        QVERIFY((versions(http) == std::map<int, int>{{2, kDevices}}));
        const auto [targets, count] = records(http);
        QCOMPARE(targets, static_cast<std::size_t>(kDevices));
        QCOMPARE(count, kDevices);
        QVERIFY(http.get("/admin/audit/verify").parsed().at("ok").as_bool());
    }
};

QTEST_GUILESS_MAIN(HubJobsKillTest)
#include "tst_jobs_kill.moc"
