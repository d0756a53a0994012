#include "models/ip_rule_draft.h"
#include "models/ip_rule_table.h"
#include "tests/models/access.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class IpRuleDraftTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void editIsSavedAsTheHubsDraft();
    void editsWhileOneIsOnItsWayAreSavedBehindIt();
    void badRuleChangesNothing();
    void somebodyElsesChangeWinsAndIsSaid();
    void previewFollowsTheDraft();
    void unconfirmedRulesCountDown();
    void ownAddressComesWithoutItsPort();
    void rowsAreThoseOfTheirScope();
    void movedRuleKeepsTheOthersInOrder();
};

namespace {

constexpr const char* kPath = "/admin/access/ip-rules";
constexpr const char* kDraftPath = "/admin/access/ip-rules/draft";
constexpr const char* kPreviewPath = "/admin/access/ip-rules/preview";

QByteArray stateJson(const std::vector<hub::IpRule>& draft,
                     const std::vector<hub::IpRule>& active = {})
{
    hub::api::IpRulesState state;
    state.active.rules = active;
    state.draft.rules = draft;
    state.etag = "v1";
    return jsonOf(state);
}

struct Edited : AccessHub
{
    IpRuleDraft draft{session};

    bool open(const QByteArray& state)
    {
        hub::api::IpRulesPreview preview;
        preview.connections = 9;
        preview.cut = 2;
        preview.address = "192.0.2.7";
        fake.answer(kPath, 200, state);
        fake.answer(kPreviewPath, 200, jsonOf(preview));
        return online() && QTest::qWaitFor([this] { return draft.isKnown(); });
    }
};

} // namespace

void IpRuleDraftTest::editIsSavedAsTheHubsDraft()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({})));
    hub.fake.answer(kDraftPath, 200, stateJson({ipRule("office", "10.0.0.0/8")}));

    QCOMPARE(hub.draft.add(ipRule("office", "10.0.0.0/8")), QString());

    QVERIFY(hub.draft.isSaving());
    QCOMPARE(hub.draft.changes().count(), 1); // shown before the hub has answered
    QTRY_VERIFY(!hub.draft.isSaving());
    const FakeHub::Request sent = hub.fake.requestsOf(kDraftPath).last();
    QCOMPARE(sent.method, "PUT"_ba);
    QCOMPARE(sent.headers["if-match"], "\"v1\""_ba);
    QVERIFY2(sent.body.contains("\"10.0.0.0/8\""), sent.body.constData());
    QCOMPARE(hub.draft.draft().rules.size(), 1U);
}

void IpRuleDraftTest::editsWhileOneIsOnItsWayAreSavedBehindIt()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({})));
    hub.fake.hang(kDraftPath);
    hub.draft.add(ipRule("one", "10.0.0.1"));
    hub.draft.add(ipRule("two", "10.0.0.2"));
    QTRY_COMPARE(hub.fake.requestsOf(kDraftPath).size(), 1);

    hub.fake.answerHanging(kDraftPath, 200, stateJson({ipRule("one", "10.0.0.1")}));

    QTRY_COMPARE(hub.fake.requestsOf(kDraftPath).size(), 2);
    QVERIFY(hub.fake.requestsOf(kDraftPath).last().body.contains("two"));
    QCOMPARE(hub.draft.draft().rules.size(), 2U); // the late answer took nothing back
}

void IpRuleDraftTest::badRuleChangesNothing()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({ipRule("office", "10.0.0.0/8")})));

    QVERIFY(!hub.draft.add(ipRule("OFFICE", "10.0.0.1")).isEmpty());

    QCOMPARE(hub.draft.draft().rules.size(), 1U);
    QVERIFY(hub.fake.requestsOf(kDraftPath).isEmpty());
}

void IpRuleDraftTest::somebodyElsesChangeWinsAndIsSaid()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({})));
    QSignalSpy failed(&hub.draft, &IpRuleDraft::saveFailed);
    hub.fake.answer(kDraftPath, 412, R"({"code":"PreconditionFailed","message":"stale"})");
    hub.fake.answer(kPath, 200, stateJson({ipRule("theirs", "10.9.9.9")}));

    hub.draft.add(ipRule("mine", "10.0.0.1"));

    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().toString().startsWith(u"Somebody else"_s));
    QTRY_VERIFY(hub.draft.draft().rules.front().name == "theirs");
    QCOMPARE(hub.draft.draft().rules.size(), 1U);
}

void IpRuleDraftTest::previewFollowsTheDraft()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({ipRule("office", "10.0.0.0/8")})));

    QTRY_VERIFY(hub.draft.preview().has_value());
    QCOMPARE(hub.draft.preview()->cut, 2U);

    hub.fake.answer(kDraftPath, 200, stateJson({}));
    hub.draft.discard();

    QVERIFY(!hub.draft.preview().has_value()); // nothing to look at
    QCOMPARE(hub.draft.changes().count(), 0);
}

void IpRuleDraftTest::unconfirmedRulesCountDown()
{
    Edited hub;
    hub::api::IpRulesState state;
    state.etag = "v2";
    state.unconfirmed = true;
    state.confirmBefore = kQueueTime + 3'600s;
    QVERIFY(hub.open(jsonOf(state)));

    QVERIFY(hub.draft.isUnconfirmed());
    QVERIFY(hub.draft.secondsToGoBack() > 3'500);
    QVERIFY(hub.draft.secondsToGoBack() <= 3'600);

    hub.fake.answer(QByteArray(kPath) + "/confirm", 200, stateJson({}));
    ActResult result;
    hub.draft.confirm([&result](const ActResult& done) { result = done; });

    QTRY_VERIFY(!hub.draft.isUnconfirmed());
    QCOMPARE(result.text, u"The rules stay."_s);
    QCOMPARE(hub.draft.secondsToGoBack(), 0);
}

void IpRuleDraftTest::ownAddressComesWithoutItsPort()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({})));
    hub::api::IpRulesPreview preview;
    preview.address = "[2001:db8::7]:50123";
    hub.fake.answer(kPreviewPath, 200, jsonOf(preview));
    QString address;

    hub.draft.askOwnAddress([&address](const ActResult&, const QString& own) { address = own; });

    QTRY_COMPARE(address, u"2001:db8::7"_s);
}

void IpRuleDraftTest::rowsAreThoseOfTheirScope()
{
    Edited hub;
    hub::IpRule admin = ipRule("admin", "10.0.0.1");
    admin.scopes = {false, false, true};
    QVERIFY(hub.open(stateJson(
        {ipRule("all", "10.0.0.0/8"), admin, ipRule("inside", "10.0.0.2", false)})));
    IpRuleTable table(hub.draft);
    const QAbstractItemModelTester tester(&table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    QCOMPARE(table.rowCount(), 3);
    table.setScope(hub::AccessScope::Device);

    QCOMPARE(table.rowCount(), 2);
    QCOMPARE(table.index(1, IpRuleTable::Place).data().toString(), u"3"_s); // of the whole
    QCOMPARE(table.index(1, IpRuleTable::Action).data().toString(), u"Reject"_s);
    QCOMPARE(table.index(0, IpRuleTable::Scopes).data().toString(), u"Everything"_s);
    QVERIFY(table.index(1, 0).data(IpRuleTable::IdleRole).toBool());
    QVERIFY(table.index(1, IpRuleTable::Note).data().toString().contains(u"rule 1 (all)"_s));
    QCOMPARE(table.placeOf(1), std::optional<std::size_t>(2));
    QCOMPARE(table.rowOf(u"inside"_s), 1);
    QCOMPARE(table.rowOf(u"admin"_s), -1);
}

void IpRuleDraftTest::movedRuleKeepsTheOthersInOrder()
{
    Edited hub;
    QVERIFY(hub.open(stateJson({ipRule("a", "10.0.0.1"), ipRule("b", "10.0.0.2"),
                                ipRule("c", "10.0.0.3"), ipRule("d", "10.0.0.4")})));
    hub.fake.hang(kDraftPath);
    const auto names = [&hub] {
        QString all;
        for (const hub::IpRule& rule : hub.draft.draft().rules) {
            all += QString::fromStdString(rule.name);
        }
        return all;
    };

    hub.draft.move(3, 1);
    QCOMPARE(names(), u"adbc"_s);
    hub.draft.move(0, 2);

    QCOMPARE(names(), u"dbac"_s);
}

std::unique_ptr<QObject> ipRuleDraftTest()
{
    return std::make_unique<IpRuleDraftTest>();
}

} // namespace deck::test

#include "tst_ip_rule_draft.moc"
