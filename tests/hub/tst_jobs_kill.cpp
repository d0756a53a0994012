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
constexpr int kBulkRounds = 3;
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

/// The same of a job of the admin API.
json::value waitForBulk(HttpPeer& http, const std::string& id, int devices)
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        json::value job = http.get("/admin/jobs/" + id).parsed();
        if (job.at("counts").at("succeeded").to_number<int>() >= devices ||
            !job.at("endTime").is_null()) {
            return job;
        }
        if (timer.elapsed() > 60'000) {
            qFatal("the job stands still: %s", jsonText(job).c_str());
        }
        QTest::qSleep(2);
    }
}

/// Makes a job and kills the hub in the middle of it a few times; the job, at its end.
json::value killedJob(HubdProcess& hubd, const std::string& order, int& atWork)
{
    HttpPeer first = hubd.http();
    const HttpAnswer made = first.request("POST", "/admin/jobs", order);
    if (made.status != 202) {
        qFatal("%s", made.body.c_str());
    }
    const std::string id(made.parsed().at("id").as_string());
    for (int round = 1; round <= kBulkRounds; ++round) {
        HttpPeer http = hubd.http();
        const json::value job = waitForBulk(http, id, kDevices * round / (kBulkRounds + 2));
        hubd.kill();
        atWork += job.at("status").as_string() == "running" ? 1 : 0;
        qInfo("killed when %d devices were done", job.at("counts").at("succeeded").to_number<int>());
        if (!hubd.start()) {
            qFatal("the hub does not start again");
        }
    }
    HttpPeer http = hubd.http();
    return waitForBulk(http, id, kDevices + 1);
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
std::pair<std::size_t, int> records(HttpPeer& http, const std::string& job)
{
    std::set<std::string> targets;
    int count = 0;
    std::string after;
    for (;;) {
        const json::value page =
            http.get("/admin/audit?requestId=job/" + job + "&limit=1000" + after).parsed();
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
        registerAll(hubd);
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
        const auto [targets, count] = records(http, "job1");
        QCOMPARE(targets, static_cast<std::size_t>(kDevices));
        QCOMPARE(count, kDevices);
        QVERIFY(http.get("/admin/audit/verify").parsed().at("ok").as_bool());
    }

    /// One command for each device, then all are deleted.
    void killedBulkActionsReachEachDeviceOnce()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        registerAll(hubd);
        int atWork = 0;

        const json::value sent = killedJob(
            hubd, R"({"action":{"kind":"command","body":"x"},"target":{"query":""}})", atWork);

        checkCounts(sent);
        {
            HttpPeer http = hubd.http();
            const json::value queues = http.get("/admin/queues?limit=1&sort=depth").parsed();
            QCOMPARE(queues.at("fleet").at("waiting").to_number<int>(), kDevices);
            const json::value& deepest = queues.at("queues").at(0);
            QCOMPARE(deepest.at("counts").at("waiting").to_number<int>(), 1);
            checkRecords(http, sent);
        }

        const json::value deleted = killedJob(
            hubd,
            R"({"action":{"kind":"delete","confirm":)" + std::to_string(kDevices) +
                R"(},"target":{"query":""}})",
            atWork);

        checkCounts(deleted);
        HttpPeer http = hubd.http();
        QCOMPARE(http.get("/admin/devices").parsed().at("total").to_number<int>(), 0);
        checkRecords(http, deleted);
        QVERIFY2(atWork >= 2, qPrintable(QString("only %1 kills hit a job").arg(atWork)));
        QVERIFY(http.get("/admin/audit/verify").parsed().at("ok").as_bool());
    }

private:
    static void registerAll(const HubdProcess& hubd)
    {
        std::atomic<int> added{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back(addDevices, hubd.http(), t, std::ref(added));
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(added.load(), kDevices);
    }

    static void checkCounts(const json::value& job)
    {
        QCOMPARE(job.at("status").as_string(), "completed");
        QCOMPARE(job.at("counts").at("total").to_number<int>(), kDevices);
        QCOMPARE(job.at("counts").at("succeeded").to_number<int>(), kDevices);
    }

    /// One of each device, and as many rows.
    static void checkRecords(HttpPeer& http, const json::value& job)
    {
        const std::string id(job.at("id").as_string());
        const auto [targets, count] = records(http, id);
        QCOMPARE(targets, static_cast<std::size_t>(kDevices));
        QCOMPARE(count, kDevices);
        int rows = 0;
        for (std::string next; ;) {
            const json::value page = http.get("/admin/jobs/" + id + "/devices?status=completed&limit=1000" + next).parsed();
            rows += static_cast<int>(page.at("items").as_array().size());
            if (page.at("next").is_null()) {
                break;
            }
            next = "&next=" + std::string(page.at("next").as_string());
        }
        QCOMPARE(rows, kDevices);
    }
};

QTEST_GUILESS_MAIN(HubJobsKillTest)
#include "tst_jobs_kill.moc"
