#include "tests/services/tst_jobs.h"

#include "tests/support/jobs_fixture.h"

#include "domain/error_table.h"
#include "domain/limits.h"

#include <QTest>

#include <algorithm>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

JobOrder twinJob(const std::string& id, const std::string& desired = R"({"a":1})")
{
    JobOrder order;
    order.id = id;
    order.condition = "*";
    order.work = {JobType::UpdateTwin, "{}", {}, desired};
    order.start = wallFromMicros(0);
    order.creator = {"policy", "service", "ServiceConnect", "127.0.0.1"};
    return order;
}

JobOrder methodJob(const std::string& id)
{
    JobOrder order = twinJob(id);
    order.work = {JobType::DeviceMethod, "{}", {}, {}, "reboot", "null", 30s, 0s};
    return order;
}

Result<Job> create(JobsFixture& fixture, JobOrder order)
{
    return fixture.await(fixture.jobs->create(std::move(order)));
}

/// dev0, dev1 and so on, connected.
std::vector<Callee> addCallees(ServicesFixture& fixture, int count)
{
    std::vector<Callee> devices;
    for (int i = 0; i < count; ++i) {
        const std::string id = "dev" + std::to_string(i);
        fixture.addDevice(id);
        devices.push_back(callee(fixture, id));
    }
    return devices;
}

std::string errorOf(const Result<Job>& result)
{
    return result ? "none" : std::string(lookOf(result.error().code).azureName);
}

} // namespace

void JobsTest::twinJobUpdatesEachTargetOnce()
{
    JobsFixture fixture;
    const int count = static_cast<int>(limits::kJobBatch * 2 + limits::kJobScan) + 7;
    fixture.addDevices(count);

    const Job made = create(fixture, twinJob("job1")).value();
    QCOMPARE(statusName(made, made.created), std::string_view("queued"));
    QVERIFY(fixture.runsUntilEnded("job1"));

    const Job job = fixture.job("job1");
    const auto all = static_cast<std::uint64_t>(count);
    QVERIFY(job.progress.status == JobStatus::Completed);
    QVERIFY((job.progress.counts == JobCounts{all, 0, 0, all, 0}));
    QVERIFY(job.progress.ended.has_value());
    QVERIFY(fixture.wasEachChangedOnce(count));
    QCOMPARE(fixture.parts("job1").filter("completed").size(), count);
}

void JobsTest::connectedDeviceIsToldAsByAPatch()
{
    JobsFixture fixture;
    auto info = std::make_shared<SessionInfo>();
    info->key = fixture.addDevice("dev1").key;
    const Callee device = callee(fixture, "dev1");
    fixture.directory.admit({"dev1", {}}, device.session, info);

    QVERIFY(create(fixture, twinJob("job1", R"({"a":null,"b":{"c":1}})")));
    QVERIFY(fixture.runsUntilEnded("job1"));

    QCOMPARE(device.link->desired.size(), std::size_t{1});
    QCOMPARE(device.link->desired[0].first, std::uint64_t{2});
    QCOMPARE(device.link->desired[0].second, R"({"a":null,"b":{"c":1},"$version":2})"s);
}

void JobsTest::eachDeviceHasARecordThatNamesTheJob()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");

    QVERIFY(create(fixture, twinJob("job1")));
    QVERIFY(fixture.runsUntilEnded("job1"));

    AuditQuery query;
    query.requestId = "job/job1";
    const AuditPage page = fixture.await(fixture.audit->find(query)).value();
    QCOMPARE(page.records.size(), std::size_t{1});
    const AuditRecord& record = page.records[0];
    QCOMPARE(record.action, "job.twin"s);
    QCOMPARE(record.target, "dev1"s);
    QCOMPARE(record.actor, "service"s);
    QCOMPARE(record.actorKind, "policy"s);
    QCOMPARE(record.result, "ok"s);
    QCOMPARE(record.before, R"({"version":"2","desired":{}})"s);
    QCOMPARE(record.after, R"({"version":"3","desired":{"a":1}})"s);
}

void JobsTest::deviceThatRefusesFailsAlone()
{
    JobsFixture fixture;
    for (const char* id : {"dev1", "dev2", "dev3"}) {
        fixture.addDevice(id);
    }
    // With this, another 20 kB are too much.
    std::string full = "{";
    for (int i = 0; i < 5; ++i) {
        full += (i > 0 ? "," : "") + ("\"x" + std::to_string(i) + "\":\"") + std::string(4'000, 'x') + "\"";
    }
    full += "}";
    std::string more = full;
    std::replace(more.begin(), more.end(), 'x', 'y');
    QVERIFY(fixture.await(fixture.twins->patch({"dev2", {}}, {{}, full}, {})));

    QVERIFY(create(fixture, twinJob("job1", more)));
    QVERIFY(fixture.runsUntilEnded("job1"));

    const Job job = fixture.job("job1");
    QVERIFY(job.progress.status == JobStatus::Completed);
    QVERIFY((job.progress.counts == JobCounts{3, 0, 0, 2, 1}));
    QCOMPARE(fixture.parts("job1"), QStringList({"dev1 completed", "dev2 failed MessageTooLarge",
                                                 "dev3 completed"}));
    QCOMPARE(fixture.desiredVersion("dev2"), std::uint64_t{2});
}

void JobsTest::laterJobWaitsForItsTime()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    JobOrder order = twinJob("job1");
    order.start = fixture.clock.wall() + 1h;

    const Job made = create(fixture, order).value();
    QCOMPARE(statusName(made, fixture.clock.wall()), std::string_view("scheduled"));
    fixture.flush();
    fixture.flush();
    QVERIFY(fixture.job("job1").progress.status == JobStatus::Waiting);
    fixture.restartAll();
    QVERIFY(fixture.job("job1").progress.status == JobStatus::Waiting);

    fixture.clock.advance(1h);
    fixture.jobs->wake();

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.desiredVersion("dev1"), std::uint64_t{2});
}

void JobsTest::targetThatIsGoneFails()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    fixture.addDevice("dev2");
    fixture.makeFoundJob(twinJob("job1"), {"dev1", "dev2"});

    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition())));
    fixture.restartAll();

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.parts("job1"),
             QStringList({"dev1 failed DeviceNotFound", "dev2 completed"}));
    QVERIFY((fixture.job("job1").progress.counts == JobCounts{2, 0, 0, 1, 1}));
}

void JobsTest::targetThatIsRegisteredAnewIsAnotherDevice()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    fixture.makeFoundJob(twinJob("job1"), {"dev1"});

    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition())));
    fixture.addDevice("dev1");
    fixture.restartAll();

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.parts("job1"), QStringList({"dev1 failed DeviceNotFound"}));
    QCOMPARE(fixture.desiredVersion("dev1"), std::uint64_t{1});
}

void JobsTest::jobsRunOneAfterTheOther()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    const Callee device = callee(fixture, "dev1");

    QVERIFY(create(fixture, methodJob("first")));
    QVERIFY(fixture.runUntil([&] { return device.link->invocations.size() == 1; }));
    QVERIFY(create(fixture, twinJob("second")));
    fixture.flush();
    QVERIFY(fixture.job("second").progress.status == JobStatus::Waiting);
    fixture.methods->answered(device.session, device.link->invocations[0].request, {200, "{}"});

    QVERIFY(fixture.runsUntilEnded("second"));
    QVERIFY(fixture.job("first").progress.status == JobStatus::Completed);
}

void JobsTest::backlogIsBounded()
{
    JobsFixture fixture;
    for (std::size_t i = 0; i < limits::kMaxOpenJobs; ++i) {
        JobOrder order = twinJob("job" + std::to_string(i));
        order.start = fixture.clock.wall() + 1h;
        QVERIFY(create(fixture, order));
    }

    QCOMPARE(errorOf(create(fixture, twinJob("more"))), "ThrottlingMaxActiveJobCountExceeded"s);
    QCOMPARE(errorOf(create(fixture, twinJob("job0"))), "JobAlreadyExists"s);

    QVERIFY(fixture.await(fixture.jobs->cancel("job0")));
    QVERIFY(create(fixture, twinJob("more")));
}

void JobsTest::cancelEndsAtOnce()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    JobOrder order = twinJob("job1");
    order.start = fixture.clock.wall() + 1h;
    QVERIFY(create(fixture, order));

    const Job cancelled = fixture.await(fixture.jobs->cancel("job1")).value();

    QCOMPARE(statusName(cancelled, fixture.clock.wall()), std::string_view("cancelled"));
    QVERIFY(cancelled.progress.ended == fixture.clock.wall());
    fixture.clock.advance(2h);
    fixture.jobs->wake();
    fixture.flush();
    fixture.flush();
    QCOMPARE(fixture.desiredVersion("dev1"), std::uint64_t{1});
    QVERIFY(fixture.job("job1").progress.status == JobStatus::Cancelled);
    QVERIFY(!fixture.await(fixture.jobs->cancel("job2")));
}

void JobsTest::timeIsOver()
{
    JobsFixture fixture;
    const std::vector<Callee> devices = addCallees(fixture, 12);
    JobOrder order = methodJob("job1");
    order.mostTime = 60s;
    QVERIFY(create(fixture, order));
    QVERIFY(fixture.runUntil([&] {
        return fixture.job("job1").progress.counts.running == limits::kJobCalls;
    }));

    fixture.clock.advance(60s);
    fixture.jobs->wake();

    QVERIFY(fixture.runsUntilEnded("job1"));
    const Job job = fixture.job("job1");
    QVERIFY(job.progress.status == JobStatus::Failed);
    QCOMPARE(job.progress.failureReason, "maxExecutionTimeInSeconds is over"s);
    QCOMPARE(fixture.parts("job1").filter("canceled").size(), 2);
    QCOMPARE(fixture.parts("job1").filter("running").size(), 10);
}

void JobsTest::fullDiskOnlyDelays()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    JobOrder order = twinJob("job1");
    order.start = fixture.clock.wall() + 1h;
    QVERIFY(create(fixture, order));
    fixture.faults.diskFull = true;
    fixture.clock.advance(1h);
    fixture.jobs->wake();
    QVERIFY(fixture.runUntil([&, before = fixture.faults.transactions.load()] {
        return fixture.faults.transactions > before + 1;
    }));

    fixture.faults.diskFull = false;

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.desiredVersion("dev1"), std::uint64_t{2});
    QCOMPARE(fixture.parts("job1"), QStringList({"dev1 completed"}));
}

void JobsTest::restartGoesOnWhereTheLastCommitWas()
{
    JobsFixture fixture;
    const int count = static_cast<int>(limits::kJobBatch) * 3;
    fixture.addDevices(count);
    QVERIFY(create(fixture, twinJob("job1")));

    for (int round = 0; round < 2; ++round) {
        const std::uint64_t done = fixture.job("job1").progress.counts.succeeded;
        QVERIFY(fixture.runUntil(
            [&] { return fixture.job("job1").progress.counts.succeeded > done; }));
        fixture.restartAll();
    }

    QVERIFY(fixture.runsUntilEnded("job1"));
    QVERIFY(fixture.wasEachChangedOnce(count));
    QCOMPARE(fixture.job("job1").progress.counts.succeeded, static_cast<std::uint64_t>(count));
}

void JobsTest::scopeLimitsTargetsAndWhoSees()
{
    JobsFixture fixture;
    fixture.addTagged("in", "berlin");
    fixture.addTagged("out", "paris");
    JobOrder order = twinJob("theirs");
    order.scope = kBerlin;

    QVERIFY(create(fixture, order));
    QVERIFY(create(fixture, twinJob("all")));
    QVERIFY(fixture.runsUntilEnded("theirs"));
    QVERIFY(fixture.runsUntilEnded("all"));

    QCOMPARE(fixture.parts("theirs"), QStringList({"in completed"}));
    QCOMPARE(fixture.desiredVersion("out"), std::uint64_t{2}); // of the other job
    QVERIFY(fixture.await(fixture.jobs->get("theirs", kBerlin)));
    QCOMPARE(errorOf(fixture.await(fixture.jobs->get("all", kBerlin))), "JobNotFound"s);
    QCOMPARE(errorOf(fixture.await(fixture.jobs->cancel("all", kBerlin))), "JobNotFound"s);
    const TagCondition rome{"site", "rome"};
    QCOMPARE(errorOf(fixture.await(fixture.jobs->get("theirs", rome))), "JobNotFound"s);
    const JobPage page = fixture.await(fixture.jobs->list({}, kBerlin)).value();
    QCOMPARE(page.jobs.size(), std::size_t{1});
    QCOMPARE(page.jobs[0].order.id, "theirs"s);
}

void JobsTest::targetThatLeavesTheScopeFails()
{
    JobsFixture fixture;
    fixture.addTagged("dev1", "berlin");
    JobOrder order = twinJob("job1");
    order.scope = kBerlin;
    fixture.makeFoundJob(order, {"dev1"});
    QVERIFY(fixture.await(fixture.twins->replaceTags({"dev1", {}}, R"({"site":"paris"})")));
    fixture.restartAll();

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.parts("job1"), QStringList({"dev1 failed GenericForbidden"}));
    QCOMPARE(fixture.desiredVersion("dev1"), std::uint64_t{1});
}

void JobsTest::methodJobCallsEachDevice()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    fixture.addDevice("dev2");
    const Callee device = callee(fixture, "dev1");

    QVERIFY(create(fixture, methodJob("job1")));
    QVERIFY(fixture.runUntil([&] { return device.link->invocations.size() == 1; }));
    QVERIFY(fixture.runUntil(
        [&] { return fixture.parts("job1").contains("dev1 running"); }));
    fixture.methods->answered(device.session, device.link->invocations[0].request,
                              {501, R"({"why":1.50})"});

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.parts("job1"),
             QStringList({"dev1 completed", "dev2 failed DeviceNotOnline"}));
    DeviceJobQuery query;
    query.deviceId = "dev1";
    const DeviceJob part = fixture.await(fixture.jobs->devices(query)).value()[0].part;
    QCOMPARE(part.methodStatus.value(), std::int64_t{501});
    QCOMPARE(part.methodPayload, R"({"why":1.50})"s);
    QVERIFY((fixture.job("job1").progress.counts == JobCounts{2, 0, 0, 1, 1}));
    AuditQuery records;
    records.requestId = "job/job1";
    QCOMPARE(fixture.await(fixture.audit->find(records)).value().records.size(), std::size_t{2});
}

void JobsTest::callsAreLimited()
{
    JobsFixture fixture;
    const std::vector<Callee> devices = addCallees(fixture, 25);
    QVERIFY(create(fixture, methodJob("job1")));

    std::size_t answered = 0;
    std::vector<bool> done(devices.size());
    while (answered < devices.size()) {
        std::size_t open = 0;
        const std::size_t wanted = std::min(limits::kJobCalls, devices.size() - answered);
        const auto enough = [&] {
            open = 0;
            for (std::size_t i = 0; i < devices.size(); ++i) {
                open += !done[i] && !devices[i].link->invocations.empty() ? 1U : 0U;
            }
            return open >= wanted;
        };
        QVERIFY(fixture.runUntil(enough));
        fixture.flush();
        fixture.flush(); // time for one too many
        QVERIFY(enough());
        QCOMPARE(open, wanted);
        for (std::size_t i = 0; i < devices.size(); ++i) {
            if (!done[i] && !devices[i].link->invocations.empty()) {
                done[i] = true;
                ++answered;
                fixture.methods->answered(devices[i].session, devices[i].link->invocations[0].request,
                                          {200, "{}"});
            }
        }
    }

    QVERIFY(fixture.runsUntilEnded("job1"));
    QVERIFY((fixture.job("job1").progress.counts == JobCounts{25, 0, 0, 25, 0}));
}

void JobsTest::interruptedCallFailsAfterTheRestart()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    fixture.addDevice("dev2");
    const Callee device = callee(fixture, "dev1");
    QVERIFY(create(fixture, methodJob("job1")));
    QVERIFY(fixture.runUntil([&] { return device.link->invocations.size() == 1; }));

    fixture.restartAll();

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(device.link->invocations.size(), std::size_t{1});
    QVERIFY((fixture.job("job1").progress.counts == JobCounts{2, 0, 0, 0, 2}));
    DeviceJobQuery query;
    query.deviceId = "dev1";
    const DeviceJob part = fixture.await(fixture.jobs->devices(query)).value()[0].part;
    QVERIFY(part.status == DeviceJobStatus::Failed);
    QVERIFY(part.errorText.find("it is not known whether the device got it") != std::string::npos);
}

void JobsTest::cancelBeginsNoMoreCalls()
{
    JobsFixture fixture;
    const std::vector<Callee> devices = addCallees(fixture, 12);
    QVERIFY(create(fixture, methodJob("job1")));
    QVERIFY(fixture.runUntil([&] {
        return fixture.job("job1").progress.counts.running == limits::kJobCalls;
    }));
    QVERIFY(fixture.runUntil([&] {
        return std::count_if(devices.begin(), devices.end(), [](const Callee& device) {
                   return !device.link->invocations.empty();
               }) == 10;
    }));

    QVERIFY(fixture.await(fixture.jobs->cancel("job1")));
    for (const Callee& device : devices) {
        if (!device.link->invocations.empty()) {
            fixture.methods->answered(device.session, device.link->invocations[0].request, {200, "{}"});
        }
    }

    QVERIFY(fixture.runUntil([&] { return fixture.job("job1").progress.counts.running == 0; }));
    const Job job = fixture.job("job1");
    QVERIFY(job.progress.status == JobStatus::Cancelled);
    QVERIFY((job.progress.counts == JobCounts{12, 0, 0, 10, 0}));
    QCOMPARE(fixture.parts("job1").filter("completed").size(), 10);
    QCOMPARE(fixture.parts("job1").filter("canceled").size(), 2);
}

void JobsTest::whatIsWrongIsRefusedAtOnce_data()
{
    QTest::addColumn<std::string>("condition");
    QTest::addColumn<std::string>("desired");
    QTest::addColumn<std::string>("error");
    QTest::newRow("condition") << "tags.a ="s << "{}"s << "ArgumentInvalid"s;
    QTest::newRow("condition of jobs") << "FROM devices.jobs WHERE jobId = 'a'"s << "{}"s
                                       << "ArgumentInvalid"s;
    QTest::newRow("key") << "*"s << R"({"a.b":1})"s << "ArgumentInvalid"s;
    QTest::newRow("too large") << "*"s
                               << "{\"a\":\"" + std::string(4'097, 'x') + "\"}"
                               << "ArgumentInvalid"s;
    QTest::newRow("good") << "FROM devices.modules WHERE moduleId = 'm'"s << "{}"s << "none"s;
}

void JobsTest::whatIsWrongIsRefusedAtOnce()
{
    QFETCH(std::string, condition);
    QFETCH(std::string, desired);
    QFETCH(std::string, error);
    JobsFixture fixture;
    JobOrder order = twinJob("job1", desired);
    order.condition = condition;

    QCOMPARE(errorOf(create(fixture, order)), error);
}
