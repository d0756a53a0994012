// The page Access over a fake hub: what it says when there is nothing, and when it may not know.
#include "tests/widgets/page_stage.h"
#include "widgets/pages/access_page.h"
#include "widgets/pages/audit_page.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/toast.h"

#include "api/access.h"
#include "api/ip_rules.h"

#include <QTest>

namespace deck::test {

using namespace Qt::StringLiterals;

class AccessPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { build({"access", "denied", "alerts", "audit"}); }
    void cleanup() { p_.reset(); }

    void noRulesSaysThatEveryAddressMayConnect();
    void rejectedRuleStaysInTheDialogWithItsReason();
    void missingRightIsSaidInPlaceOfTheRows();
    void olderHubIsSaid();
    void alertsAreCountedOnTheirTab();
    void alertIsAcknowledgedByKey();
    void whoMayNotChangeIsToldWhicheverWayIsTaken();
    void olderHubHasNoAuditLog();
    void brokenAuditLogStandsInRed();
    void everythingThatTakesFocusHasAName();

private:
    void build(const std::vector<std::string>& features);
    bool open(const char* tab);
    QString saying();
    QString newestToast() const;

    std::unique_ptr<PageStage> p_;
    AccessPage* page_ = nullptr;
};

void AccessPageTest::build(const std::vector<std::string>& features)
{
    p_ = std::make_unique<PageStage>(features);
    hub::api::IpRulesState rules;
    rules.etag = "v1";
    p_->fake.answer("/admin/access/ip-rules", 200, jsonOf(rules));
    p_->fake.answer("/admin/access/entries", 200, R"({"entries":[]})");
    p_->fake.answer("/admin/access/groups", 200, R"({"groups":[]})");
    p_->fake.answer("/admin/access/mode", 200, R"({"mode":"open","etag":"m"})");
    p_->fake.answer("/admin/access/denied", 200,
                    R"({"denied":[],"total":0,"asOf":"2026-11-22T12:00:00.000000Z"})");
    p_->fake.answer("/admin/alerts", 200,
                    R"({"alerts":[],"open":3,"asOf":"2026-11-22T12:00:00.000000Z"})");
}

bool AccessPageTest::open(const char* tab)
{
    if (!p_->online()) {
        return false;
    }
    page_ = new AccessPage(p_->context());
    p_->stage.add(page_);
    page_->openTab(QString::fromLatin1(tab));
    return p_->stage.show();
}

/// The sentence of the empty state that is to be seen.
QString AccessPageTest::saying()
{
    for (const EmptyState* state : p_->stage.window.findChildren<EmptyState*>()) {
        for (const Label* label : state->findChildren<Label*>()) {
            if (label->isVisible()) {
                return label->text();
            }
        }
    }
    return {};
}

QString AccessPageTest::newestToast() const
{
    const auto toasts = p_->stage.window.findChildren<Toast*>();
    const auto labels = toasts.isEmpty() ? QList<Label*>() : toasts.last()->findChildren<Label*>();
    return labels.isEmpty() ? QString() : labels.first()->text();
}

void AccessPageTest::noRulesSaysThatEveryAddressMayConnect()
{
    QVERIFY(open("rules"));

    QTRY_COMPARE(saying(), u"No rules: every address may connect"_s);
    QVERIFY(!p_->part("ipRules.bar")->isVisible());
}

void AccessPageTest::rejectedRuleStaysInTheDialogWithItsReason()
{
    QVERIFY(open("rules"));
    QTRY_VERIFY(p_->part<Button>("ipRules.add")->isEnabled());
    Stage::click(*p_->part("ipRules.add"));
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.ipRule")));

    PageStage::type("10.0.0.300");
    PageStage::key(Qt::Key_Return);

    QVERIFY(p_->part("dialog.ipRule") != nullptr);
    bool said = false;
    for (const Label* label : p_->part("ipRule.network")->findChildren<Label*>()) {
        said = said || (label->isVisible() && !label->text().isEmpty());
    }
    QVERIFY(said);
    QVERIFY(p_->fake.requestsOf("/admin/access/ip-rules/draft").isEmpty());
}

void AccessPageTest::missingRightIsSaidInPlaceOfTheRows()
{
    p_->fake.answer("/admin/access/entries", 401, R"({"code":"IotHubUnauthorizedAccess"})");
    QVERIFY(open("block"));

    QTRY_VERIFY2(saying().contains(u"may not do this"_s), qPrintable(saying()));
}

void AccessPageTest::olderHubIsSaid()
{
    build({"registry"});
    QVERIFY(open("block"));

    QTRY_COMPARE(saying(), u"This hub has no access lists."_s);
    page_->openTab(u"rules"_s);
    QTRY_COMPARE(saying(), u"This hub has no IP rules"_s);
    QVERIFY(p_->fake.requestsOf("/admin/access/entries").isEmpty());
}

void AccessPageTest::alertsAreCountedOnTheirTab()
{
    QVERIFY(open("rules"));

    auto* const tabs = p_->part<Segmented>("access.tabs");
    const auto text = [tabs] {
        return tabs->findChildren<QAbstractButton*>().value(5)->text();
    };
    QTRY_COMPARE(text(), u"Alerts  3"_s);
}

void AccessPageTest::alertIsAcknowledgedByKey()
{
    p_->fake.answer("/admin/alerts", 200,
                    R"({"alerts":[{"id":"7","kind":"lockedOut","subject":"192.0.2.7",)"
                    R"("severity":"warning","detail":"","count":2,)"
                    R"("first":"2026-11-22T10:00:00.000000Z","last":"2026-11-22T11:00:00.000000Z",)"
                    R"("acknowledged":null,"acknowledgedBy":""}],"open":1,)"
                    R"("asOf":"2026-11-22T12:00:00.000000Z"})");
    QVERIFY(open("alerts"));
    auto& table = *p_->part<DataTable>("alerts.table");
    QTRY_COMPARE(table.model()->rowCount(), 1);
    QVERIFY(!p_->part<Button>("alerts.acknowledge")->isEnabled());
    const QRect cell = table.visualRect(table.model()->index(0, 1));
    QTest::mouseClick(p_->stage.window.windowHandle(), Qt::LeftButton, {},
                      table.viewport()->mapTo(&p_->stage.window, cell.center()));
    QVERIFY(p_->part<Button>("alerts.acknowledge")->isEnabled());

    PageStage::key(Qt::Key_A);

    QTRY_COMPARE(p_->fake.requestsOf("/admin/alerts/7/acknowledge").size(), 1);
    QCOMPARE(p_->fake.requestsOf("/admin/alerts/7/acknowledge").last().method, "POST"_ba);
}

/// By a button, a key or the button of an empty list.
void AccessPageTest::whoMayNotChangeIsToldWhicheverWayIsTaken()
{
    p_->fake.answer("/admin/me", 200,
                    R"({"kind":"person","name":"vera","role":"viewer","scope":"",)"
                    R"("secondFactor":false,"permissions":["view"]})");
    p_->fake.answer("/admin/access/entries", 200,
                    R"({"entries":[{"id":"7","list":"block","kind":"device","value":"pump",)"
                    R"("reason":"","by":"eva","since":"2026-11-22T10:00:00.000000Z",)"
                    R"("etag":"e"}]})");
    QVERIFY(open("allow"));
    Button& mode = p_->part<Banner>("access.mode.banner")->action();
    QTRY_VERIFY(mode.isVisible());
    QVERIFY(!mode.isEnabled());
    QVERIFY2(mode.toolTip().contains(u"“administer”"_s), qPrintable(mode.toolTip()));

    page_->openTab(u"block"_s);
    auto& table = *p_->part<DataTable>("blockList.table");
    QTRY_COMPARE(table.model()->rowCount(), 1);
    const QPoint row = table.viewport()->mapTo(
        &p_->stage.window, table.visualRect(table.model()->index(0, 1)).center());
    QTest::mouseClick(p_->stage.window.windowHandle(), Qt::LeftButton, {}, row);
    for (const Qt::Key key : {Qt::Key_Delete, Qt::Key_E, Qt::Key_A}) {
        p_->toasts.flush();
        PageStage::key(key);
        QCOMPARE(p_->toasts.count(), 1);
        QVERIFY2(newestToast().contains(u"“access”"_s), qPrintable(newestToast()));
    }
    page_->openTab(u"groups"_s);
    QTRY_COMPARE(saying(), u"No groups yet"_s);
    for (const char* tab : {"groups", "rules"}) { // an empty list offers nothing either
        page_->openTab(QString::fromLatin1(tab));
        QTRY_VERIFY(saying().startsWith(u"No "_s));
        for (const EmptyState* state : p_->stage.window.findChildren<EmptyState*>()) {
            for (const Button* button : state->findChildren<Button*>()) {
                QVERIFY(!button->isVisible());
            }
        }
    }
    page_->openTab(u"rules"_s);
    QTRY_COMPARE(saying(), u"No rules: every address may connect"_s);
    QVERIFY(!p_->part("ipRules.others")->isEnabled());

    QVERIFY(p_->stage.window.findChildren<Dialog*>().isEmpty());
    for (const FakeHub::Request& request : p_->fake.requests()) {
        QCOMPARE(request.method, "GET"_ba);
    }
}

void AccessPageTest::olderHubHasNoAuditLog()
{
    build({"access"});
    QVERIFY(p_->online());
    p_->stage.add(new AuditPage(p_->context()));
    QVERIFY(p_->stage.show());

    QTRY_VERIFY2(saying().contains(u"audit log"_s), qPrintable(saying()));
    QVERIFY(!p_->part<Button>("audit.verify")->isEnabled());
    QVERIFY(p_->fake.requestsOf("/admin/audit").isEmpty());
}

void AccessPageTest::brokenAuditLogStandsInRed()
{
    p_->fake.answer("/admin/audit", 200,
                    R"({"records":[],"asOf":"2026-11-22T12:00:00.000000Z"})");
    QVERIFY(p_->online());
    p_->stage.add(new AuditPage(p_->context()));
    QVERIFY(p_->stage.show());

    p_->fake.sendEvent("b:1", "audit-broken", R"({"sequence":"812","reason":"its hash is wrong"})");

    QTRY_VERIFY(p_->part("audit.broken")->isVisible());
    QStringList texts;
    for (const Label* label : p_->part("audit.broken")->findChildren<Label*>()) {
        texts << label->text();
    }
    QVERIFY2(texts.join(u' ').contains(u"#812"_s), qPrintable(texts.join(u' ')));
    QVERIFY(p_->part<Button>("audit.export")->isEnabled()); // it can still be taken away
}

void AccessPageTest::everythingThatTakesFocusHasAName()
{
    QVERIFY(open("rules"));
    p_->stage.add(new AuditPage(p_->context()));

    for (const char* tab : {"rules", "allow", "block", "groups", "denied", "alerts"}) {
        page_->openTab(QString::fromLatin1(tab));
        for (const QWidget* part : p_->stage.window.findChildren<QWidget*>()) {
            if (part->focusPolicy() != Qt::NoFocus && part->isVisible()) {
                QVERIFY2(!part->accessibleName().isEmpty() ||
                             !part->property("text").toString().isEmpty(),
                         qPrintable(QString::fromLatin1(part->metaObject()->className()) + u' ' +
                                    part->objectName()));
            }
        }
    }
}

std::unique_ptr<QObject> accessPageTest()
{
    return std::make_unique<AccessPageTest>();
}

} // namespace deck::test

#include "tst_access_page.moc"
