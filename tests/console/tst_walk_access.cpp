// Access control from beginning to end against a real hub: rules as a draft that are applied and
// kept, an entry that is taken back, a stranger who is registered, and why somebody gets in or not.
#include "models/access_list_table.h"
#include "models/denied_table.h"
#include "models/ip_rule_table.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "tests/support/temporary_folder.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast.h"

#include <QAbstractButton>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>

namespace deck::test {

using namespace Qt::StringLiterals;

class AccessWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void rulesAreDraftedAppliedAndKept();
    void rulesThatLockOutAreAskedAboutAndGoBack();
    void rulesGoBackWhenToldTo();
    void rulesGoIntoAFileAndComeBack();
    void blockedDeviceComesOffTheListAndOnAgainByUndo();
    void severalEntriesAreTakenBackTogether();
    void allowListOnlyIsWarnedOf();
    void groupIsMadeAndItsConditionChecked();
    void strangerIsRegistered();
    void ignoredStrangerIsShownOnWish();
    void testSaysWhatDecides();

private:
    bool choose(int tab);
    bool dialog(const char* name) { return QTest::qWaitForWindowActive(&walk_->part(name)); }
    bool gone(const char* name);
    bool pick(const char* button, const char* dialogName, const QString& file);
    bool addRule(const QString& network, const QString& name, bool accepts);
    QStringList rules()
    {
        return columnOf(walk_->part<QTableView>("ipRules.table"), IpRuleTable::Name);
    }
    bool refuseStranger(const QString& id);
    QAbstractButton* toastButton(const QString& text);

    std::unique_ptr<Walk> walk_;
};

namespace {

enum Tab { kRules, kAllow, kBlock, kGroups, kDenied };

} // namespace

void AccessWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    walk_->click("nav.access");
    QVERIFY(walk_->shows("page.access"));
}

bool AccessWalks::choose(int tab)
{
    auto& tabs = walk_->part<Segmented>("access.tabs");
    Walk::click(*tabs.findChildren<QAbstractButton*>().value(tab));
    return tabs.current() == tab;
}

bool AccessWalks::gone(const char* name)
{
    return QTest::qWaitFor([this, name] { return !walk_->has(name); }, kPatienceMs);
}

bool AccessWalks::addRule(const QString& network, const QString& name, bool accepts)
{
    auto& add = walk_->part<QAbstractButton>("ipRules.add");
    if (!QTest::qWaitFor([&] { return add.isEnabled(); }, kPatienceMs)) {
        return false;
    }
    walk_->click(add);
    if (!dialog("dialog.ipRule")) {
        return false;
    }
    Walk::type(network);
    walk_->part<TextField>("ipRule.name").setText(name);
    Walk::click(*walk_->part<Segmented>("ipRule.action")
                     .findChildren<QAbstractButton*>()
                     .value(accepts ? 0 : 1));
    walk_->click("ipRule.save");
    return gone("dialog.ipRule");
}

/// nullptr: no toast offers that.
QAbstractButton* AccessWalks::toastButton(const QString& text)
{
    for (const Toast* toast : walk_->window().findChildren<Toast*>()) {
        for (QAbstractButton* button : toast->findChildren<QAbstractButton*>()) {
            if (button->text() == text) {
                return button;
            }
        }
    }
    return nullptr;
}

/// Somebody without credentials tries to send as that device.
bool AccessWalks::refuseStranger(const QString& id)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/devices/"_s + id + u"/messages/events"_s;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = "{}"_ba;
    std::optional<int> status;
    walk_->session().client().send(request, this,
                                   [&status](const HubReply& reply) { status = reply.status; });
    return QTest::qWaitFor([&] { return status.has_value(); }, kPatienceMs) && *status == 401;
}

void AccessWalks::rulesAreDraftedAppliedAndKept()
{
    QVERIFY(addRule(u"192.0.2.0/24"_s, u"office"_s, false));
    QVERIFY(addRule(u"192.0.2.13"_s, u"printer"_s, true));
    QTRY_COMPARE(rules(), (QStringList{u"office"_s, u"printer"_s}));
    auto& table = walk_->part<QTableView>("ipRules.table");
    QVERIFY(table.model()->index(1, IpRuleTable::Note).data().toString().contains(u"rule 1"_s));

    Walk::clickRow(table, 1);
    Walk::key(Qt::Key_Up, Qt::AltModifier);
    QTRY_COMPARE(rules(), (QStringList{u"printer"_s, u"office"_s}));
    QCOMPARE(table.model()->index(0, IpRuleTable::Note).data().toString(), u"New"_s);
    QVERIFY(walk_->shows("ipRules.bar"));
    auto& apply = walk_->part<QAbstractButton>("ipRules.apply");
    QTRY_VERIFY_WITH_TIMEOUT(apply.isEnabled(), kPatienceMs);
    QVERIFY(walk_->part<Label>("ipRules.affected").text().startsWith(u"Affects nobody"_s));
    walk_->click(apply);

    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("ipRules.keep"), kPatienceMs);
    QVERIFY(walk_->part<Label>("ipRules.affected").text().contains(u" s."_s));
    auto& keep = walk_->part<QAbstractButton>("ipRules.keep");
    QTRY_VERIFY(keep.isEnabled());
    walk_->click(keep);

    QTRY_VERIFY_WITH_TIMEOUT(!walk_->shows("ipRules.bar"), kPatienceMs);
    QCOMPARE(rules(), (QStringList{u"printer"_s, u"office"_s}));
    Walk::clickRow(table, 0);
    Walk::key(Qt::Key_Delete);
    QTRY_COMPARE(rules(), QStringList{u"office"_s});
    auto& revert = walk_->part<QAbstractButton>("ipRules.revert");
    QTRY_VERIFY_WITH_TIMEOUT(revert.isVisible() && revert.isEnabled(), kPatienceMs);
    walk_->click(revert);
    QTRY_COMPARE(rules(), (QStringList{u"printer"_s, u"office"_s}));
}

void AccessWalks::rulesThatLockOutAreAskedAboutAndGoBack()
{
    QVERIFY(addRule(u"127.0.0.0/8"_s, u"me"_s, false));
    auto& apply = walk_->part<QAbstractButton>("ipRules.apply");
    QTRY_VERIFY_WITH_TIMEOUT(apply.isEnabled(), kPatienceMs);
    QVERIFY(walk_->part<Label>("ipRules.affected").text().contains(u"locks you out"_s));

    walk_->click(apply);
    QVERIFY(dialog("dialog.ipPreview"));
    QCOMPARE(walk_->part<StatusMark>("ipPreview.caller").status(), Status::Failed);
    QVERIFY(!walk_->part<QAbstractButton>("ipPreview.apply").isEnabled());
    Walk::key(Qt::Key_Escape);
    QVERIFY(gone("dialog.ipPreview"));

    QVERIFY(walk_->session().isOnline());
    QVERIFY(!walk_->shows("ipRules.keep"));
}

void AccessWalks::rulesGoBackWhenToldTo()
{
    QVERIFY(addRule(u"192.0.2.0/24"_s, u"office"_s, false));
    auto& apply = walk_->part<QAbstractButton>("ipRules.apply");
    QTRY_VERIFY_WITH_TIMEOUT(apply.isEnabled(), kPatienceMs);
    Walk::clickRow(walk_->part<QTableView>("ipRules.table"), 0);
    Walk::key(Qt::Key_Return, Qt::ControlModifier);
    auto& back = walk_->part<QAbstractButton>("ipRules.goBack");
    QTRY_VERIFY_WITH_TIMEOUT(back.isVisible() && back.isEnabled(), kPatienceMs);

    walk_->click(back);

    QTRY_VERIFY_WITH_TIMEOUT(!back.isVisible(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(apply.isVisible() && apply.isEnabled(), kPatienceMs); // still a draft
    QCOMPARE(rules(), QStringList{u"office"_s});
}

/// The dialog itself is Qt's.
bool AccessWalks::pick(const char* button, const char* dialogName, const QString& file)
{
    auto& part = walk_->part<QAbstractButton>(button);
    if (!QTest::qWaitFor([&part] { return part.isEnabled(); }, kPatienceMs)) {
        return false;
    }
    walk_->click(part);
    if (!QTest::qWaitFor([&] { return walk_->has(dialogName); }, kPatienceMs)) {
        return false;
    }
    auto& dialog = walk_->part<QFileDialog>(dialogName);
    Q_EMIT dialog.fileSelected(file);
    dialog.close();
    return gone(dialogName);
}

void AccessWalks::rulesGoIntoAFileAndComeBack()
{
    const hub::test::TemporaryFolder folder;
    const QString name = QString::fromStdString((folder / "rules.json").string());
    QVERIFY(addRule(u"192.0.2.0/24"_s, u"office"_s, false));
    auto& apply = walk_->part<QAbstractButton>("ipRules.apply");
    QTRY_VERIFY_WITH_TIMEOUT(apply.isEnabled(), kPatienceMs);
    walk_->click(apply);
    auto& keep = walk_->part<QAbstractButton>("ipRules.keep");
    QTRY_VERIFY_WITH_TIMEOUT(keep.isVisible() && keep.isEnabled(), kPatienceMs);
    walk_->click(keep);
    QTRY_VERIFY_WITH_TIMEOUT(!walk_->shows("ipRules.bar"), kPatienceMs);

    QVERIFY(pick("ipRules.export", "dialog.exportRules", name));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(name), kPatienceMs);
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray document = file.readAll();
    QVERIFY2(document.contains("\"ipFilterRules\""), document.constData());
    Walk::clickRow(walk_->part<QTableView>("ipRules.table"), 0);
    Walk::key(Qt::Key_Delete);
    QTRY_COMPARE(rules(), QStringList());
    QVERIFY(pick("ipRules.import", "dialog.importRules", name));

    QTRY_COMPARE_WITH_TIMEOUT(rules(), QStringList{u"office"_s}, kPatienceMs);
}

void AccessWalks::blockedDeviceComesOffTheListAndOnAgainByUndo()
{
    QVERIFY(choose(kBlock));
    walk_->click("blockList.add");
    QVERIFY(dialog("dialog.accessEntry"));
    Walk::type(u"rogue-7"_s);
    Walk::key(Qt::Key_Tab);
    Walk::type(u"floods"_s);
    Walk::key(Qt::Key_Return);
    QVERIFY(gone("dialog.accessEntry"));
    auto& table = walk_->part<QTableView>("blockList.table");
    const auto values = [&table] { return columnOf(table, AccessListTable::Value); };
    QTRY_COMPARE_WITH_TIMEOUT(values(), QStringList{u"rogue-7"_s}, kPatienceMs);
    QCOMPARE(columnOf(table, AccessListTable::Reason), QStringList{u"floods"_s});

    Walk::clickRow(table, 0);
    Walk::key(Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(values(), QStringList(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(toastButton(u"Undo"_s) != nullptr, kPatienceMs);
    Walk::click(*toastButton(u"Undo"_s));

    QTRY_COMPARE_WITH_TIMEOUT(values(), QStringList{u"rogue-7"_s}, kPatienceMs);
}

void AccessWalks::severalEntriesAreTakenBackTogether()
{
    QVERIFY(choose(kBlock));
    auto& table = walk_->part<QTableView>("blockList.table");
    for (const QString& id : {u"rogue-1"_s, u"rogue-2"_s}) {
        const int before = table.model()->rowCount();
        walk_->click("blockList.add");
        QVERIFY(dialog("dialog.accessEntry"));
        Walk::type(id);
        Walk::key(Qt::Key_Return);
        QVERIFY(gone("dialog.accessEntry"));
        QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), before + 1, kPatienceMs);
    }
    Walk::clickRow(table, 0);
    Walk::key(Qt::Key_Down, Qt::ShiftModifier);

    Walk::key(Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 0, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(toastButton(u"Undo"_s) != nullptr, kPatienceMs);
    Walk::click(*toastButton(u"Undo"_s));

    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 2, kPatienceMs);
}

void AccessWalks::allowListOnlyIsWarnedOf()
{
    QVERIFY(choose(kAllow));
    auto& bar = walk_->part("access.mode");
    QTRY_VERIFY_WITH_TIMEOUT(bar.isVisible(), kPatienceMs);
    const auto action = [&bar](const QString& text) -> QAbstractButton* {
        for (QAbstractButton* button : bar.findChildren<QAbstractButton*>()) {
            if (button->text() == text && button->isVisible()) {
                return button;
            }
        }
        return nullptr;
    };
    QVERIFY(action(u"Allow list only…"_s) != nullptr);

    Walk::click(*action(u"Allow list only…"_s));
    QVERIFY(dialog("dialog.accessMode"));
    QVERIFY(walk_->part("dialog.accessMode").accessibleDescription().contains(u"disconnected"_s));
    walk_->click("accessMode.accept");

    QTRY_VERIFY_WITH_TIMEOUT(action(u"Open to all…"_s) != nullptr, kPatienceMs);
}

void AccessWalks::groupIsMadeAndItsConditionChecked()
{
    QVERIFY(choose(kGroups));
    walk_->click("groups.add");
    QVERIFY(dialog("dialog.accessGroup"));
    Walk::type(u"berlin"_s);
    Walk::key(Qt::Key_Tab);
    Walk::type(u"site is berlin"_s);
    Walk::key(Qt::Key_Return);
    QVERIFY(!walk_->part<TextField>("accessGroup.condition").error().isEmpty());
    walk_->part<TextField>("accessGroup.condition").setText(u"tags.site = 'berlin'"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        walk_->part<Label>("accessGroup.reach").text().startsWith(u"Holds for 0"_s), kPatienceMs);
    walk_->click("accessGroup.save");

    QVERIFY(gone("dialog.accessGroup"));
    QTRY_COMPARE_WITH_TIMEOUT(columnOf(walk_->part<QTableView>("groups.table"), 0),
                              QStringList{u"berlin"_s}, kPatienceMs);
}

void AccessWalks::strangerIsRegistered()
{
    QVERIFY(refuseStranger(u"pump-9"_s));
    QVERIFY(choose(kDenied));
    auto& table = walk_->part<QTableView>("denied.table");
    QTRY_COMPARE_WITH_TIMEOUT(columnOf(table, DeniedTable::DeviceId).size(), 1, kPatienceMs);

    Walk::clickRow(table, 0);
    QTRY_VERIFY(walk_->shows("denied.panel"));
    QVERIFY(!walk_->part<Label>("denied.remedy").text().isEmpty());
    walk_->click("denied.register");

    QTRY_VERIFY_WITH_TIMEOUT(toastButton(u"Open device"_s) != nullptr, kPatienceMs);
    Walk::click(*toastButton(u"Open device"_s));
    QTRY_COMPARE_WITH_TIMEOUT(walk_->part<Label>("device.title").text(), u"pump-9"_s, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.access"), kPatienceMs);
    auto& why = walk_->part<Label>("device.why");
    QTRY_VERIFY_WITH_TIMEOUT(why.text().startsWith(u"Registered and enabled"_s), kPatienceMs);

    walk_->click("device.block");
    QVERIFY(dialog("dialog.accessEntry"));
    Walk::type(u"stolen"_s);
    Walk::key(Qt::Key_Return);
    QVERIFY(gone("dialog.accessEntry"));
    auto& block = walk_->part<QAbstractButton>("device.block");
    QTRY_COMPARE_WITH_TIMEOUT(block.text(), u"Unblock"_s, kPatienceMs);
    QVERIFY2(why.text().contains(u"stolen"_s), qPrintable(why.text()));
    QTRY_VERIFY(block.isEnabled());
    walk_->click(block);
    QTRY_COMPARE_WITH_TIMEOUT(block.text(), u"Block…"_s, kPatienceMs);

    walk_->click("devicePage.keys");
    QVERIFY(dialog("dialog.deviceKeys"));
    auto& primary = walk_->part<CopyField>("deviceKeys.primary");
    QTRY_COMPARE_WITH_TIMEOUT(primary.value().size(), 44, kPatienceMs); // 32 bytes as base64
    QVERIFY(!primary.isRevealed());
    QVERIFY(walk_->part<CopyField>("deviceKeys.connectionString").value().contains(u"pump-9"_s));
}

void AccessWalks::ignoredStrangerIsShownOnWish()
{
    QVERIFY(refuseStranger(u"pump-9"_s));
    QVERIFY(choose(kDenied));
    auto& table = walk_->part<QTableView>("denied.table");
    QTRY_COMPARE_WITH_TIMEOUT(columnOf(table, DeniedTable::DeviceId).size(), 1, kPatienceMs);
    Walk::clickRow(table, 0);
    QTRY_VERIFY(walk_->shows("denied.panel"));

    walk_->click("denied.ignore");
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 0, kPatienceMs);
    walk_->click("denied.ignored");

    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 1, kPatienceMs);
    QVERIFY(table.model()->index(0, 0).data(DeniedTable::IgnoredRole).toBool());
}

void AccessWalks::testSaysWhatDecides()
{
    Walk::key(Qt::Key_T, Qt::ControlModifier);
    QVERIFY(dialog("dialog.accessTest"));
    Walk::type(u"nobody-1"_s);

    auto& verdict = walk_->part<StatusMark>("accessTest.verdict");
    QTRY_COMPARE_WITH_TIMEOUT(verdict.status(), Status::Blocked, kPatienceMs);
    QVERIFY(verdict.accessibleName().contains(u"unknown device"_s));
    const QString chain = walk_->part("accessTest.chain").accessibleName();
    QVERIFY2(chain.contains(u"Identity: Not registered"_s), qPrintable(chain));
    Walk::key(Qt::Key_Escape);
    QVERIFY(gone("dialog.accessTest"));
}

std::unique_ptr<QObject> makeAccessWalks()
{
    return std::make_unique<AccessWalks>();
}

} // namespace deck::test

#include "tst_walk_access.moc"
