// The audit log as rows, its differences, its check and its way into a file.
#include "models/audit_check.h"
#include "models/audit_export.h"
#include "models/audit_table.h"
#include "models/json_changes.h"
#include "tests/models/access.h"
#include "tests/support/temporary_folder.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class AuditTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differencesAreFoundByPath();
    void emptyObjectThatGetsMembersIsNoChangeOfItsOwn();
    void whatIsNoJsonIsOneText();
    void recordsSayWhoDidWhat();
    void filterIsTheHubs();
    void emptyPageWithACursorIsFollowed();
    void newRecordsAreCountedNotShown();
    void wholeChainIsSaidSo();
    void brokenChainNamesTheRecord();
    void hubSaysByItselfThatItIsBroken();
    void exportIsKeptWhenItsLastLineIsThere();
    void exportThatBreaksOffLeavesNoFile();
    void refusedExportSaysWhy();
    void cancelledExportLeavesNoFile();
};

namespace {

constexpr const char* kPath = "/admin/audit";
constexpr const char* kExport = "/admin/audit/export";

hub::AuditRecord record(std::uint64_t sequence, const std::string& action)
{
    hub::AuditRecord record;
    record.sequence = sequence;
    record.time = kQueueTime;
    record.actorKind = "policy";
    record.actor = "iothubowner";
    record.address = "192.0.2.7";
    record.action = action;
    record.target = "pump";
    record.result = "ok";
    record.hash[0] = std::uint8_t(sequence);
    return record;
}

QByteArray listJson(const std::vector<hub::AuditRecord>& records, const std::string& next = {})
{
    hub::api::AuditList list;
    list.records = records;
    list.next = next;
    list.asOf = kQueueTime;
    return jsonOf(list);
}

struct Shown : AccessHub
{
    AuditTable table{session};

    bool open(const QByteArray& answer)
    {
        fake.answer(kPath, 200, answer);
        return online() && QTest::qWaitFor([this] { return table.hasRows(); });
    }
    QString at(int row, int column) const { return table.index(row, column).data().toString(); }
    QByteArray lastQuery() const { return fake.requestsOf(kPath).last().query; }
};

struct Exported : AccessHub
{
    const hub::test::TemporaryFolder folder;
    QString name = QString::fromStdString((folder / "audit.jsonl").string());
    AuditExport out{session};
    std::optional<ActResult> result;

    bool run(int status, const QByteArray& answer)
    {
        fake.answer(kExport, status, answer);
        QObject::connect(&out, &AuditExport::finished, &out,
                         [this](const ActResult& done) { result = done; });
        if (!online()) {
            return false;
        }
        out.start(name);
        return QTest::qWaitFor([this] { return result.has_value(); });
    }
};

const QByteArray kWhole = R"({"type":"audit","version":"1","publicKey":"x","anchor":null})"
                          "\n"
                          R"({"type":"record","sequence":"1"})"
                          "\n"
                          R"({"type":"record","sequence":"2"})"
                          "\n"
                          R"({"type":"head","number":"1"})"
                          "\n"_ba;

} // namespace

void AuditTest::differencesAreFoundByPath()
{
    const auto changes = changesIn(R"({"a":1,"b":{"c":[1,2],"d":"x"},"e":true})",
                                   R"({"b":{"c":[1,3],"d":"x"},"e":true,"f":null})");

    QCOMPARE(changes.size(), 3U);
    QCOMPARE(changes[0], (JsonChange{u"a"_s, u"1"_s, {}}));
    QCOMPARE(changes[1], (JsonChange{u"b.c"_s, u"[1,2]"_s, u"[1,3]"_s}));
    QCOMPARE(changes[2], (JsonChange{u"f"_s, {}, u"null"_s}));
    QVERIFY(changesIn(R"({"a":1})", R"({"a":1})").empty());
}

void AuditTest::emptyObjectThatGetsMembersIsNoChangeOfItsOwn()
{
    const auto changes = changesIn(R"({"tags":{},"x":{}})", R"({"tags":{"site":"berlin"}})");

    QCOMPARE(changes.size(), 2U);
    QCOMPARE(changes[0], (JsonChange{u"tags.site"_s, {}, u"\"berlin\""_s}));
    QCOMPARE(changes[1], (JsonChange{u"x"_s, u"{}"_s, {}}));
    QCOMPARE(changesIn("{}", R"({"a":1})").size(), 1U);
}

void AuditTest::whatIsNoJsonIsOneText()
{
    const auto changes = changesIn("{broken", R"({"a":"b"})");

    QCOMPARE(changes.size(), 2U);
    QCOMPARE(changes[0], (JsonChange{{}, u"{broken"_s, {}}));
    QCOMPARE(changes[1], (JsonChange{u"a"_s, {}, u"\"b\""_s}));
}

void AuditTest::recordsSayWhoDidWhat()
{
    Shown shown;
    const QAbstractItemModelTester tester(&shown.table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    hub::AuditRecord disabled = record(2, "device.disable");
    disabled.before = R"({"status":"enabled"})";
    disabled.after = R"({"status":"disabled"})";
    hub::AuditRecord start = record(1, "hub.start");
    start.actorKind = "hub";
    start.actor.clear();
    start.address.clear();
    start.target.clear();
    start.result = "ServerError";
    QVERIFY(shown.open(listJson({disabled, start})));

    QCOMPARE(shown.at(0, AuditTable::Actor), u"iothubowner"_s);
    QCOMPARE(shown.at(0, AuditTable::Action), u"device.disable"_s);
    QCOMPARE(shown.at(0, AuditTable::Result), u"Done"_s);
    QCOMPARE(shown.at(0, AuditTable::Summary), u"status: \"enabled\" → \"disabled\""_s);
    QCOMPARE(shown.at(1, AuditTable::Actor), u"the hub itself"_s);
    QCOMPARE(shown.at(1, AuditTable::Origin), u"–"_s);
    QVERIFY(shown.table.index(1, 0).data(AuditTable::RefusedRole).toBool());
}

void AuditTest::filterIsTheHubs()
{
    Shown shown;
    QVERIFY(shown.open(listJson({record(1, "hub.start")})));
    AuditFilter filter;
    filter.actor = u"a b"_s;
    filter.action = u"device.delete"_s;
    filter.target = u"pump"_s;
    filter.address = u"192.0.2.7"_s;
    filter.result = u"ok"_s;
    filter.from = kQueueTime;
    QVERIFY(!filter.isEmpty());

    shown.table.setFilter(filter);

    QTRY_VERIFY(shown.lastQuery().contains("actor=a%20b&action=device.delete&search=pump&"
                                           "address=192.0.2.7&result=ok&from=2026-"));
    QVERIFY(!shown.lastQuery().contains("&to="));
}

void AuditTest::emptyPageWithACursorIsFollowed()
{
    Shown shown;
    shown.fake.hang(kPath);
    QVERIFY(shown.online());
    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), 1);
    shown.fake.answer(kPath, 200, listJson({record(3, "hub.start")})); // of the next question

    shown.fake.answerHanging(kPath, 200, listJson({}, "20000"));

    QTRY_COMPARE(shown.table.rowCount(), 1);
    QVERIFY(shown.lastQuery().contains("after=20000"));
    QVERIFY(shown.table.isWhole());
}

void AuditTest::newRecordsAreCountedNotShown()
{
    Shown shown;
    QVERIFY(shown.open(listJson({record(1, "hub.start")})));
    const auto before = shown.fake.requestsOf(kPath).size();

    shown.fake.sendEvent("b:1", "audit", R"({"sequence":"2"})");
    shown.fake.sendEvent("b:2", "audit", R"({"sequence":"3"})");
    QTRY_COMPARE(shown.table.newRecords(), 2U);
    QCOMPARE(shown.fake.requestsOf(kPath).size(), before);
    shown.fake.answer(kPath, 200, listJson({record(3, "c"), record(2, "b"), record(1, "a")}));
    shown.table.refresh();

    QTRY_COMPARE(shown.table.rowCount(), 3);
    QCOMPARE(shown.table.newRecords(), 0U);
}

void AuditTest::wholeChainIsSaidSo()
{
    AccessHub hub;
    QVERIFY(hub.online());
    AuditCheck check(hub.session);
    hub::api::AuditVerdict verdict;
    verdict.first = 1;
    verdict.last = 812;
    verdict.count = 812;
    verdict.asOf = kQueueTime;
    hub.fake.answer("/admin/audit/verify", 200, jsonOf(verdict));

    check.run();
    QCOMPARE(check.state(), AuditCheck::State::Running);

    QTRY_COMPARE(check.state(), AuditCheck::State::Whole);
    QCOMPARE(check.verdict()->count, 812U);
}

void AuditTest::brokenChainNamesTheRecord()
{
    AccessHub hub;
    QVERIFY(hub.online());
    AuditCheck check(hub.session);
    hub::api::AuditVerdict verdict;
    verdict.broken = hub::AuditFault{812, "its hash does not fit"};
    verdict.asOf = kQueueTime;
    hub.fake.answer("/admin/audit/verify", 200, jsonOf(verdict));

    check.run();

    QTRY_COMPARE(check.state(), AuditCheck::State::Broken);
    QCOMPARE(check.brokenAt(), 812U);
    QCOMPARE(check.reason(), u"its hash does not fit"_s);
}

void AuditTest::hubSaysByItselfThatItIsBroken()
{
    AccessHub hub;
    QVERIFY(hub.online());
    AuditCheck check(hub.session);

    hub.fake.sendEvent("b:1", "audit-broken", R"({"sequence":"7","reason":"gone"})");

    QTRY_COMPARE(check.state(), AuditCheck::State::Broken);
    QCOMPARE(check.brokenAt(), 7U);
}

void AuditTest::exportIsKeptWhenItsLastLineIsThere()
{
    Exported exported;
    QVERIFY(exported.run(200, kWhole));

    QVERIFY2(exported.result->ok(), qPrintable(exported.result->text));
    QCOMPARE(exported.out.records(), 2U);
    QVERIFY2(exported.result->text.startsWith(u"2 records"_s), qPrintable(exported.result->text));
    QFile file(exported.name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), kWhole);
}

void AuditTest::exportThatBreaksOffLeavesNoFile()
{
    Exported exported;
    QVERIFY(exported.run(200, kWhole.left(kWhole.indexOf("{\"type\":\"head\""))));

    QVERIFY(!exported.result->ok());
    QVERIFY2(exported.result->text.contains(u"broke off"_s), qPrintable(exported.result->text));
    QVERIFY(!QFile::exists(exported.name));
}

void AuditTest::refusedExportSaysWhy()
{
    Exported exported;
    QVERIFY(exported.run(401, R"({"code":"IotHubUnauthorizedAccess","message":"x"})"));

    QVERIFY2(exported.result->text.contains(u"may not do this"_s),
             qPrintable(exported.result->text));
    QVERIFY(!QFile::exists(exported.name));
}

void AuditTest::cancelledExportLeavesNoFile()
{
    Exported exported;
    exported.fake.hang(kExport);
    QSignalSpy finished(&exported.out, &AuditExport::finished);
    QVERIFY(exported.online());
    exported.out.start(exported.name);
    QTRY_COMPARE(exported.fake.requestsOf(kExport).size(), 1);

    exported.out.cancel();

    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!exported.out.isRunning());
    QVERIFY(!QFile::exists(exported.name));
}

std::unique_ptr<QObject> auditTest()
{
    return std::make_unique<AuditTest>();
}

} // namespace deck::test

#include "tst_audit.moc"
