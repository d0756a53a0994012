#include "tests/services/tst_audit_damage.h"

#include "base/private_file.h"

#include <sqlite3.h>

#include <QTest>

#include <array>
#include <cstring>
#include <vector>

using namespace hub;
using namespace hub::test;

namespace {

constexpr int kChanges = 300;
constexpr int kOthers = 60; // of each other kind

#define COMPARE_FAULT(fault, expected)                                                             \
    QVERIFY2((fault).has_value(), qPrintable(QString("not found: %1").arg(expected)));             \
    QCOMPARE(quint64{(fault)->sequence}, quint64{expected})

std::string text(AuditSequence number)
{
    return std::to_string(number);
}

/// Where a checkpoint begins to vouch that vouches for a record, or the head.
AuditSequence sealedRangeOf(AuditSequence sequence)
{
    AuditSequence begin = 1;
    for (const AuditSequence seal : {kStartSeal, kFirstSeal, kLastSeal}) {
        begin = sequence > seal ? seal + 1 : begin;
    }
    return begin;
}

/// One byte of one column becomes another one.
std::string changeOf(AuditSequence sequence, AuditSequence which)
{
    constexpr std::array<const char*, 12> columns{"actor_kind", "actor",  "credential", "role",
                                                  "address",    "action", "target",     "before",
                                                  "after",      "result", "request_id", "hash"};
    const std::string where = " WHERE sequence = " + text(sequence);
    if (which % 13 == 12) {
        return "UPDATE audit SET time = time + 1" + where;
    }
    const std::string column = "\"" + std::string(columns.at(which % 13)) + "\"";
    const std::string at = "(" + text(which) + " % max(length(" + column + "), 1))";
    if (which % 13 == 11) { // the blob: one byte of it
        return "UPDATE audit SET hash = CAST(substr(hash, 1, " + at +
               ") || CASE WHEN hex(substr(hash, " + at +
               " + 1, 1)) = '41' THEN x'42' ELSE x'41' "
               "END || substr(hash, " +
               at + " + 2) AS BLOB)" + where;
    }
    return "UPDATE audit SET " + column + " = substr(" + column + ", 1, " + at +
           ") || CASE WHEN substr(" + column + ", " + at +
           " + 1, 1) = '~' THEN '!' ELSE '~' END "
           "|| substr(" +
           column + ", " + at + " + 2)" + where;
}

void rehashFrom(sqlite3* database, AuditSequence first);

} // namespace

void AuditDamageTest::initTestCase()
{
    log_ = std::make_unique<AuditDamage>();
}

void AuditDamageTest::cleanupTestCase()
{
    log_.reset();
}

void AuditDamageTest::wholeLogIsWhole()
{
    const auto fault = log_->afterSql("SELECT 1");

    QVERIFY2(!fault, fault ? fault->reason.c_str() : "");
}

void AuditDamageTest::changedBytes()
{
    for (int i = 0; i < kChanges; ++i) {
        const AuditSequence sequence = log_->random(1, kDamageRecords);
        const std::string change = changeOf(sequence, log_->random(0, 10'000));
        const auto fault = log_->afterSql(change);
        COMPARE_FAULT(fault, sequence);
    }
    for (AuditSequence last = kDamageRecords - 20; last <= kDamageRecords; ++last) { // the tail
        const auto fault = log_->afterSql(changeOf(last, last));
        COMPARE_FAULT(fault, last);
    }
}

void AuditDamageTest::removedRecords()
{
    for (int i = 0; i < kOthers; ++i) {
        const AuditSequence sequence = log_->random(1, kDamageRecords);
        const auto fault = log_->afterSql("DELETE FROM audit WHERE sequence = " + text(sequence));
        COMPARE_FAULT(fault, sequence);
    }
}

void AuditDamageTest::swappedRecords()
{
    for (int i = 0; i < kOthers; ++i) {
        const AuditSequence first = log_->random(1, kDamageRecords - 1);
        const AuditSequence second = log_->random(first + 1, kDamageRecords);
        const auto fault = log_->afterSql(
            "UPDATE audit SET sequence = -1 WHERE sequence = " + text(first) +
            "; UPDATE audit SET sequence = " + text(first) + " WHERE sequence = " + text(second) +
            "; UPDATE audit SET sequence = " + text(second) + " WHERE sequence = -1");
        COMPARE_FAULT(fault, first);
    }
}

void AuditDamageTest::cutTails()
{
    for (int i = 0; i < kOthers; ++i) {
        const AuditSequence last = log_->random(0, kDamageRecords - 1);
        const auto fault = log_->afterSql("DELETE FROM audit WHERE sequence > " + text(last));
        COMPARE_FAULT(fault, last + 1);
    }
}

void AuditDamageTest::cutTailsWithTheirCheckpoints()
{
    for (int i = 0; i < kOthers; ++i) {
        const AuditSequence last = i < 20 ? kDamageRecords - 1 - static_cast<AuditSequence>(i)
                                          : log_->random(0, kDamageRecords - 1);
        const auto fault =
            log_->afterSql("DELETE FROM audit WHERE sequence > " + text(last) +
                           "; DELETE FROM audit_checkpoint WHERE sequence > " + text(last));
        COMPARE_FAULT(fault, last + 1);
    }
}

void AuditDamageTest::rewrittenTails()
{
    for (int i = 0; i < kOthers; ++i) {
        const AuditSequence sequence = log_->random(1, kDamageRecords);
        const auto fault = log_->after([&](sqlite3* database, const std::filesystem::path&) {
            runSql(database,
                   "UPDATE audit SET target = 'other' WHERE sequence = " + text(sequence));
            rehashFrom(database, sequence);
        });
        COMPARE_FAULT(fault, sealedRangeOf(sequence));
    }
}

void AuditDamageTest::changedCheckpoints()
{
    for (int i = 0; i < kOthers; ++i) {
        const AuditSequence number = log_->random(1, 3);
        const char* const column =
            std::array{"sequence", "time", "hash", "signature"}.at(log_->random(0, 3));
        const std::string at = text(log_->random(0, 31));
        const std::string name(column);
        const std::string value =
            name == "sequence" || name == "time"
                ? name + " + 1"
                : "CAST(substr(" + name + ", 1, " + at + ") || CASE WHEN hex(substr(" + name +
                      ", " + at + " + 1, 1)) = '41' THEN x'42' ELSE x'41' END || substr(" + name +
                      ", " + at + " + 2) AS BLOB)";
        const auto fault = log_->afterSql("UPDATE audit_checkpoint SET " + name + " = " + value +
                                          " WHERE number = " + text(number));
        COMPARE_FAULT(
            fault, (std::array{AuditSequence{1}, kStartSeal + 1, kFirstSeal + 1}.at(number - 1)));
    }
}

void AuditDamageTest::removedCheckpoints()
{
    COMPARE_FAULT(log_->afterSql("DELETE FROM audit_checkpoint WHERE number = 1"), 1);
    COMPARE_FAULT(log_->afterSql("DELETE FROM audit_checkpoint WHERE number = 2"), kStartSeal + 1);
    COMPARE_FAULT(log_->afterSql("DELETE FROM audit_checkpoint WHERE number = 3"), kFirstSeal + 1);
    COMPARE_FAULT(log_->afterSql("DELETE FROM audit_checkpoint"), 1);
}

void AuditDamageTest::changedHeadFile()
{
    for (int i = 0; i < kOthers; ++i) {
        const auto at = static_cast<std::size_t>(log_->random(0, 1'000));
        const auto fault = log_->after([at](sqlite3*, const std::filesystem::path& folder) {
            Bytes head = readSmallFile(folder / "audit.head").value();
            head[at % head.size()] = static_cast<char>(head[at % head.size()] ^ 1);
            QVERIFY(writePrivateFile(folder / "audit.head", head));
        });
        QVERIFY2(fault.has_value(), qPrintable(QString::number(at)));
    }
    const auto gone = log_->after([](sqlite3*, const std::filesystem::path& folder) {
        std::filesystem::remove(folder / "audit.head");
    });
    COMPARE_FAULT(gone, kDamageRecords + 1);
}

namespace {

std::string textAt(sqlite3_stmt* row, int column)
{
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

Sha256 hashAt(sqlite3_stmt* row, int column)
{
    Sha256 hash{};
    std::memcpy(hash.data(), sqlite3_column_blob(row, column), hash.size());
    return hash;
}

sqlite3_stmt* prepare(sqlite3* database, const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
        qFatal("%s", sqlite3_errmsg(database));
    }
    return statement;
}

AuditRecord recordAt(sqlite3_stmt* row)
{
    AuditRecord record;
    record.sequence = static_cast<AuditSequence>(sqlite3_column_int64(row, 0));
    record.time = wallFromMicros(sqlite3_column_int64(row, 1));
    int column = 2;
    for (std::string* field : {&record.actorKind, &record.actor, &record.credential, &record.role,
                               &record.address, &record.action, &record.target, &record.before,
                               &record.after, &record.result, &record.requestId}) {
        *field = textAt(row, column++);
    }
    return record;
}

/// What somebody does who knows how records are hashed, but has no key.
void rehashFrom(sqlite3* database, AuditSequence first)
{
    Sha256 previous = kAuditBegin;
    sqlite3_stmt* const before =
        prepare(database, "SELECT hash FROM audit WHERE sequence = " + text(first - 1));
    if (sqlite3_step(before) == SQLITE_ROW) {
        previous = hashAt(before, 0);
    }
    sqlite3_finalize(before);
    std::vector<AuditRecord> records;
    sqlite3_stmt* const rows =
        prepare(database, "SELECT sequence, time, actor_kind, actor, credential, role, address, "
                          "action, target, \"before\", \"after\", result, request_id FROM audit "
                          "WHERE sequence >= " +
                              text(first) + " ORDER BY sequence");
    while (sqlite3_step(rows) == SQLITE_ROW) {
        records.push_back(recordAt(rows));
    }
    sqlite3_finalize(rows);
    runSql(database, "BEGIN");
    sqlite3_stmt* const update = prepare(database, "UPDATE audit SET hash = ? WHERE sequence = ?");
    for (const AuditRecord& record : records) {
        previous = chainHash(previous, record);
        sqlite3_bind_blob(update, 1, previous.data(), static_cast<int>(previous.size()),
                          SQLITE_TRANSIENT);
        sqlite3_bind_int64(update, 2, static_cast<sqlite3_int64>(record.sequence));
        sqlite3_step(update);
        sqlite3_reset(update);
    }
    sqlite3_finalize(update);
    runSql(database, "COMMIT");
}

} // namespace
