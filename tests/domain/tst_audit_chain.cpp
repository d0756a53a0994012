#include "base/hex.h"
#include "domain/audit_chain.h"
#include "domain/limits.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

namespace hub::test {
namespace {

AuditRecord exampleRecord()
{
    AuditRecord record;
    record.sequence = 1;
    record.time = wallFromMicros(0x0102030405060708);
    record.actorKind = "policy";
    record.actor = "iothubowner";
    record.credential = "primaryKey";
    record.role = "RegistryRead";
    record.address = "127.0.0.1";
    record.action = "device.create";
    record.target = "thermo-1";
    record.after = "{}";
    record.result = "ok";
    record.requestId = "r1";
    return record;
}

const SigningKey& testKey()
{
    static const SigningKey key = SigningKey::fromSeed(Secret(Bytes(32, 'k'))).value();
    return key;
}

/// A log of some records with a checkpoint behind each third one and a head behind the last.
struct Log
{
    std::vector<AuditRecord> records;
    std::vector<AuditSeal> checkpoints;
    std::optional<AuditSeal> anchor;
    AuditWitness witness;
};

void rehash(Log& log)
{
    Sha256 previous = kAuditBegin;
    for (AuditRecord& record : log.records) {
        record.hash = chainHash(previous, record);
        previous = record.hash;
    }
}

AuditSeal sealOf(AuditSealKind kind, std::uint64_t number, const AuditRecord& record)
{
    return signedSeal({kind, number, record.sequence, record.time, record.hash, {}}, testKey());
}

Log exampleLog()
{
    Log log;
    for (AuditSequence i = 1; i <= 10; ++i) {
        AuditRecord record = exampleRecord();
        record.sequence = i;
        record.target = "thermo-" + std::to_string(i);
        log.records.push_back(record);
    }
    rehash(log);
    for (const std::size_t at : {2U, 5U, 8U}) {
        log.checkpoints.push_back(
            sealOf(AuditSealKind::Checkpoint, log.checkpoints.size() + 1, log.records[at]));
    }
    log.witness.head = sealOf(AuditSealKind::Head, 3, log.records.back());
    return log;
}

std::optional<AuditFault> check(const Log& log)
{
    AuditChain chain(testKey().publicKey());
    auto fault = chain.begin(log.anchor, log.witness);
    for (std::size_t i = 0; !fault && i < log.checkpoints.size(); ++i) {
        fault = chain.expect(log.checkpoints[i]);
    }
    for (std::size_t i = 0; !fault && i < log.records.size(); ++i) {
        fault = chain.take(log.records[i]);
    }
    return fault ? fault : chain.finish();
}

using Damage = std::function<void(Log&)>;

} // namespace

class AuditChainTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canonicalFormIsAsDocumented();
    void hashIsOverThePreviousOneAndTheRecord();
    void everyFieldIsHashed();
    void textsAreCutAtACharacter();
    void largeJsonIsReplacedByItsDigest();
    void wholeLogIsWhole();
    void emptyLogWithoutAHeadIsNotVouchedFor();
    void damageIsNamed_data();
    void damageIsNamed();
    void prunedLogBeginsBehindItsAnchor();
    void checkpointMayComeBehindItsRecord();
    void headComesBackFromItsText();
};

/// The example of docs/storage.md.
void AuditChainTest::canonicalFormIsAsDocumented()
{
    Bytes bytes;
    appendCanonical(bytes, exampleRecord());

    QCOMPARE(toHex(bytes),
             std::string("01"                           // version
                         "0100000000000000"             // sequence
                         "0807060504030201"             // time
                         "06706f6c696379"               // policy
                         "0b696f746875626f776e6572"     // iothubowner
                         "0a7072696d6172794b6579"       // primaryKey
                         "0c526567697374727952656164"   // RegistryRead
                         "093132372e302e302e31"         // 127.0.0.1
                         "0d6465766963652e637265617465" // device.create
                         "08746865726d6f2d31"           // thermo-1
                         "00"                           // before
                         "027b7d"                       // after
                         "026f6b"                       // ok
                         "027231"));                    // r1
}

void AuditChainTest::hashIsOverThePreviousOneAndTheRecord()
{
    Bytes bytes(32, '\0');
    appendCanonical(bytes, exampleRecord());

    QVERIFY(chainHash(kAuditBegin, exampleRecord()) == sha256(bytes));
    Sha256 other = kAuditBegin;
    other[31] = 1;
    QVERIFY(chainHash(other, exampleRecord()) != sha256(bytes));
}

void AuditChainTest::everyFieldIsHashed()
{
    const Sha256 whole = chainHash(kAuditBegin, exampleRecord());
    for (std::string AuditRecord::*field :
         {&AuditRecord::actorKind, &AuditRecord::actor, &AuditRecord::credential,
          &AuditRecord::role, &AuditRecord::address, &AuditRecord::action, &AuditRecord::target,
          &AuditRecord::before, &AuditRecord::after, &AuditRecord::result,
          &AuditRecord::requestId}) {
        AuditRecord record = exampleRecord();
        record.*field += "x";
        QVERIFY(chainHash(kAuditBegin, record) != whole);
    }
    AuditRecord moved = exampleRecord(); // the same bytes, cut elsewhere
    moved.actor = "iothubownerp";
    moved.credential = "rimaryKey";
    QVERIFY(chainHash(kAuditBegin, moved) != whole);
}

void AuditChainTest::textsAreCutAtACharacter()
{
    AuditRecord record = exampleRecord();
    record.target = std::string(limits::kMaxAuditTextBytes - 1, 'a') + "\u00e4";
    record.requestId = "\xff\xfe";

    limitTexts(record);

    QCOMPARE(record.target, std::string(limits::kMaxAuditTextBytes - 1, 'a'));
    QCOMPARE(record.requestId, std::string("??"));
}

void AuditChainTest::largeJsonIsReplacedByItsDigest()
{
    AuditRecord record = exampleRecord();
    record.after = std::string(limits::kMaxAuditJsonBytes + 1, ' ');

    limitTexts(record);

    QCOMPARE(record.after.substr(0, 30), std::string("{\"omittedBytes\":8193,\"sha256\":"));
    QCOMPARE(record.after.size(), std::size_t{30 + 66 + 1});
}

void AuditChainTest::wholeLogIsWhole()
{
    QVERIFY(!check(exampleLog()));
}

void AuditChainTest::emptyLogWithoutAHeadIsNotVouchedFor()
{
    QCOMPARE(check(Log()).value().sequence, AuditSequence{1});
}

void AuditChainTest::damageIsNamed_data()
{
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<quint64>("sequence");

    const auto row = [](const char* name, quint64 sequence, Damage damage) {
        QTest::newRow(name) << std::move(damage) << sequence;
    };
    row("changed", 4, [](Log& log) { log.records[3].target = "thermo-5"; });
    row("changed hash", 4, [](Log& log) { log.records[3].hash[0] ^= 1U; });
    row("removed", 4, [](Log& log) { log.records.erase(log.records.begin() + 3); });
    row("first removed", 1, [](Log& log) { log.records.erase(log.records.begin()); });
    row("swapped", 4, [](Log& log) {
        std::swap(log.records[3], log.records[4]);
        std::swap(log.records[3].sequence, log.records[4].sequence);
    });
    row("inserted", 5,
        [](Log& log) { log.records.insert(log.records.begin() + 4, log.records[3]); });
    row("tail cut", 10, [](Log& log) { log.records.pop_back(); });
    row("tail cut with its checkpoint", 8, [](Log& log) {
        log.records.resize(7);
        log.checkpoints.pop_back();
    });
    row("all cut", 1, [](Log& log) {
        log.records.clear();
        log.checkpoints.clear();
    });
    row("rewritten", 4, [](Log& log) {
        log.records[3].target = "thermo-5";
        rehash(log);
    });
    row("rewritten behind the last checkpoint", 10, [](Log& log) {
        log.records[9].target = "thermo-5";
        rehash(log);
    });
    row("checkpoint removed", 4,
        [](Log& log) { log.checkpoints.erase(log.checkpoints.begin() + 1); });
    row("last checkpoint removed", 7, [](Log& log) { log.checkpoints.pop_back(); });
    row("checkpoint changed", 4, [](Log& log) { log.checkpoints[1].hash[0] ^= 1U; });
    row("checkpoint forged", 4, [](Log& log) {
        const auto key = SigningKey::fromSeed(Secret(Bytes(32, 'x'))).value();
        log.checkpoints[1] = signedSeal(log.checkpoints[1], key);
    });
    row("head as checkpoint", 4,
        [](Log& log) { log.checkpoints[1].signature = log.witness.head->signature; });
    row("no head", 11, [](Log& log) { log.witness.head.reset(); });
    row("head changed", 1, [](Log& log) { log.witness.head->sequence = 9; });
    row("forged anchor", 5, [](Log& log) {
        log.records.erase(log.records.begin(), log.records.begin() + 4);
        log.checkpoints.erase(log.checkpoints.begin());
        log.anchor = log.checkpoints[0];
        log.anchor->kind = AuditSealKind::Anchor;
        log.anchor->sequence = 4;
    });
    row("found broken at a start", 7, [](Log& log) { log.witness.lost = {7, "cut"}; });
    row("found broken at a start, and behind that", 7, [](Log& log) {
        log.witness.lost = {7, "cut"};
        log.records[8].target = "thermo-5";
    });
    row("found broken at a start, and before that", 4, [](Log& log) {
        log.witness.lost = {7, "cut"};
        log.records[3].target = "thermo-5";
    });
}

void AuditChainTest::damageIsNamed()
{
    QFETCH(const Damage, damage);
    QFETCH(const quint64, sequence);
    Log log = exampleLog();

    damage(log);

    const auto fault = check(log);
    QVERIFY(fault);
    QCOMPARE(quint64{fault->sequence}, sequence);
    QVERIFY(!fault->reason.empty());
}

void AuditChainTest::prunedLogBeginsBehindItsAnchor()
{
    Log log = exampleLog();
    AuditSeal anchor = log.checkpoints[0];
    anchor.kind = AuditSealKind::Anchor;
    log.anchor = signedSeal(anchor, testKey());
    log.records.erase(log.records.begin(), log.records.begin() + 3);
    log.checkpoints.erase(log.checkpoints.begin());

    QVERIFY(!check(log));
}

void AuditChainTest::checkpointMayComeBehindItsRecord()
{
    const Log log = exampleLog();
    AuditChain chain(testKey().publicKey());
    QVERIFY(!chain.begin({}, log.witness));
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(!chain.take(log.records[i]));
    }

    QVERIFY(!chain.expect(log.checkpoints[0]));

    QCOMPARE(chain.checkpoint().value().sequence, AuditSequence{3});
}

void AuditChainTest::headComesBackFromItsText()
{
    const AuditSeal head = *exampleLog().witness.head;

    QVERIFY(headFrom(headText(head)) == head);
    QVERIFY(!headFrom(headText(head) + "x"));
    QVERIFY(!headFrom(""));
}

std::unique_ptr<QObject> auditChainTest()
{
    return std::make_unique<AuditChainTest>();
}

} // namespace hub::test

#include "tst_audit_chain.moc"
