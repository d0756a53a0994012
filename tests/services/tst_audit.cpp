#include "tests/services/tst_audit.h"

#include "base/private_file.h"
#include "domain/limits.h"
#include "tests/support/services_fixture.h"

#include <QTest>

#include <future>
#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

AuditNotePtr noteOf(ServicesFixture& fixture, const char* action, const std::string& target = {})
{
    AuditRecord record;
    record.actorKind = kActorPolicy;
    record.actor = "iothubowner";
    record.action = action;
    record.target = target;
    return fixture.audit->begin(std::move(record));
}

std::vector<AuditRecord> recordsOf(ServicesFixture& fixture, const std::string& target)
{
    AuditQuery query;
    query.target = target;
    query.limit = limits::kMaxPage;
    return fixture.await(fixture.audit->find(std::move(query))).value().records;
}

void store(ServicesFixture& fixture, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        QVERIFY(fixture.await(fixture.audit->store(noteOf(fixture, "test"))));
    }
}

AuditReport verify(ServicesFixture& fixture)
{
    return fixture.await(fixture.audit->verify()).value();
}

/// A second of the hub's life, and what it starts.
void tick(ServicesFixture& fixture)
{
    fixture.audit->tick();
    fixture.flush();
    auto nothing = [](Storage&) -> Result<void> { return success(); };
    (void)fixture.await(fixture.workers->read(nothing)); // behind the head file
    fixture.flush();
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::size_t eventsOf(ServicesFixture& fixture, std::string_view type)
{
    std::size_t count = 0;
    for (const EventPointer& event : fixture.events.readAfter(0, 10'000).events) {
        count += event->type == type ? 1U : 0U;
    }
    return count;
}

} // namespace

void AuditTest::changeLeavesItsRecord()
{
    ServicesFixture fixture;
    const AuditNotePtr note = noteOf(fixture, "device.update", "thermo-1");

    QVERIFY(fixture.await(fixture.registry->put({"thermo-1", {}}, {}, EtagCondition(), note)));

    QVERIFY(note->isStored());
    const auto records = recordsOf(fixture, "thermo-1");
    QCOMPARE(records.size(), std::size_t{1});
    QCOMPARE(records[0].action, std::string("device.create"));
    QCOMPARE(records[0].result, std::string("ok"));
    QVERIFY(records[0].before.empty());
    QVERIFY(has(records[0].after, "\"keys\":\"set\""));
}

void AuditTest::recordSaysWhatChanged()
{
    ServicesFixture fixture;
    fixture.addDevice("thermo-1");
    IdentityUpdate update;
    update.enabled = false;

    QVERIFY(fixture.await(fixture.registry->put({"thermo-1", {}}, update, EtagCondition::any(),
                                                noteOf(fixture, "device.update", "thermo-1"))));

    const auto records = recordsOf(fixture, "thermo-1");
    QCOMPARE(records[0].action, std::string("device.disable"));
    QVERIFY(has(records[0].before, "\"enabled\":true"));
    QVERIFY(has(records[0].after, "\"enabled\":false"));
    QVERIFY(has(records[0].after, "\"keys\":\"changed\"")); // a PUT without keys makes new ones
}

void AuditTest::keysAreNeverTold()
{
    ServicesFixture fixture;
    IdentityUpdate update;
    update.keys = {Secret(Bytes("0123456789abcdef")), Secret(Bytes("fedcba9876543210"))};

    QVERIFY(fixture.await(fixture.registry->put({"thermo-1", {}}, update, EtagCondition(),
                                                noteOf(fixture, "device.update", "thermo-1"))));

    const AuditRecord record = recordsOf(fixture, "thermo-1").front();
    Bytes all;
    appendCanonical(all, record);
    QVERIFY(!has(all, "0123456789abcdef"));
    QVERIFY(!has(all, "MDEyMzQ1Njc4OWFiY2RlZg"));
}

void AuditTest::refusedChangeLeavesNone()
{
    ServicesFixture fixture;
    const AuditNotePtr note = noteOf(fixture, "device.delete", "thermo-1");

    QVERIFY(!fixture.await(fixture.registry->remove({"thermo-1", {}}, EtagCondition::any(), note)));

    QVERIFY(!note->isStored());
    QVERIFY(recordsOf(fixture, "thermo-1").empty());
    note->refuse("DeviceNotFound"); // as the HTTP API does then
    QVERIFY(fixture.await(fixture.audit->store(note)));
    QCOMPARE(recordsOf(fixture, "thermo-1").front().result, std::string("DeviceNotFound"));
}

void AuditTest::recordIsLostWithItsChange()
{
    ServicesFixture fixture;
    fixture.faults.diskFull = true;
    const AuditNotePtr note = noteOf(fixture, "device.update", "thermo-1");

    QVERIFY(!fixture.await(fixture.registry->put({"thermo-1", {}}, {}, EtagCondition(), note)));

    fixture.faults.diskFull = false;
    QVERIFY(!note->isStored());
    QVERIFY(recordsOf(fixture, "thermo-1").empty());
    QVERIFY(!fixture.await(fixture.registry->get({"thermo-1", {}})));
    tick(fixture);
    QVERIFY(!verify(fixture).fault);
}

void AuditTest::recordIsToldAfterTheCommit()
{
    ServicesFixture fixture;
    const std::size_t before = eventsOf(fixture, "audit");

    store(fixture, 1);

    QCOMPARE(eventsOf(fixture, "audit"), before + 1);
    const auto data = fixture.events.readAfter(0, 100).events.back()->data;
    QVERIFY(has(data, "\"action\":\"test\""));
    QVERIFY(!has(data, "before"));
}

void AuditTest::chainHoldsOverARestart()
{
    ServicesFixture fixture;
    store(fixture, 3);
    fixture.audit->finish();
    fixture.restart();
    store(fixture, 3);
    tick(fixture);

    const AuditReport report = verify(fixture);

    QVERIFY2(!report.fault, report.fault ? report.fault->reason.c_str() : "");
    QCOMPARE(report.count, std::uint64_t{1 + 3 + 1 + 1 + 3}); // start, stop and start among them
    QCOMPARE(report.first, AuditSequence{1});
    QCOMPARE(report.last, AuditSequence{9});
    QCOMPARE(report.checkpoint.value().sequence, AuditSequence{6}); // each start seals
    QCOMPARE(report.head.value().sequence, AuditSequence{9});
    QCOMPARE(eventsOf(fixture, "audit-broken"), std::size_t{0});
}

void AuditTest::crashMayLeaveTheHeadBehind()
{
    ServicesFixture fixture;
    tick(fixture); // the head names hub.start
    store(fixture, 3);
    fixture.restart(); // without finish()
    tick(fixture);

    QVERIFY(!verify(fixture).fault);
    QCOMPARE(eventsOf(fixture, "audit-broken"), std::size_t{0});
}

void AuditTest::cutWhileStoppedIsToldAtTheStart()
{
    ServicesFixture fixture;
    tick(fixture);
    const std::filesystem::path data = fixture.folder.path();
    store(fixture, 3);
    fixture.audit->finish();
    const auto head = auditWitness(data).head;
    QVERIFY(head);
    AuditSeal longer = *head; // as if the log had had two records more
    longer.sequence += 2;
    QVERIFY(
        writePrivateFile(data / "audit.head", headText(signedSeal(longer, fixture.trail->key()))));
    fixture.restart();
    tick(fixture);

    const AuditReport report = verify(fixture);

    QVERIFY(report.fault);
    QCOMPARE(report.fault->sequence, head->sequence + 1);
    QVERIFY(eventsOf(fixture, "audit-broken") > 0);
    const auto alarms = [&fixture] {
        return fixture.await(fixture.alerts->list({})).value().alerts;
    };
    QVERIFY(fixture.runUntil([&] { return alarms().size() == 1; }));
    QCOMPARE(alarms().front().what.kind, std::string("auditBroken"));
    AuditQuery query;
    query.action = "audit.broken";
    QCOMPARE(fixture.await(fixture.audit->find(query)).value().records.size(), std::size_t{1});
    // Whoever has looked into it removes the mark.
    std::filesystem::remove(data / "audit.broken");
    QVERIFY(!verify(fixture).fault);
}

void AuditTest::thousandRecordsAreSealed()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    store(fixture, limits::kAuditCheckpointRecords - 1);
    QCOMPARE(fixture.await(fixture.audit->checkpointsAfter(1, 9)).value().size(), std::size_t{0});

    store(fixture, 1 + limits::kAuditCheckpointRecords);
    tick(fixture);

    const auto checkpoints = fixture.await(fixture.audit->checkpointsAfter(1, 9)).value();
    QCOMPARE(checkpoints.size(), std::size_t{2});
    QCOMPARE(checkpoints[0].sequence, AuditSequence{1'001});
    QCOMPARE(checkpoints[1].sequence, AuditSequence{2'001});
    QVERIFY(!verify(fixture).fault);
}

void AuditTest::minuteIsSealed()
{
    ServicesFixture fixture;
    store(fixture, 1);
    fixture.clock.advance(59s);
    tick(fixture);
    QVERIFY(fixture.await(fixture.audit->checkpointsAfter(1, 9)).value().empty());

    fixture.clock.advance(1s);
    tick(fixture);
    fixture.clock.advance(60s);
    tick(fixture); // nothing new, nothing to seal

    const auto checkpoints = fixture.await(fixture.audit->checkpointsAfter(1, 9)).value();
    QCOMPARE(checkpoints.size(), std::size_t{1});
    QCOMPARE(checkpoints[0].sequence, AuditSequence{2});
}

void AuditTest::onlyOldRangesArePruned()
{
    ServicesFixture fixture;
    fixture.auditRetention = std::chrono::days(10);
    fixture.audit->finish();
    fixture.restart();
    store(fixture, 3);
    fixture.clock.advance(60s);
    tick(fixture); // sealed: at the start, the stop, the start and here
    fixture.clock.advance(std::chrono::days(10) - 30s);
    store(fixture, 1);
    tick(fixture);
    const AuditSequence last = verify(fixture).last;
    QVERIFY(!verify(fixture).fault);

    tick(fixture);
    fixture.clock.advance(limits::kAuditPruneWait);
    tick(fixture);
    tick(fixture);
    tick(fixture);

    const AuditReport report = verify(fixture);
    QVERIFY2(!report.fault, report.fault ? report.fault->reason.c_str() : "");
    QVERIFY(report.first > 2);
    QVERIFY(report.last > last); // audit.prune
    QCOMPARE(fixture.await(fixture.audit->anchor()).value().value().sequence, report.first - 1);
    AuditQuery query;
    query.action = "audit.prune";
    QVERIFY(!fixture.await(fixture.audit->find(query)).value().records.empty());
}

void AuditTest::oneCheckAtATime()
{
    ServicesFixture fixture;
    tick(fixture);
    std::optional<Result<AuditReport>> first;
    auto run = [](Audit& audit,
                  std::optional<Result<AuditReport>>& out) -> boost::asio::awaitable<void> {
        out.emplace(co_await audit.verify());
    };
    boost::asio::co_spawn(fixture.io, run(*fixture.audit, first), [](const std::exception_ptr&) {});
    const auto second = fixture.await(fixture.audit->verify());
    QVERIFY(fixture.runUntil([&first] { return first.has_value(); }));

    QVERIFY(first->has_value());
    QCOMPARE(second.error().code, Errc::Throttled);
}

void AuditTest::checkGoesOnWhileOthersWrite()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    store(fixture, 6'000);
    tick(fixture);
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> written{0};
    std::thread others([&] {
        while (!stop) {
            std::promise<void> done;
            auto note = noteOf(fixture, "test");
            fixture.workers->post(
                WriteJob{[note](Storage& storage) { return note->append(storage); },
                         [note, &done](const Result<void>&) {
                             note->committed();
                             done.set_value();
                         }});
            done.get_future().wait();
            ++written;
        }
    });
    bool whole = true;
    for (int i = 0; i < 10; ++i) {
        const AuditReport report = verify(fixture);
        whole = whole && !report.fault && report.count > 6'000;
        fixture.audit->tick();
    }
    stop = true;
    others.join();

    QVERIFY(whole);
    QVERIFY(written > 0);
}

void AuditTest::timeNeverGoesBack()
{
    ServicesFixture fixture;
    store(fixture, 1);
    fixture.clock.setWall(fixture.clock.wall() - 1h);

    QVERIFY(fixture.await(fixture.audit->store(noteOf(fixture, "test", "late"))));

    const auto records = fixture.await(fixture.audit->find({})).value().records;
    QVERIFY(records[0].time >= records[1].time);
}
