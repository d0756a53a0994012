#include "tests/services/tst_bulk_jobs.h"

#include "tests/support/jobs_fixture.h"

#include "domain/error_table.h"
#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

JobOrder bulk(const std::string& id, JobType type)
{
    JobOrder order;
    order.id = id;
    order.origin = JobOrigin::Admin;
    order.work.type = type;
    order.work.text = "{}";
    order.start = wallFromMicros(0);
    order.creator = {"person", "ann", "operator", "127.0.0.1"};
    return order;
}

JobOrder named(const std::string& id, JobType type, std::vector<std::string> devices)
{
    JobOrder order = bulk(id, type);
    order.aim = JobAim::Ids;
    order.ids = std::move(devices);
    return order;
}

JobOrder deletion(const std::string& id, std::uint64_t confirmed)
{
    JobOrder order = bulk(id, JobType::Delete);
    order.work.confirmed = confirmed;
    return order;
}

bool runs(JobsFixture& fixture, JobOrder order)
{
    const std::string id = order.id;
    return fixture.await(fixture.jobs->create(std::move(order))) && fixture.runsUntilEnded(id);
}

DeviceIdentity identityOf(JobsFixture& fixture, const std::string& id)
{
    return fixture.await(fixture.registry->get({id, {}})).value().row.identity;
}

bool isRegistered(JobsFixture& fixture, const std::string& id)
{
    return fixture.await(fixture.registry->get({id, {}})).has_value();
}

std::string errorOf(const Result<Job>& result)
{
    return result ? "none" : std::string(lookOf(result.error().code).azureName);
}

std::vector<AuditRecord> recordsOf(JobsFixture& fixture, const std::string& job)
{
    AuditQuery query;
    query.requestId = "job/" + job;
    return fixture.await(fixture.audit->find(query)).value().records;
}

} // namespace

void BulkJobsTest::disablingClosesConnectionsAtOnce()
{
    JobsFixture fixture;
    auto info = std::make_shared<SessionInfo>();
    info->key = fixture.addDevice("dev1").key;
    fixture.addDevice("dev2");
    const Callee device = callee(fixture, "dev1");
    fixture.directory.admit({"dev1", {}}, device.session, info);
    JobOrder order = bulk("job1", JobType::Disable);
    order.work.reason = "recalled";

    QVERIFY(runs(fixture, order));

    QVERIFY(device.link->reason == CloseReason::IdentityDisabled);
    for (const char* id : {"dev1", "dev2"}) {
        const DeviceIdentity identity = identityOf(fixture, id);
        QVERIFY(!identity.enabled);
        QCOMPARE(identity.statusReason, "recalled"s);
        QVERIFY(!identity.keys.empty()); // they are as they were
    }
    QCOMPARE(fixture.partsOf("job1"), QStringList({"dev1 completed", "dev2 completed"}));
    const std::vector<AuditRecord> records = recordsOf(fixture, "job1");
    QCOMPARE(records.size(), std::size_t{2});
    QCOMPARE(records[0].action, "job.disable"s);
    QCOMPARE(records[0].actor, "ann"s);
    QVERIFY(records[0].before.find("\"enabled\"") != std::string::npos);
    QVERIFY(records[0].before != records[0].after);
}

void BulkJobsTest::enablingLetsThemInAgain()
{
    JobsFixture fixture;
    IdentityUpdate update;
    update.enabled = false;
    update.statusReason = "lost";
    fixture.addDevice("dev1", update);
    fixture.addDevice("dev2");
    const std::uint64_t etag = identityOf(fixture, "dev2").etag;

    QVERIFY(runs(fixture, bulk("job1", JobType::Enable)));

    QVERIFY(identityOf(fixture, "dev1").enabled);
    QCOMPARE(identityOf(fixture, "dev1").statusReason, ""s);
    QCOMPARE(identityOf(fixture, "dev2").etag, etag); // it was enabled, and nothing is written
    QCOMPARE(fixture.job("job1").progress.counts.succeeded, std::uint64_t{2});
}

void BulkJobsTest::deletedDevicesStayReadableAsResults()
{
    JobsFixture fixture;
    fixture.addDevices(3);
    QVERIFY(fixture.await(fixture.registry->put({"dev1", "m"}, {}, EtagCondition())));
    QVERIFY(runs(fixture, bulk("before", JobType::Disable)));
    JobOrder twins = bulk("azure", JobType::UpdateTwin);
    twins.origin = JobOrigin::Service;
    twins.condition = "*";
    twins.work.desired = R"({"a":1})";
    QVERIFY(runs(fixture, twins));

    QVERIFY(runs(fixture, deletion("job1", 3)));

    const QStringList all{"dev0 completed", "dev1 completed", "dev2 completed"};
    QCOMPARE(fixture.partsOf("job1"), all);
    QCOMPARE(fixture.partsOf("before"), all);
    QCOMPARE(fixture.parts("azure"), QStringList()); // as it always was there
    QVERIFY(!isRegistered(fixture, "dev0"));
    QVERIFY(!fixture.await(fixture.registry->get({"dev1", "m"})));
    QCOMPARE(recordsOf(fixture, "job1").size(), std::size_t{3});
    fixture.addDevice("dev0");
    QCOMPARE(fixture.partsOf("job1"), all); // another device of this name changes nothing
}

void BulkJobsTest::deletesNothingWhenThereAreMoreThanConfirmed()
{
    JobsFixture fixture;
    fixture.addDevices(3);

    QVERIFY(runs(fixture, deletion("job1", 2)));

    const Job job = fixture.job("job1");
    QVERIFY(job.progress.status == JobStatus::Failed);
    QVERIFY2(job.progress.failureReason.starts_with("TargetsChanged"),
             job.progress.failureReason.c_str());
    QCOMPARE(canceledOf(job.progress), std::uint64_t{3});
    QCOMPARE(fixture.partsOf("job1").filter("canceled").size(), 3);
    for (const char* id : {"dev0", "dev1", "dev2"}) {
        QVERIFY(isRegistered(fixture, id));
    }
    QVERIFY(runs(fixture, deletion("job2", 4))); // fewer than confirmed are no surprise
    QVERIFY(!isRegistered(fixture, "dev0"));
}

void BulkJobsTest::commandGoesIntoEachQueue()
{
    JobsFixture fixture;
    const DeviceKey key = fixture.addDevice("dev0").key;
    fixture.addDevice("dev1");
    fixture.addDevice("full");
    for (std::size_t i = 0; i < limits::kMaxCommandsWaiting; ++i) {
        QVERIFY(fixture.await(fixture.commands->enqueue({"full", {}}, {}, {"service", "test"})));
    }
    const auto link = std::make_shared<FakeLink>();
    const SessionNumber session = fixture.directory.enter({"dev0", {}}, link);
    fixture.commands->attach({session, {"dev0", {}}, key, link, {"mqtt", "test"}});
    fixture.flush();
    JobOrder order = bulk("job1", JobType::Command);
    order.work.body = "reboot";
    order.work.timeToLive = 60s;

    QVERIFY(runs(fixture, order));

    QCOMPARE(fixture.partsOf("job1"),
             QStringList({"dev0 completed", "dev1 completed",
                          "full failed DeviceMaximumQueueDepthExceeded"}));
    QCOMPARE(link->commands.size(), std::size_t{1}); // handed over behind the commit
    QCOMPARE(link->commands[0]->body, Bytes("reboot"));
    CommandQuery look;
    look.id = {"dev1", {}};
    const QueueView queue = fixture.await(fixture.commands->look(look)).value();
    QCOMPARE(queue.commands.size(), std::size_t{1});
    QVERIFY(queue.commands[0].expires == queue.commands[0].enqueued + 60s);
    const JobPartPage page = fixture.await(fixture.jobs->devices("job1", {})).value();
    QCOMPARE(page.parts[1].part.command.value(), queue.commands[0].id);
    QVERIFY(!page.parts[2].part.command);
}

void BulkJobsTest::exceptionsAreLeftOut()
{
    JobsFixture fixture;
    fixture.addDevices(4);
    JobOrder order = bulk("job1", JobType::Disable);
    order.ids = {"dev1", "dev3", "nobody"};

    QVERIFY(runs(fixture, order));

    QCOMPARE(fixture.partsOf("job1"), QStringList({"dev0 completed", "dev2 completed"}));
    QVERIFY(identityOf(fixture, "dev1").enabled);
    QCOMPARE(fixture.job("job1").order.idCount, std::uint64_t{3});
}

void BulkJobsTest::namedDevicesAreTheTargets()
{
    JobsFixture fixture;
    fixture.addDevices(4);

    QVERIFY(runs(fixture, named("job1", JobType::Disable, {"dev2", "ghost", "dev0"})));

    QCOMPARE(fixture.partsOf("job1"),
             QStringList({"ghost failed DeviceNotFound", "dev0 completed", "dev2 completed"}));
    QVERIFY(identityOf(fixture, "dev1").enabled);
    QVERIFY((fixture.job("job1").progress.counts == JobCounts{3, 0, 0, 2, 1}));
}

void BulkJobsTest::namedDeviceOfAnotherPartIsAsIfNotThere()
{
    JobsFixture fixture;
    fixture.addTagged("in", "berlin");
    fixture.addTagged("out", "paris");
    JobOrder order = named("job1", JobType::Disable, {"in", "out", "ghost"});
    order.scope = kBerlin;

    QVERIFY(runs(fixture, order));

    QCOMPARE(fixture.partsOf("job1"),
             QStringList({"ghost failed DeviceNotFound", "out failed DeviceNotFound",
                          "in completed"}));
    QVERIFY(identityOf(fixture, "out").enabled);
    JobOrder twin = order;
    twin.id = "job2";
    twin.work.type = JobType::UpdateTwin;
    twin.work.desired = R"({"a":1})";
    QVERIFY(runs(fixture, twin));
    for (const char* job : {"job1", "job2"}) { // nothing tells "out" from "ghost"
        JobPartQuery theirs;
        theirs.scope = kBerlin;
        const JobPartPage page = fixture.await(fixture.jobs->devices(job, theirs)).value();
        QCOMPARE(page.parts.size(), std::size_t{3});
        QCOMPARE(page.parts[0].part.errorText, "ghost"s);
        QCOMPARE(page.parts[1].part.errorText, "out"s);
    }
}

void BulkJobsTest::targetIsAConditionOnDevices_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("devices"); ///< "refused" = at once

    QTest::newRow("empty") << "" << "a b";
    QTest::newRow("all") << "*" << "a b";
    QTest::newRow("condition") << "deviceId = 'a'" << "a";
    QTest::newRow("whole query") << "select * FROM devices WHERE tags.site = 'berlin'" << "b";
    QTest::newRow("whole, of all") << " SELECT * FROM devices" << "a b";
    QTest::newRow("nobody") << "tags.site = 'rome'" << "";
    QTest::newRow("modules") << "FROM devices.modules" << "refused";
    QTest::newRow("query of modules") << "SELECT * FROM devices.modules" << "refused";
    QTest::newRow("some columns") << "SELECT deviceId FROM devices" << "refused";
    QTest::newRow("some rows") << "SELECT TOP 1 * FROM devices" << "refused";
    QTest::newRow("no query") << "WHERE" << "refused";
}

void BulkJobsTest::targetIsAConditionOnDevices()
{
    QFETCH(QString, query);
    QFETCH(QString, devices);
    JobsFixture fixture;
    fixture.addDevice("a");
    fixture.addTagged("b", "berlin");
    JobOrder order = bulk("job1", JobType::Disable);
    order.condition = query.toStdString();

    const bool done = runs(fixture, order);

    QCOMPARE(done, devices != "refused");
    if (done) {
        QCOMPARE(fixture.partsOf("job1").join(' ').remove(" completed"), devices);
        QVERIFY(fixture.job("job1").progress.status == JobStatus::Completed);
    }
}

void BulkJobsTest::serviceApiSeesNoneOfThem()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    JobOrder twin = bulk("ours", JobType::UpdateTwin); // also of kinds that it knows
    twin.work.desired = R"({"a":1})";
    QVERIFY(runs(fixture, twin));
    const auto service = JobOrigin::Service;

    QCOMPARE(errorOf(fixture.await(fixture.jobs->get("ours", {}, service))), "JobNotFound"s);
    QCOMPARE(errorOf(fixture.await(fixture.jobs->cancel("ours", {}, {}, service))),
             "JobNotFound"s);
    JobListQuery list;
    list.origin = service;
    QCOMPARE(fixture.await(fixture.jobs->list(list)).value().jobs.size(), std::size_t{0});
    QCOMPARE(fixture.parts("ours"), QStringList());
    QCOMPARE(fixture.await(fixture.jobs->list({})).value().jobs.size(), std::size_t{1});
    QCOMPARE(fixture.partsOf("ours"), QStringList({"dev1 completed"}));
}

void BulkJobsTest::retryIsAboutThoseThatFailed()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    JobOrder order = named("job1", JobType::Disable, {"dev1", "late", "never"});
    order.work.reason = "recalled";
    QVERIFY(runs(fixture, order));
    fixture.addDevice("late");
    const std::uint64_t etag = identityOf(fixture, "dev1").etag;

    const Job again =
        fixture.await(fixture.jobs->retry({"job1", "job2", {"person", "bob", "operator", {}}, {}}))
            .value();
    QVERIFY(fixture.runsUntilEnded("job2"));

    QCOMPARE(again.order.condition, "job1"s);
    QCOMPARE(fixture.partsOf("job2"),
             QStringList({"never failed DeviceNotFound", "late completed"}));
    QCOMPARE(identityOf(fixture, "late").statusReason, "recalled"s);
    QCOMPARE(identityOf(fixture, "dev1").etag, etag);
    QCOMPARE(recordsOf(fixture, "job2")[0].actor, "bob"s);
}

void BulkJobsTest::retryLeavesWhatWasRegisteredAnew()
{
    JobsFixture fixture;
    fixture.addDevice("full");
    for (std::size_t i = 0; i < limits::kMaxCommandsWaiting; ++i) {
        QVERIFY(fixture.await(fixture.commands->enqueue({"full", {}}, {}, {"service", "test"})));
    }
    JobOrder order = bulk("job1", JobType::Command);
    order.work.body = "reboot";
    QVERIFY(runs(fixture, order));
    QCOMPARE(fixture.partsOf("job1"), QStringList{"full failed DeviceMaximumQueueDepthExceeded"});
    QVERIFY(fixture.await(fixture.registry->remove({"full", {}}, EtagCondition())));
    fixture.addDevice("full");

    QVERIFY(fixture.await(
        fixture.jobs->retry({"job1", "job2", {"person", "bob", "operator", {}}, {}})));
    QVERIFY(fixture.runsUntilEnded("job2"));

    QCOMPARE(fixture.partsOf("job2"), QStringList{"full failed DeviceNotFound"});
}

void BulkJobsTest::retryNeedsAFailure()
{
    JobsFixture fixture;
    fixture.addDevice("dev1");
    JobOrder later = bulk("later", JobType::Disable);
    later.start = fixture.clock.wall() + 1h;
    QVERIFY(fixture.await(fixture.jobs->create(later)));
    QVERIFY(runs(fixture, bulk("good", JobType::Disable)));
    JobOrder theirs = named("theirs", JobType::Disable, {"ghost"});
    theirs.scope = kBerlin;
    QVERIFY(runs(fixture, theirs));
    const auto retry = [&](const char* of, std::optional<TagCondition> scope = {}) {
        return errorOf(fixture.await(fixture.jobs->retry({of, "again", {}, std::move(scope)})));
    };

    QCOMPARE(retry("later"), "InvalidOperation"s);
    QCOMPARE(retry("good"), "InvalidOperation"s);
    QCOMPARE(retry("nothing"), "JobNotFound"s);
    QCOMPARE(retry("theirs", TagCondition{"site", "rome"}), "JobNotFound"s);
    QCOMPARE(retry("theirs"), "none"s);
    QCOMPARE(fixture.job("again").order.scope->text(), kBerlin.text()); // no wider than it was
}

void BulkJobsTest::sourceOfAnOpenRetryIsKept()
{
    JobsFixture fixture;
    QVERIFY(runs(fixture, named("job1", JobType::Disable, {"ghost"})));
    fixture.jobs->stop();
    QVERIFY(fixture.runUntil([&] { return fixture.jobs->isIdle(); }));
    QVERIFY(fixture.await(fixture.jobs->retry({"job1", "job2", {}, {}})));
    auto forget = [&](Storage& storage) {
        return storage.jobs().forgetSome(fixture.clock.wall() + 1h, {0, 0});
    };

    const bool forgot = fixture.await(fixture.workers->write(forget)).value();

    QVERIFY(!forgot);
    QVERIFY(fixture.await(fixture.jobs->get("job1")));
}

void BulkJobsTest::restartGoesOnWithNamedDevices()
{
    JobsFixture fixture;
    const int count = static_cast<int>(limits::kJobScan) + 50;
    fixture.addDevices(count);
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
        ids.push_back("dev" + std::to_string(i));
    }
    JobOrder order = named("job1", JobType::UpdateTwin, ids);
    order.work.desired = R"({"a":1})";
    QVERIFY(fixture.await(fixture.jobs->create(order)));

    QVERIFY(fixture.runUntil([&] { return fixture.job("job1").progress.counts.devices > 0; }));
    fixture.restartAll();

    QVERIFY(fixture.runsUntilEnded("job1"));
    QCOMPARE(fixture.job("job1").progress.counts.succeeded, static_cast<std::uint64_t>(count));
    QVERIFY(fixture.wasEachChangedOnce(count));
}

void BulkJobsTest::partsAreFilteredByStatus()
{
    JobsFixture fixture;
    fixture.addDevices(3);
    QVERIFY(runs(fixture, named("job1", JobType::Disable, {"dev0", "g1", "dev1", "g2", "dev2"})));
    const auto partsWith = [&](DeviceJobStatus status) {
        JobPartQuery query;
        query.status = status;
        return fixture.partsOf("job1", query);
    };

    QCOMPARE(partsWith(DeviceJobStatus::Failed),
             QStringList({"g2 failed DeviceNotFound", "g1 failed DeviceNotFound"}));
    QCOMPARE(partsWith(DeviceJobStatus::Completed),
             QStringList({"dev0 completed", "dev1 completed", "dev2 completed"}));
    QCOMPARE(partsWith(DeviceJobStatus::Pending), QStringList());
    QCOMPARE(partsWith(DeviceJobStatus::Canceled), QStringList());
}

void BulkJobsTest::watchersAreToldHowFarItIs()
{
    JobsFixture fixture;
    const int count = static_cast<int>(limits::kJobBatch) * 5;
    fixture.addDevices(count);
    QVERIFY(runs(fixture, bulk("job1", JobType::Disable)));

    std::vector<std::string> told;
    for (const EventPointer& event : fixture.events.readAfter(0, 10'000).events) {
        if (event->type == "job") {
            told.push_back(event->data);
        }
    }

    // The clock stands still: made, begun, one look at how far it is, ended.
    QCOMPARE(told.size(), std::size_t{4});
    QVERIFY(told[0].find(R"("status":"queued")") != std::string::npos);
    QVERIFY(told[1].find(R"("status":"running")") != std::string::npos);
    QCOMPARE(told[3],
             R"({"jobId":"job1","id":"job1","status":"completed","counts":{"total":500,"pending":0,"running":0,"succeeded":500,"failed":0,"canceled":0}})"s);
}
