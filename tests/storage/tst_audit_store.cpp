#include "tests/storage/tst_audit_store.h"

#include "domain/limits.h"
#include "tests/storage/store_fixture.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

AuditRecord recordOf(AuditSequence sequence)
{
    const bool even = sequence % 2 == 0;
    AuditRecord record;
    record.sequence = sequence;
    record.time = wallFromMicros(static_cast<std::int64_t>(1'000 + 10 * sequence));
    record.actorKind = kActorPolicy;
    record.actor = even ? "service" : "iothubowner";
    record.credential = "primaryKey";
    record.role = "RegistryRead";
    record.address = even ? "10.0.0.2" : "10.0.0.1";
    record.action = sequence == 3 ? "device.delete" : "device.update";
    record.target = "thermo-" + std::to_string(sequence);
    record.before = "{}";
    record.after = "{\"enabled\":true}";
    record.result = sequence == 4 ? "DeviceNotFound" : "ok";
    record.requestId = "request-" + std::to_string(sequence);
    record.hash[0] = static_cast<std::uint8_t>(sequence);
    return record;
}

void fill(Storage& storage, AuditSequence count)
{
    const auto done = storage.transaction([&]() -> Result<void> {
        for (AuditSequence i = 1; i <= count; ++i) {
            HUB_TRYV(storage.audit().append(recordOf(i)));
        }
        return success();
    });
    QVERIFY(done);
}

QList<quint64> sequencesOf(const AuditPage& page)
{
    QList<quint64> sequences;
    for (const AuditRecord& record : page.records) {
        sequences << record.sequence;
    }
    return sequences;
}

AuditSeal sealOf(std::uint64_t number, AuditSequence sequence)
{
    AuditSeal seal;
    seal.number = number;
    seal.sequence = sequence;
    seal.time = wallFromMicros(5);
    seal.hash[31] = 9;
    seal.signature = Bytes(64, 's');
    return seal;
}

} // namespace

void AuditStoreTest::recordComesBackWhole()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->audit().append(recordOf(1)));
    fixture.reopen();

    const AuditPage page = fixture.reader()->audit().find({}).value();

    QCOMPARE(page.records.size(), std::size_t{1});
    QVERIFY(page.records[0] == recordOf(1));
    QVERIFY(!page.next);
}

void AuditStoreTest::endIsTheLastRecordOrTheAnchor()
{
    StoreFixture fixture;
    AuditStore& store = fixture.storage->audit();
    QCOMPARE(store.end().value().sequence, AuditSequence{0});
    QVERIFY(store.end().value().hash == kAuditBegin);

    fill(*fixture.storage, 3);
    QCOMPARE(store.end().value().sequence, AuditSequence{3});
    QVERIFY(store.end().value().hash == recordOf(3).hash);

    QVERIFY(store.pruneTo(sealOf(1, 3)));
    QCOMPARE(store.end().value().sequence, AuditSequence{3});
    QVERIFY(store.end().value().hash == sealOf(1, 3).hash);
}

void AuditStoreTest::recordsCannotBeWrittenOver()
{
    StoreFixture fixture;
    fill(*fixture.storage, 1);

    QVERIFY(!fixture.storage->audit().append(recordOf(1)));
}

void AuditStoreTest::filtersFindWhatTheyName_data()
{
    QTest::addColumn<AuditQuery>("query");
    QTest::addColumn<QList<quint64>>("found");

    const auto row = [](const char* name, std::string AuditQuery::*member, const char* value,
                        QList<quint64> found) {
        AuditQuery query;
        query.*member = value;
        QTest::newRow(name) << query << found;
    };
    row("actor", &AuditQuery::actor, "service", {6, 4, 2});
    row("action", &AuditQuery::action, "device.delete", {3});
    row("target", &AuditQuery::target, "thermo-5", {5});
    row("part of the target", &AuditQuery::targetContains, "mo-5", {5});
    row("address", &AuditQuery::address, "10.0.0.1", {5, 3, 1});
    row("result", &AuditQuery::result, "DeviceNotFound", {4});
    row("request", &AuditQuery::requestId, "request-6", {6});
    row("nothing like it", &AuditQuery::actor, "Service", {});

    AuditQuery two;
    two.actor = "iothubowner";
    two.action = "device.update";
    QTest::newRow("two conditions") << two << QList<quint64>{5, 1};
}

void AuditStoreTest::filtersFindWhatTheyName()
{
    QFETCH(const AuditQuery, query);
    QFETCH(const QList<quint64>, found);
    StoreFixture fixture;
    fill(*fixture.storage, 6);

    const AuditPage page = fixture.storage->audit().find(query).value();

    QCOMPARE(sequencesOf(page), found);
    QVERIFY(!page.next);
}

void AuditStoreTest::timesAreFromAndTo()
{
    StoreFixture fixture;
    fill(*fixture.storage, 6);
    AuditQuery query;
    query.from = wallFromMicros(1'020);
    query.to = wallFromMicros(1'050);

    QCOMPARE(sequencesOf(fixture.storage->audit().find(query).value()), (QList<quint64>{4, 3, 2}));

    query.from = wallFromMicros(9'000);
    query.to.reset();
    QVERIFY(fixture.storage->audit().find(query).value().records.empty());
}

void AuditStoreTest::pagesFollowEachOther()
{
    StoreFixture fixture;
    fill(*fixture.storage, 5);
    AuditQuery query;
    query.limit = 2;

    const AuditPage first = fixture.storage->audit().find(query).value();
    QCOMPARE(sequencesOf(first), (QList<quint64>{5, 4}));
    query.before = first.next;
    const AuditPage second = fixture.storage->audit().find(query).value();
    QCOMPARE(sequencesOf(second), (QList<quint64>{3, 2}));
    query.before = second.next;
    const AuditPage third = fixture.storage->audit().find(query).value();
    QCOMPARE(sequencesOf(third), (QList<quint64>{1}));
    QVERIFY(!third.next);
}

void AuditStoreTest::longSearchGoesOnOnTheNextPage()
{
    StoreFixture fixture;
    fill(*fixture.storage, limits::kAuditScanRecords + 10);
    AuditQuery query;
    query.targetContains = "thermo-77";
    query.limit = limits::kMaxPage;

    QList<quint64> found;
    int pages = 0;
    do {
        const AuditPage page = fixture.storage->audit().find(query).value();
        found << sequencesOf(page);
        query.before = page.next;
        ++pages;
    } while (query.before);

    QCOMPARE(pages, 2); // the second one only finds that there are no more
    QCOMPARE(found.back(), quint64{77});
    QCOMPARE(found.size(), 1 + 10 + 100); // 77, 77x and 77xx
}

void AuditStoreTest::walkGoesForward()
{
    StoreFixture fixture;
    fill(*fixture.storage, 5);
    QList<quint64> seen;
    const auto visit = [&seen](const AuditRecord& record) { seen << record.sequence; };

    QCOMPARE(fixture.storage->audit().walk(2, 2, visit).value(), std::size_t{2});
    QCOMPARE(fixture.storage->audit().walk(4, 2, visit).value(), std::size_t{1});

    QCOMPARE(seen, (QList<quint64>{3, 4, 5}));
}

void AuditStoreTest::checkpointsComeBack()
{
    StoreFixture fixture;
    AuditStore& store = fixture.storage->audit();
    QVERIFY(!store.lastCheckpoint().value());
    QVERIFY(store.addCheckpoint(sealOf(1, 3)));
    QVERIFY(store.addCheckpoint(sealOf(2, 6)));

    QVERIFY(store.lastCheckpoint().value().value() == sealOf(2, 6));
    QVERIFY(store.checkpoints(0, 1).value().front() == sealOf(1, 3));
    QCOMPARE(store.checkpoints(1, 9).value().size(), std::size_t{1});
}

void AuditStoreTest::pruningLeavesTheAnchor()
{
    StoreFixture fixture;
    AuditStore& store = fixture.storage->audit();
    fill(*fixture.storage, 6);
    QVERIFY(store.addCheckpoint(sealOf(1, 3)));
    QVERIFY(store.addCheckpoint(sealOf(2, 6)));
    AuditSeal anchor = sealOf(1, 3);
    anchor.kind = AuditSealKind::Anchor;

    QVERIFY(store.pruneTo(anchor));

    QVERIFY(store.anchor().value().value() == anchor);
    QCOMPARE(sequencesOf(store.find({}).value()), (QList<quint64>{6, 5, 4}));
    QCOMPARE(store.checkpoints(0, 9).value().front().number, std::uint64_t{2});
}

void AuditStoreTest::seedIsBoxed()
{
    StoreFixture fixture;
    QVERIFY(!fixture.storage->audit().signingSeed().value());
    const Secret seed(Bytes(32, 'q'));

    QVERIFY(fixture.storage->audit().setSigningSeed(seed));

    QCOMPARE(fixture.storage->audit().signingSeed().value()->reveal(), seed.reveal());
    fixture.box = SecretBox(Secret(Bytes(32, 'x')));
    QCOMPARE(fixture.storage->audit().signingSeed().error().code, Errc::Corrupt);
}
