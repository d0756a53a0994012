#include "tests/storage/tst_job_store.h"

#include "tests/storage/store_fixture.h"

#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const TagCondition kBerlin{"site", "berlin"};

JobOrder twinOrder(const std::string& id)
{
    JobOrder order;
    order.id = id;
    order.condition = "tags.a='b'";
    order.work = {JobType::UpdateTwin, R"({"etag":"*","tags":{"a":1.50}})", R"({"a":1.50})"};
    order.start = wallFromMicros(5'000'000);
    order.mostTime = 120s;
    order.creator = {"policy", "service", "ServiceConnect", "127.0.0.1"};
    return order;
}

JobKey add(const StoreFixture& fixture, const JobOrder& order)
{
    const auto key = fixture.storage->jobs().add(order, fixture.clock.wall());
    if (!key) {
        qFatal("add: %s", key.error().detail.c_str());
    }
    return key.value();
}

Job found(const StoreFixture& fixture, const std::string& id)
{
    auto job = fixture.storage->jobs().find(id);
    if (!job || !job.value()) {
        qFatal("no job %s", id.c_str());
    }
    return std::move(*job.value());
}

void setProgress(const StoreFixture& fixture, JobKey job, const JobProgress& progress)
{
    QVERIFY(fixture.storage->jobs().setProgress(job, progress));
}

void end(const StoreFixture& fixture, JobKey job, JobStatus status, WallTime when)
{
    JobProgress progress = *fixture.storage->jobs().progress(job).value();
    progress.status = status;
    progress.ended = when;
    setProgress(fixture, job, progress);
}

DeviceKey addDevice(const StoreFixture& fixture,
                    const std::string& id,
                    const std::string& tags = "{}")
{
    DeviceIdentity wanted = identity(id);
    wanted.tags = tags;
    return fixture.storage->identities().create(wanted, fixture.clock.wall()).value().key;
}

DeviceJob part(const StoreFixture& fixture, JobKey job, DeviceKey device, const std::string& id)
{
    DeviceJob result;
    result.job = job;
    result.device = device;
    result.id = {id, {}};
    result.created = result.updated = fixture.clock.wall();
    return result;
}

void addParts(const StoreFixture& fixture, const std::vector<DeviceJob>& parts)
{
    QVERIFY(fixture.storage->jobs().addParts(parts));
}

QStringList ids(const std::vector<Job>& jobs)
{
    QStringList list;
    for (const Job& job : jobs) {
        list << QString::fromStdString(job.order.id);
    }
    return list;
}

/// "job device status", all pages of the query.
QStringList lines(const StoreFixture& fixture, DeviceJobQuery query)
{
    QStringList list;
    for (;;) {
        const auto page = fixture.storage->jobs().find(query);
        if (!page) {
            qFatal("find: %s", page.error().detail.c_str());
        }
        for (const DeviceJobView& view : page.value()) {
            list << QString::fromStdString(view.jobId + " " + view.part.id.text() + " " +
                                           std::string(nameOf(view.part.status)));
        }
        if (page.value().size() < query.limit) {
            return list;
        }
        query.afterJob = page.value().back().part.job;
        query.afterDevice = page.value().back().part.device;
    }
}

} // namespace

void JobStoreTest::jobComesBackAsItWasAsked()
{
    const StoreFixture fixture;
    JobOrder order = twinOrder("job1");
    order.scope = kBerlin;

    const JobKey key = add(fixture, order);
    const Job job = found(fixture, "job1");

    QCOMPARE(job.key, key);
    QVERIFY(job.created == fixture.clock.wall());
    QCOMPARE(job.order.condition, "tags.a='b'"s);
    QCOMPARE(job.order.work.text, R"({"etag":"*","tags":{"a":1.50}})"s);
    QCOMPARE(job.order.work.tags.value(), R"({"a":1.50})"s);
    QVERIFY(!job.order.work.desired);
    QVERIFY(job.order.start == order.start);
    QVERIFY(job.order.mostTime == 120s);
    QCOMPARE(job.order.creator.name, "service"s);
    QCOMPARE(job.order.creator.role, "ServiceConnect"s);
    QCOMPARE(job.order.scope->text(), kBerlin.text());
    QVERIFY(job.progress.status == JobStatus::Waiting);
    QVERIFY(job.progress.counts == JobCounts());
    QVERIFY(!fixture.storage->jobs().find("job2").value());
}

void JobStoreTest::methodJobComesBackAsItWasAsked()
{
    const StoreFixture fixture;
    JobOrder order = twinOrder("job1");
    order.work = {JobType::DeviceMethod, R"({"methodName":"reboot"})", {}, {}, "reboot", "null",
                  15s, 7s};

    add(fixture, order);
    const JobWork work = found(fixture, "job1").order.work;

    QVERIFY(work.type == JobType::DeviceMethod);
    QCOMPARE(work.method, "reboot"s);
    QCOMPARE(work.payload, "null"s);
    QVERIFY(work.responseTime == 15s);
    QVERIFY(work.connectTime == 7s);
    QVERIFY(!work.tags && !work.desired);
}

void JobStoreTest::idIsTakenOnce()
{
    const StoreFixture fixture;
    add(fixture, twinOrder("job1"));

    const auto again = fixture.storage->jobs().add(twinOrder("job1"), fixture.clock.wall());

    QVERIFY(!again);
    QVERIFY(again.error().code == Errc::JobAlreadyExists);
    QVERIFY(add(fixture, twinOrder("Job1")) > 0); // case matters
}

void JobStoreTest::progressIsKept()
{
    StoreFixture fixture;
    const JobKey key = add(fixture, twinOrder("job1"));
    JobProgress progress;
    progress.status = JobStatus::Failed;
    progress.began = wallFromMicros(7);
    progress.ended = wallFromMicros(8);
    progress.scanned = 9;
    progress.allFound = true;
    progress.counts = {5, 4, 3, 2, 1};
    progress.failureReason = "why";

    setProgress(fixture, key, progress);
    fixture.reopen();
    const JobProgress kept = *fixture.storage->jobs().progress(key).value();

    QVERIFY(kept.status == JobStatus::Failed);
    QVERIFY(kept.began == progress.began);
    QVERIFY(kept.ended == progress.ended);
    QCOMPARE(kept.scanned, std::int64_t{9});
    QVERIFY(kept.allFound);
    QVERIFY(kept.counts == progress.counts);
    QCOMPARE(kept.failureReason, "why"s);
    QVERIFY(!fixture.storage->jobs().progress(key + 1).value());
}

void JobStoreTest::openJobsComeInTheOrderOfTheirTurn()
{
    const StoreFixture fixture;
    JobOrder later = twinOrder("later");
    later.start = wallFromMicros(9'000'000);
    const JobKey last = add(fixture, later);
    const JobKey first = add(fixture, twinOrder("first"));
    const JobKey second = add(fixture, twinOrder("second"));
    JobOrder much = later;
    much.id = "runs";
    much.start = wallFromMicros(99'000'000);
    const JobKey runs = add(fixture, much);
    JobProgress running;
    running.status = JobStatus::Running;
    setProgress(fixture, runs, running);
    end(fixture, add(fixture, twinOrder("over")), JobStatus::Completed, fixture.clock.wall());

    std::vector<JobKey> keys;
    const auto found = fixture.storage->jobs().open(10);
    for (const auto& open : found.value()) {
        keys.push_back(open.key);
    }

    QVERIFY((keys == std::vector<JobKey>{runs, first, second, last}));
    QCOMPARE(fixture.storage->jobs().open(2).value().size(), std::size_t{2});
}

void JobStoreTest::listIsNewestFirstAndFiltered()
{
    const StoreFixture fixture;
    add(fixture, twinOrder("a"));
    JobOrder method = twinOrder("b");
    method.work.type = JobType::DeviceMethod;
    const JobKey middle = add(fixture, method);
    JobOrder scoped = twinOrder("c");
    scoped.scope = kBerlin;
    end(fixture, add(fixture, scoped), JobStatus::Cancelled, fixture.clock.wall());
    JobStore& jobs = fixture.storage->jobs();
    const WallTime early = wallFromMicros(4'999'999);
    const WallTime due = wallFromMicros(5'000'000);

    QCOMPARE(ids(jobs.list({}).value()), QStringList({"c", "b", "a"}));
    QCOMPARE(ids(jobs.list({.limit = 1}).value()), QStringList({"c"}));
    QCOMPARE(ids(jobs.list({.before = middle}).value()), QStringList({"a"}));
    QCOMPARE(ids(jobs.list({.type = JobType::DeviceMethod}).value()), QStringList({"b"}));
    QCOMPARE(ids(jobs.list({.status = JobStatus::Cancelled}).value()), QStringList({"c"}));
    QCOMPARE(ids(jobs.list({.scope = kBerlin}).value()), QStringList({"c"}));
    const auto waiting = [&](bool isDue, WallTime now) {
        return ids(jobs.list({.status = JobStatus::Waiting, .isDue = isDue, .now = now}).value());
    };
    QCOMPARE(waiting(true, early), QStringList());
    QCOMPARE(waiting(false, early), QStringList({"b", "a"}));
    QCOMPARE(waiting(true, due), QStringList({"b", "a"}));
}

void JobStoreTest::partsComeInOrderUntilTheyAreDone()
{
    const StoreFixture fixture;
    const JobKey job = add(fixture, twinOrder("job1"));
    addParts(fixture, {part(fixture, job, 30, "c"), part(fixture, job, 10, "a"),
                       part(fixture, job, 20, "b")});
    JobStore& jobs = fixture.storage->jobs();

    auto pending = jobs.parts(job, DeviceJobStatus::Pending, 2).value();
    QCOMPARE(pending.size(), std::size_t{2});
    QCOMPARE(pending[0].id.device, "a"s);
    pending[0].status = DeviceJobStatus::Failed;
    pending[0].ended = wallFromMicros(3);
    pending[0].methodStatus = 500;
    pending[0].methodPayload = "{}";
    pending[0].errorCode = "DeviceNotFound";
    pending[0].errorText = "gone";
    QVERIFY(jobs.setPart(pending[0]));

    QCOMPARE(jobs.parts(job, DeviceJobStatus::Pending, 9).value().size(), std::size_t{2});
    const DeviceJob kept = jobs.find(DeviceJobQuery{.limit = 1}).value()[0].part;
    QVERIFY(kept.status == DeviceJobStatus::Failed);
    QVERIFY(kept.ended == wallFromMicros(3));
    QCOMPARE(kept.methodStatus.value(), std::int64_t{500});
    QCOMPARE(kept.methodPayload, "{}"s);
    QCOMPARE(kept.errorCode, "DeviceNotFound"s);
    QCOMPARE(kept.errorText, "gone"s);
}

void JobStoreTest::pendingPartOfAnEndedJobIsCanceled()
{
    const StoreFixture fixture;
    const JobKey job = add(fixture, twinOrder("job1"));
    addParts(fixture, {part(fixture, job, 1, "a"), part(fixture, job, 2, "b")});
    DeviceJob done = part(fixture, job, 1, "a");
    done.status = DeviceJobStatus::Completed;
    QVERIFY(fixture.storage->jobs().setPart(done));
    const WallTime when = wallFromMicros(99);

    end(fixture, job, JobStatus::Cancelled, when);

    QCOMPARE(lines(fixture, {}), QStringList({"job1 a completed", "job1 b canceled"}));
    QVERIFY(fixture.storage->jobs().find(DeviceJobQuery{}).value()[1].part.ended == when);
}

void JobStoreTest::partsAreFoundPageByPage()
{
    const StoreFixture fixture;
    for (const char* id : {"job1", "job2", "job3"}) {
        const JobKey job = add(fixture, twinOrder(id));
        addParts(fixture, {part(fixture, job, 2, "b"), part(fixture, job, 1, "a"),
                           part(fixture, job, 3, "c")});
    }
    const QStringList all{"job1 a pending", "job1 b pending", "job1 c pending",
                          "job2 a pending", "job2 b pending", "job2 c pending",
                          "job3 a pending", "job3 b pending", "job3 c pending"};

    for (const std::size_t limit : {1U, 2U, 3U, 4U, 100U}) {
        QCOMPARE(lines(fixture, {.limit = limit}), all);
        QCOMPARE(lines(fixture, {.jobId = "job2", .limit = limit}), all.mid(3, 3));
        QCOMPARE(lines(fixture, {.deviceId = "b", .limit = limit}),
                 QStringList({all[1], all[4], all[7]}));
        QCOMPARE(lines(fixture, {.jobId = "job3", .deviceId = "c", .limit = limit}),
                 QStringList({all[8]}));
    }
}

void JobStoreTest::partsOfAScopeAreOfItsJobsAndDevices()
{
    const StoreFixture fixture;
    const DeviceKey inside = addDevice(fixture, "in", R"({"site":"berlin"})");
    const DeviceKey outside = addDevice(fixture, "out", R"({"site":"paris"})");
    JobOrder scoped = twinOrder("theirs");
    scoped.scope = kBerlin;
    for (const JobKey job : {add(fixture, scoped), add(fixture, twinOrder("all"))}) {
        addParts(fixture,
                 {part(fixture, job, inside, "in"), part(fixture, job, outside, "out")});
    }

    QCOMPARE(lines(fixture, {}).size(), 4);
    QCOMPARE(lines(fixture, {.scope = kBerlin}), QStringList({"theirs in pending"}));
    QCOMPARE(lines(fixture, {.deviceId = "in", .scope = kBerlin}),
             QStringList({"theirs in pending"}));
    QCOMPARE(lines(fixture, {.scope = TagCondition{"site", "rome"}}), QStringList());
}

void JobStoreTest::donePartsGoWithTheirDevice()
{
    const StoreFixture fixture;
    const DeviceKey device = addDevice(fixture, "a");
    const JobKey done = add(fixture, twinOrder("done"));
    const JobKey waits = add(fixture, twinOrder("waits"));
    addParts(fixture, {part(fixture, done, device, "a"), part(fixture, waits, device, "a")});
    DeviceJob completed = part(fixture, done, device, "a");
    completed.status = DeviceJobStatus::Completed;
    QVERIFY(fixture.storage->jobs().setPart(completed));

    QVERIFY(fixture.storage->identities().remove({"a", {}}, fixture.clock.wall()));

    QCOMPARE(lines(fixture, {}), QStringList({"waits a pending"}));
}

void JobStoreTest::endedJobsAreForgottenStepByStep()
{
    const StoreFixture fixture;
    const std::size_t count = limits::kJobPartsPerStep + 1;
    const JobKey old = add(fixture, twinOrder("old"));
    std::vector<DeviceJob> parts;
    for (std::size_t i = 0; i < count; ++i) {
        parts.push_back(part(fixture, old, static_cast<DeviceKey>(i + 1), "d"));
    }
    addParts(fixture, parts);
    end(fixture, old, JobStatus::Completed, wallFromMicros(100));
    end(fixture, add(fixture, twinOrder("young")), JobStatus::Completed, wallFromMicros(200));
    add(fixture, twinOrder("open"));
    JobStore& jobs = fixture.storage->jobs();
    const JobStore::Most most{100, 100'000};

    QVERIFY(jobs.forgetSome(wallFromMicros(200), most).value());
    QCOMPARE(lines(fixture, {}).size(), 1);
    QVERIFY(jobs.forgetSome(wallFromMicros(200), most).value());
    QCOMPARE(lines(fixture, {}).size(), 0);
    QVERIFY(!jobs.forgetSome(wallFromMicros(200), most).value());

    QCOMPARE(ids(jobs.list({}).value()), QStringList({"open", "young"}));
}

void JobStoreTest::oldestGoesWhenThereAreTooMany()
{
    const StoreFixture fixture;
    for (const char* id : {"a", "b", "c"}) {
        const JobKey job = add(fixture, twinOrder(id));
        JobProgress progress;
        progress.status = JobStatus::Completed;
        progress.ended = wallFromMicros(100);
        progress.counts.devices = 10;
        setProgress(fixture, job, progress);
    }
    JobStore& jobs = fixture.storage->jobs();
    const WallTime before = wallFromMicros(1);

    QVERIFY(!jobs.forgetSome(before, {3, 30}).value());
    QVERIFY(jobs.forgetSome(before, {2, 30}).value()); // too many jobs
    QCOMPARE(ids(jobs.list({}).value()), QStringList({"c", "b"}));
    QVERIFY(jobs.forgetSome(before, {2, 19}).value()); // too many parts
    QCOMPARE(ids(jobs.list({}).value()), QStringList({"c"}));
}

void JobStoreTest::adminJobComesBackAsItWasAsked()
{
    const StoreFixture fixture;
    JobOrder order = twinOrder("job1");
    order.origin = JobOrigin::Admin;
    order.aim = JobAim::Ids;
    order.ids = {"b", "a", "c"};
    order.work = {};
    order.work.type = JobType::Command;
    order.work.reason = "why";
    order.work.confirmed = 7;
    order.work.body = Bytes("\0\xff", 2);
    order.work.properties = Bytes(3, '\1');
    order.work.ack = CommandAck::Full;
    order.work.timeToLive = 60s;

    const JobKey key = add(fixture, order);
    const JobOrder kept = found(fixture, "job1").order;

    QVERIFY(kept.origin == JobOrigin::Admin);
    QVERIFY(kept.aim == JobAim::Ids);
    QCOMPARE(kept.idCount, std::uint64_t{3});
    QVERIFY(kept.work.type == JobType::Command);
    QCOMPARE(kept.work.reason, "why"s);
    QCOMPARE(kept.work.confirmed, std::uint64_t{7});
    QCOMPARE(kept.work.body, order.work.body);
    QCOMPARE(kept.work.properties, order.work.properties);
    QVERIFY(kept.work.ack == CommandAck::Full);
    QVERIFY(kept.work.timeToLive == 60s);
    const std::vector<JobId> ids = fixture.storage->jobs().ids(key, 1, 5).value();
    QCOMPARE(ids.size(), std::size_t{2});
    QCOMPARE(ids[0].place, std::int64_t{2});
    QCOMPARE(ids[0].device, "a"s);
    QCOMPARE(fixture.storage->jobs().ids(key, 0, 2).value().size(), std::size_t{2});
}

void JobStoreTest::partsOfAnAdminJobOutliveTheirDevice()
{
    const StoreFixture fixture;
    const DeviceKey device = addDevice(fixture, "a", R"({"site":"berlin"})");
    JobOrder order = twinOrder("ours");
    order.origin = JobOrigin::Admin;
    order.scope = kBerlin;
    const JobKey job = add(fixture, order);
    addParts(fixture, {part(fixture, job, device, "a"), part(fixture, job, -1, "ghost")});
    DeviceJob completed = part(fixture, job, device, "a");
    completed.status = DeviceJobStatus::Completed;
    completed.command = 12;
    QVERIFY(fixture.storage->jobs().setPart(completed));

    QVERIFY(fixture.storage->identities().remove({"a", {}}, fixture.clock.wall()));

    const JobPartQuery theirs{.job = job, .scope = kBerlin};
    const auto parts = fixture.storage->jobs().find(theirs).value();
    QCOMPARE(parts.size(), std::size_t{2});
    QCOMPARE(parts[0].part.id.device, "ghost"s);
    QVERIFY(parts[1].part.status == DeviceJobStatus::Completed);
    QCOMPARE(parts[1].part.command.value(), CommandId{12});
    QCOMPARE(lines(fixture, {}), QStringList()); // the service API sees none of them
    QCOMPARE(ids(fixture.storage->jobs().list({.origin = JobOrigin::Service}).value()),
             QStringList());
    addDevice(fixture, "a"); // another one of this name, which is not theirs to see
    QCOMPARE(fixture.storage->jobs().find(theirs).value().size(), std::size_t{1});
}

void JobStoreTest::identityHasOnePartInAJob()
{
    const StoreFixture fixture;
    const JobKey job = add(fixture, twinOrder("job1"));
    const std::vector<DeviceJob> two{part(fixture, job, 1, "a"), part(fixture, job, 2, "b")};

    QCOMPARE(fixture.storage->jobs().addParts(two).value(), std::uint64_t{2});
    QCOMPARE(fixture.storage->jobs().addParts(two).value(), std::uint64_t{0});
    QCOMPARE(lines(fixture, {}).size(), 2);
}
