// Lists, groups, refusals, alerts and the acts on them.
#include "models/access_editor.h"
#include "models/access_group_table.h"
#include "models/access_list_table.h"
#include "models/access_mode.h"
#include "models/access_question.h"
#include "models/access_texts.h"
#include "models/alert_table.h"
#include "models/denied_table.h"
#include "tests/models/access.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class AccessTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesSayWhatTheyAreAbout();
    void entriesAreReadAnewWhenAccessChanges();
    void groupsShowConditionAndMembers();
    void refusalsFollowTheirFilter();
    void refusalsAreFetchedByOffset();
    void unknownCallersCanBeRegistered();
    void openAlertsAreCounted();
    void addedEntryIsSentWhole();
    void changeOfAnEntryNamesItsVersion();
    void missingRightIsSaidAsOne();
    void modeFollowsTheHub();
    void explanationIsWorded();
};

namespace {

constexpr const char* kEntries = "/admin/access/entries";
constexpr const char* kDenied = "/admin/access/denied";

QByteArray entriesJson(const std::vector<hub::api::AccessEntry>& entries)
{
    hub::api::AccessEntries list;
    list.entries = entries;
    return jsonOf(list);
}

QByteArray callerJson(const QByteArray& id, const QByteArray& reason)
{
    return R"({"deviceId":")" + id + R"(","address":"192.0.2.7","reason":")" + reason +
           R"(","detail":"","remedy":"Register the device.","protocol":"mqtt","count":3,)"
           R"("lockedOut":1,"first":"2026-11-22T10:00:00.000000Z",)"
           R"("last":"2026-11-22T11:00:00.000000Z","ignored":false})";
}

QByteArray deniedJson(const QByteArrayList& callers, int total)
{
    return R"({"denied":[)" + callers.join(',') + R"(],"total":)" + QByteArray::number(total) +
           R"(,"asOf":"2026-11-22T12:00:00.000000Z"})";
}

const QByteArray kAlerts =
    R"({"alerts":[{"id":"7","kind":"lockedOut","subject":"192.0.2.7","severity":"warning",)"
    R"("detail":"20 wrong credentials","count":2,"first":"2026-11-22T10:00:00.000000Z",)"
    R"("last":"2026-11-22T11:00:00.000000Z","acknowledged":null,"acknowledgedBy":""}],)"
    R"("open":4,"asOf":"2026-11-22T12:00:00.000000Z"})"_ba;

QString at(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

void AccessTest::entriesSayWhatTheyAreAbout()
{
    AccessHub hub;
    hub::api::AccessEntry ended = accessEntry("2", "rogue-*");
    ended.kind = "pattern";
    ended.until = kQueueTime - 1h;
    ended.active = false;
    hub.fake.answer(kEntries, 200, entriesJson({accessEntry("1", "pump"), ended}));
    AccessListTable table(hub.session, u"block"_s);
    const QAbstractItemModelTester tester(&table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(hub.online());
    QTRY_COMPARE(table.rowCount(), 2);

    QVERIFY(hub.fake.requestsOf(kEntries).last().query.contains("list=block"));
    QCOMPARE(at(table, 0, AccessListTable::Kind), u"Device"_s);
    QCOMPARE(at(table, 0, AccessListTable::Value), u"pump"_s);
    QCOMPARE(at(table, 0, AccessListTable::Until), u"for ever"_s);
    QCOMPARE(at(table, 1, AccessListTable::Kind), u"Pattern"_s);
    QCOMPARE(at(table, 1, AccessListTable::Until), u"ended"_s);
    QVERIFY(!table.index(1, 0).data(AccessListTable::ActiveRole).toBool());
}

void AccessTest::entriesAreReadAnewWhenAccessChanges()
{
    AccessHub hub;
    hub.fake.answer(kEntries, 200, entriesJson({accessEntry("1", "pump")}));
    AccessListTable table(hub.session, u"block"_s);
    QVERIFY(hub.online());
    QTRY_COMPARE(table.rowCount(), 1);
    hub.fake.answer(kEntries, 200, entriesJson({accessEntry("2", "valve")}));

    hub.fake.sendEvent("b:1", "access", R"({"what":"removed","detail":"","by":"x"})");

    QTRY_COMPARE(at(table, 0, AccessListTable::Value), u"valve"_s);
    QCOMPARE(table.rowCount(), 1);
}

void AccessTest::groupsShowConditionAndMembers()
{
    AccessHub hub;
    hub::api::AccessGroups groups;
    hub::api::AccessGroup berlin;
    berlin.name = "berlin";
    berlin.condition = "tags.site = 'berlin'";
    berlin.members = 2;
    hub::api::AccessGroup empty;
    empty.name = "empty";
    groups.groups = {berlin, empty};
    hub.fake.answer("/admin/access/groups", 200, jsonOf(groups));
    AccessGroupTable table(hub.session);
    QVERIFY(hub.online());

    QTRY_COMPARE(table.rowCount(), 2);
    QCOMPARE(at(table, 0, AccessGroupTable::Condition), u"tags.site = 'berlin'"_s);
    QCOMPARE(at(table, 0, AccessGroupTable::Members), u"2"_s);
    QCOMPARE(at(table, 1, AccessGroupTable::Condition), u"–"_s);
}

void AccessTest::refusalsFollowTheirFilter()
{
    AccessHub hub;
    hub.fake.answer(kDenied, 200, deniedJson({callerJson("pump", "deviceUnknown")}, 1));
    DeniedTable table(hub.session);
    QVERIFY(hub.online());
    QTRY_COMPARE(table.rowCount(), 1);
    QCOMPARE(at(table, 0, DeniedTable::Reason), u"Unknown device"_s);
    QCOMPARE(at(table, 0, DeniedTable::Count), u"3"_s);
    QCOMPARE(table.total(), 1U);

    table.setContains(u"a b"_s);
    table.setReason(u"tokenExpired"_s);
    table.setShowsIgnored(true);

    QTRY_VERIFY(hub.fake.requestsOf(kDenied).last().query.contains(
        "contains=a%20b&reason=tokenExpired&ignored=true"));
}

void AccessTest::refusalsAreFetchedByOffset()
{
    AccessHub hub;
    QByteArrayList page;
    for (int i = 0; i < RowTable::kPageRows; ++i) {
        page << callerJson("d" + QByteArray::number(i), "blocked");
    }
    hub.fake.answer(kDenied, 200, deniedJson(page, 300));
    DeniedTable table(hub.session);
    QVERIFY(hub.online());
    QTRY_COMPARE(table.rowCount(), RowTable::kPageRows);
    QVERIFY(!table.isWhole());
    hub.fake.answer(kDenied, 200, deniedJson({callerJson("last", "blocked")}, 257));

    table.fetchMore({});

    QTRY_COMPARE(table.rowCount(), RowTable::kPageRows + 1);
    QVERIFY(hub.fake.requestsOf(kDenied).last().query.contains("offset=256"));
    QVERIFY(table.isWhole());
}

void AccessTest::unknownCallersCanBeRegistered()
{
    QVERIFY(remediesFor(u"deviceUnknown"_s, u"pump"_s, 0).canRegister);
    QVERIFY(!remediesFor(u"deviceUnknown"_s, u"pump/module"_s, 0).canRegister);
    QVERIFY(!remediesFor(u"deviceUnknown"_s, {}, 0).canBlock);
    QVERIFY(!remediesFor(u"blocked"_s, u"pump"_s, 0).canBlock);
    QVERIFY(remediesFor(u"blocked"_s, u"pump"_s, 0).canUnblock);
    QVERIFY(remediesFor(u"tokenSignature"_s, u"pump"_s, 5).canLift);
    QVERIFY(!remediesFor(u"tokenSignature"_s, u"pump"_s, 0).canLift);
}

void AccessTest::openAlertsAreCounted()
{
    AccessHub hub;
    hub.fake.answer("/admin/alerts", 200, kAlerts);
    AlertTable table(hub.session);
    QVERIFY(hub.online());

    QTRY_COMPARE(table.rowCount(), 1);
    QCOMPARE(table.open(), 4U);
    QCOMPARE(at(table, 0, AlertTable::Severity), u"Warning"_s);
    QCOMPARE(at(table, 0, AlertTable::What), u"Locked out"_s);
    QCOMPARE(at(table, 0, AlertTable::State), u"Open"_s);
    const auto before = hub.fake.requestsOf("/admin/alerts").size();
    hub.fake.sendEvent("b:1", "alert-raised", R"({"id":"8"})");
    QTRY_COMPARE(hub.fake.requestsOf("/admin/alerts").size(), before + 1);
}

void AccessTest::addedEntryIsSentWhole()
{
    AccessHub hub;
    QVERIFY(hub.online());
    AccessEditor editor(hub.session);
    hub.fake.answer(kEntries, 200, jsonOf(accessEntry("1", "pump")));
    hub::api::AccessEntry entry = accessEntry({}, "pump");
    entry.until = kQueueTime + 1h;
    ActResult result;

    editor.add(entry, [&result](const ActResult& done) { result = done; });

    QTRY_COMPARE(result.text, u"pump is on the block list."_s);
    const QJsonObject sent = QJsonDocument::fromJson(hub.lastBody(kEntries, "POST")).object();
    QCOMPARE(sent["list"_L1].toString(), u"block"_s);
    QCOMPARE(sent["kind"_L1].toString(), u"device"_s);
    QCOMPARE(sent["reason"_L1].toString(), u"stolen"_s);
    QVERIFY(sent["until"_L1].toString().endsWith(u'Z'));
}

void AccessTest::changeOfAnEntryNamesItsVersion()
{
    AccessHub hub;
    QVERIFY(hub.online());
    AccessEditor editor(hub.session);
    hub.fake.answer(QByteArray(kEntries) + "/1", 412,
                    R"({"code":"PreconditionFailed","message":"it was changed"})");
    ActResult result;

    editor.change(accessEntry("1", "pump"), [&result](const ActResult& done) { result = done; });

    QTRY_VERIFY(!result.ok());
    QCOMPARE(result.text, u"The entry for pump was not changed. It was changed."_s);
    const FakeHub::Request sent = hub.fake.requestsOf(QByteArray(kEntries) + "/1").last();
    QCOMPARE(sent.headers["if-match"], "\"e1\""_ba);
    QCOMPARE(sent.body, R"({"reason":"stolen"})"_ba); // no end: for ever
}

void AccessTest::missingRightIsSaidAsOne()
{
    AccessHub hub;
    QVERIFY(hub.online());
    AccessEditor editor(hub.session);
    hub.fake.answer(kDenied, 401, R"({"code":"IotHubUnauthorizedAccess","message":"x"})");
    ActResult result;

    editor.forgetDenied([&result](const ActResult& done) { result = done; });

    QTRY_VERIFY(!result.ok());
    QVERIFY2(result.text.contains(u"may not do this"_s), qPrintable(result.text));
}

void AccessTest::modeFollowsTheHub()
{
    AccessHub hub;
    hub.fake.answer("/admin/access/mode", 200, R"({"mode":"open","etag":"m1"})");
    AccessMode mode(hub.session);
    QVERIFY(!mode.isKnown());
    QVERIFY(hub.online());
    QTRY_VERIFY(mode.isKnown());
    QVERIFY(!mode.isAllowListOnly());
    hub.fake.answer("/admin/access/mode", 200, R"({"mode":"allowListOnly","etag":"m2"})");

    hub.fake.sendEvent("b:1", "access", R"({"what":"mode"})");

    QTRY_VERIFY(mode.isAllowListOnly());
    QCOMPARE(mode.etag(), u"m2"_s);
}

void AccessTest::explanationIsWorded()
{
    AccessHub hub;
    QVERIFY(hub.online());
    hub::api::AccessExplanation explanation;
    explanation.reason = "blocked";
    explanation.chain = {{"ipRules", false, "no rule matches; the default accepts", {}},
                         {"blockList", true, {}, {accessEntry("12", "pump")}},
                         {"allowList", false, {}, {}}};
    hub.fake.answer("/admin/access/explain", 200, jsonOf(explanation));
    std::optional<AccessVerdict> verdict;

    askAccess(hub.session, {u"pump 7"_s, u"192.0.2.7"_s}, &hub.session,
              [&verdict](const AccessVerdict& answer) { verdict = answer; });

    QTRY_VERIFY(verdict && verdict->explanation);
    QVERIFY(hub.fake.requestsOf("/admin/access/explain").last().query.contains(
        "device=pump%207&address=192.0.2.7&protocol=mqtt"));
    QCOMPARE(verdictText(*verdict->explanation), u"It would be refused: on the block list."_s);
    const auto& chain = verdict->explanation->chain;
    QCOMPARE(findingText(chain[0]), u"No rule matches; the default accepts."_s);
    QCOMPARE(findingText(chain[1]), u"Block entry 12: device pump – stolen"_s);
    QCOMPARE(findingText(chain[2]), u"Nothing against it."_s);
}

std::unique_ptr<QObject> accessTest()
{
    return std::make_unique<AccessTest>();
}

} // namespace deck::test

#include "tst_access.moc"
