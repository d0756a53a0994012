// The page of one device: opened from where devices are named, a method called and answered, the
// twin looked at while it changes, what happened, and what is said when the device goes.
#include "models/device_table.h"
#include "models/hub_event_log.h"
#include "models/method_history.h"
#include "models/twin_tree.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "tests/support/fake_hub.h"
#include "widgets/pages/device_page.h"
#include "widgets/parts/button.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTreeView>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void opensFromTheListAndLeadsBack();
    void opensFromTheEventsOfHome();
    void tabsTurnByKeysAndMouse();
    void methodIsAnsweredInPlace();
    void methodThatIsUnknownIsNoAlarm();
    void faultsStandBesideTheirFields();
    void methodOfADeviceThatIsGoneIsExplained();
    void calledMethodsCanBeCalledAgain();
    void wishReachesTheDeviceAndItsReportShows();
    void twinIsCopiedAndShownAsJson();
    void commandIsSentAndCompleted();
    void eventsTellWhatHappenedAndNarrowDown();
    void keysAreRolledOverThoughTheOldOneIsInUse();
    void deletedDeviceIsSaid();
    void hubThatKnowsNeitherSaysSo();

private:
    QTableView& devices() { return walk_->part<QTableView>("devices.table"); }
    void select(const QString& id);
    bool open(const QString& id);
    void openTab(int index);
    void call(const QString& name, const QString& payload = {});
    bool answered();
    bool send(const QByteArray& method, const QString& path, const QByteArray& body);
    static QString valueIn(const QTreeView& tree, const QString& path);
    QString label(const char* name) { return walk_->part<Label>(name).text(); }

    std::unique_ptr<Walk> walk_;
};

namespace {

constexpr auto kPump = "sample-pump-2"_L1;
enum Tab { Overview, Twin, Queue, Events };

} // namespace

void DeviceWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    QVERIFY(walk_->addSamples());
    Walk::key(Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(columnOf(devices(), DeviceTable::Id).size(), 5, kPatienceMs);
}

void DeviceWalks::select(const QString& id)
{
    Walk::clickRow(devices(), int(columnOf(devices(), DeviceTable::Id).indexOf(id)));
}

bool DeviceWalks::open(const QString& id)
{
    select(id);
    walk_->click("device.open");
    return walk_->shows("page.device") &&
           QTest::qWaitFor([this] { return walk_->shows("device.head"); }, kPatienceMs);
}

void DeviceWalks::openTab(int index)
{
    const auto segments = walk_->part("device.tabs").findChildren<QAbstractButton*>();
    Walk::click(*segments.at(index));
}

void DeviceWalks::call(const QString& name, const QString& payload)
{
    walk_->part<TextField>("device.method.name").setText({});
    walk_->click(*walk_->part<TextField>("device.method.name").edit());
    Walk::type(name);
    walk_->part<TextArea>("device.method.payload").setText({});
    Walk::key(Qt::Key_Tab);
    Walk::type(payload);
    Walk::key(Qt::Key_Return, Qt::ControlModifier);
}

bool DeviceWalks::answered()
{
    auto& button = walk_->part<Button>("device.method.call");
    return QTest::qWaitFor([&] { return !button.isBusy() && walk_->shows("device.method.status"); },
                           kPatienceMs);
}

bool DeviceWalks::send(const QByteArray& method, const QString& path, const QByteArray& body)
{
    HubRequest request;
    request.method = method;
    request.path = path;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = body;
    int status = 0;
    walk_->session().client().send(request, this,
                                   [&](const HubReply& reply) { status = reply.status; });
    return QTest::qWaitFor([&] { return status != 0; }, kPatienceMs) && status < 300;
}

QString DeviceWalks::valueIn(const QTreeView& tree, const QString& path)
{
    QModelIndex found;
    for (const QString& name : path.split(u'.')) {
        const QModelIndexList hits = tree.model()->match(
            tree.model()->index(0, 0, found), Qt::DisplayRole, name, 1, Qt::MatchExactly);
        if (hits.isEmpty()) {
            return {};
        }
        found = hits.first();
    }
    return found.siblingAtColumn(TwinTree::Value).data().toString();
}

void DeviceWalks::opensFromTheListAndLeadsBack()
{
    const QString id = columnOf(devices(), DeviceTable::Id).at(2);

    select(id);
    Walk::key(Qt::Key_Return);
    QVERIFY(walk_->shows("page.device"));
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.head"), kPatienceMs);
    QCOMPARE(label("device.title"), id);
    Walk::key(Qt::Key_Escape);
    QVERIFY(walk_->shows("page.devices"));

    QVERIFY(open(kPump));
    QCOMPARE(label("device.title"), QString(kPump));
    Walk::key(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(walk_->shows("page.devices"));

    const QPoint at = devices().visualRect(devices().model()->index(0, 0)).center();
    QTest::mouseDClick(devices().window()->windowHandle(), Qt::LeftButton, {},
                       devices().viewport()->mapTo(devices().window(), at));
    QVERIFY(walk_->shows("page.device"));
    walk_->click("device.back");
    QVERIFY(walk_->shows("page.devices"));
}

void DeviceWalks::opensFromTheEventsOfHome()
{
    Walk::key(Qt::Key_1, Qt::ControlModifier);
    auto& events = walk_->part<QTableView>("home.events");
    QTRY_VERIFY_WITH_TIMEOUT(events.model()->rowCount() > 0, kPatienceMs);
    const QString id = events.model()->index(0, HubEventLog::Device).data().toString();

    Walk::clickRow(events, 0);
    Walk::key(Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.events.table"), kPatienceMs);
    QCOMPARE(label("device.title"), id);
    QCOMPARE(walk_->part<QAbstractButton>("device.back").text(), u"Home"_s);
    Walk::key(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(walk_->shows("page.home"));
}

void DeviceWalks::tabsTurnByKeysAndMouse()
{
    QVERIFY(open(kPump));
    auto& tabs = walk_->part<Segmented>("device.tabs");

    Walk::key(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(tabs.current(), int(Twin));
    Walk::key(Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(tabs.current(), int(Overview));
    openTab(Queue);
    QVERIFY(walk_->shows("queue.table"));
    openTab(Events);
    QVERIFY(walk_->shows("device.events.table"));

    Walk::type(u"/"_s);
    QVERIFY(walk_->part<TextField>("device.events.search").edit()->hasFocus());
}

void DeviceWalks::methodIsAnsweredInPlace()
{
    QVERIFY(open(kPump));

    call(u"setInterval"_s, u"{\"seconds\":2}"_s);
    QVERIFY(answered());

    QCOMPARE(walk_->part<TextArea>("device.method.answer").text(), u"{\n  \"seconds\": 2\n}"_s);
    const MethodHistory& history = *walk_->console().hubs().currentMethods();
    QCOMPARE(history.callAt(0).outcome.status, 200);
    openTab(Twin);
    auto& reported = walk_->part<QTreeView>("device.twin.reported");
    QTRY_COMPARE_WITH_TIMEOUT(valueIn(reported, u"interval"_s), u"2"_s, kPatienceMs);
}

void DeviceWalks::methodThatIsUnknownIsNoAlarm()
{
    QVERIFY(open(kPump));

    call(u"selfDestruct"_s);
    QVERIFY(answered());

    const MethodHistory& history = *walk_->console().hubs().currentMethods();
    QCOMPARE(history.callAt(0).outcome.status, 404);
    QVERIFY(walk_->part<TextArea>("device.method.answer").text().contains(u"setInterval"_s));
}

void DeviceWalks::faultsStandBesideTheirFields()
{
    QVERIFY(open(kPump));

    call({}, u"{oops"_s);
    QCOMPARE(walk_->part<TextField>("device.method.name").error(), u"Which method?"_s);
    QVERIFY(walk_->part<TextArea>("device.method.payload").error().startsWith(u"Line 1"_s));
    auto& seconds = walk_->part<TextField>("device.method.response");
    seconds.setText(u"2"_s);
    call(u"ping"_s);

    QVERIFY(!seconds.error().isEmpty());
    QCOMPARE(walk_->console().hubs().currentMethods()->rowCount(), 0);
}

void DeviceWalks::methodOfADeviceThatIsGoneIsExplained()
{
    QVERIFY(send("PUT"_ba, u"/devices/lonely"_s, R"({"deviceId":"lonely"})"_ba));
    QTRY_VERIFY_WITH_TIMEOUT(columnOf(devices(), DeviceTable::Id).contains(u"lonely"_s),
                             kPatienceMs);
    QVERIFY(open(u"lonely"_s));
    QVERIFY(label("device.method.hint").contains(u"not connected"_s));

    call(u"ping"_s);
    QVERIFY(answered());

    QVERIFY(label("device.method.sentence").startsWith(u"lonely is not connected"_s));
}

void DeviceWalks::calledMethodsCanBeCalledAgain()
{
    QVERIFY(open(kPump));
    call(u"ping"_s);
    QVERIFY(answered());
    call(u"setInterval"_s, u"{\"seconds\":3}"_s);
    QVERIFY(answered());
    auto& history = walk_->part<QTableView>("device.method.history");
    QCOMPARE(columnOf(history, MethodHistory::Method),
             (QStringList{u"setInterval"_s, u"ping"_s}));

    Walk::clickRow(history, 1);
    Walk::key(Qt::Key_Return);

    QCOMPARE(walk_->part<TextField>("device.method.name").text(), u"ping"_s);
    QCOMPARE(walk_->part<TextArea>("device.method.payload").text(), QString());
}

void DeviceWalks::wishReachesTheDeviceAndItsReportShows()
{
    QVERIFY(open(kPump));
    openTab(Twin);
    auto& desired = walk_->part<QTreeView>("device.twin.desired");
    auto& reported = walk_->part<QTreeView>("device.twin.reported");
    QTRY_COMPARE_WITH_TIMEOUT(valueIn(reported, u"firmware"_s), u"\"1.9.0\""_s, kPatienceMs);

    QVERIFY(send("PATCH"_ba, u"/twins/"_s + kPump,
                 R"({"properties":{"desired":{"interval":5,"limits":{"flow":99}}}})"_ba));

    QTRY_COMPARE_WITH_TIMEOUT(valueIn(desired, u"interval"_s), u"5"_s, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(valueIn(reported, u"interval"_s), u"5"_s, kPatienceMs);
    QCOMPARE(valueIn(desired, u"limits.flow"_s), u"99"_s);
    const auto& tree = static_cast<const TwinTree&>(*desired.model());
    QTRY_COMPARE_WITH_TIMEOUT(tree.waitingCount(), 1, kPatienceMs); // limits are not its business
}

void DeviceWalks::twinIsCopiedAndShownAsJson()
{
    QVERIFY(open(kPump));
    openTab(Twin);
    auto& reported = walk_->part<QTreeView>("device.twin.reported");
    QTRY_VERIFY_WITH_TIMEOUT(reported.model()->rowCount() > 0, kPatienceMs);

    walk_->click("device.twin.copy");
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"\"deviceId\": \"sample-pump-2\""_s));
    const QPoint at = reported.visualRect(reported.model()->index(0, 0)).center();
    QTest::mouseClick(reported.window()->windowHandle(), Qt::LeftButton, {},
                      reported.viewport()->mapTo(reported.window(), at));
    Walk::key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"\"1.9.0\""_s);
    Walk::click(*walk_->part("device.twin.parts").findChildren<QAbstractButton*>().at(2));

    QTRY_VERIFY(walk_->shows("device.twin.json"));
    QVERIFY(walk_->part<TextArea>("device.twin.json").text().contains(u"\"$metadata\": {"_s));
}

void DeviceWalks::commandIsSentAndCompleted()
{
    QVERIFY(open(kPump));

    walk_->click("device.send");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.sendCommand")));
    walk_->part<TextArea>("sendCommand.body").setText(u"{\"mode\":\"eco\"}"_s);
    Walk::key(Qt::Key_Return, Qt::ControlModifier);

    QTRY_VERIFY_WITH_TIMEOUT(!walk_->has("dialog.sendCommand"), kPatienceMs);
    openTab(Events);
    auto& table = walk_->part<QTableView>("device.events.table");
    QTRY_VERIFY_WITH_TIMEOUT(
        columnOf(table, HubEventLog::What).contains(u"Command completed"_s), kPatienceMs);
}

void DeviceWalks::eventsTellWhatHappenedAndNarrowDown()
{
    QVERIFY(open(kPump));
    walk_->click("devicePage.enabled");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.disable")));
    Walk::type(u"being mended"_s);
    Walk::key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(walk_->part<QAbstractButton>("devicePage.enabled").text(),
                              u"Enable"_s, kPatienceMs);
    openTab(Events);
    auto& table = walk_->part<QTableView>("device.events.table");

    QTRY_VERIFY_WITH_TIMEOUT(
        columnOf(table, HubEventLog::Detail).contains(u"Was disabled"_s), kPatienceMs);
    const qsizetype all = columnOf(table, HubEventLog::What).size();
    walk_->part<SelectField>("device.events.show").setCurrentIndex(1);
    const QStringList connections = columnOf(table, HubEventLog::What);
    QVERIFY(connections.size() < all && connections.contains(u"Connected"_s));
    Walk::type(u"/"_s);
    Walk::type(u"disabled"_s);
    QVERIFY(columnOf(table, HubEventLog::What).contains(u"Disconnected"_s));
    QVERIFY(!columnOf(table, HubEventLog::What).contains(u"Connected"_s));
    Walk::key(Qt::Key_Escape);
    Walk::key(Qt::Key_Escape);
    QVERIFY(columnOf(table, HubEventLog::What).size() >= all);
    Walk::key(Qt::Key_Escape);

    QVERIFY(walk_->shows("page.devices"));
}

void DeviceWalks::keysAreRolledOverThoughTheOldOneIsInUse()
{
    QVERIFY(open(kPump));
    walk_->click("devicePage.keys");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.deviceKeys")));
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("deviceKeys.steps"), kPatienceMs);
    const auto says = [this](const QString& part) {
        for (const Label* label : walk_->part("dialog.deviceKeys").findChildren<Label*>()) {
            if (label->isVisible() && label->text().contains(part)) {
                return true;
            }
        }
        return false;
    };
    QVERIFY(says(u"over mqtt"_s) && says(u"Not used"_s));
    auto& secondary = walk_->part<CopyField>("deviceKeys.secondary");
    const QString before = secondary.value();
    const QString old = walk_->part<CopyField>("deviceKeys.primary").value();

    walk_->click("deviceKeys.newSecondary");
    QTRY_VERIFY_WITH_TIMEOUT(secondary.value() != before, kPatienceMs);
    walk_->click("deviceKeys.swap");
    QTRY_COMPARE_WITH_TIMEOUT(secondary.value(), old, kPatienceMs);
    QVERIFY(!walk_->shows("deviceKeys.force"));

    walk_->click("deviceKeys.retire");
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("deviceKeys.force"), kPatienceMs);
    QVERIFY(says(u"in use by the connection from 127.0.0.1:"_s));
    QCOMPARE(secondary.value(), old);
    walk_->click("deviceKeys.force");
    walk_->click("deviceKeys.retire");
    QTRY_VERIFY_WITH_TIMEOUT(secondary.value() != old, kPatienceMs);
    QTRY_VERIFY(!walk_->shows("deviceKeys.force"));
    Walk::key(Qt::Key_Return);
    QTRY_VERIFY(!walk_->has("dialog.deviceKeys"));
}

void DeviceWalks::deletedDeviceIsSaid()
{
    QVERIFY(open(kPump));

    walk_->click("devicePage.delete");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.delete")));
    walk_->click("dialog.delete.accept");

    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.empty"), kPatienceMs);
    QVERIFY(!walk_->shows("device.head"));
    walk_->click(*walk_->part<EmptyState>("device.empty").primaryButton());
    QVERIFY(walk_->shows("page.devices"));
}

/// An older hub elsewhere.
void DeviceWalks::hubThatKnowsNeitherSaysSo()
{
    FakeHub fake;
    fake.answer("/admin/devices/pump", 200,
                R"({"deviceId":"pump","status":"enabled","authType":"sas","tags":{}})");
    QVERIFY(open(kPump));
    HubList& hubs = walk_->console().hubs();
    hubs.put(fake.profile());

    hubs.setCurrent(fake.profile().id);
    QVERIFY(walk_->shows("page.devices") || !walk_->shows("page.device"));
    QTRY_VERIFY_WITH_TIMEOUT(hubs.current()->isOnline(), kPatienceMs);
    walk_->window().openDevice(u"pump"_s, u"overview"_s);
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.head"), kPatienceMs);

    QVERIFY(!walk_->shows("device.method.call"));
    openTab(Twin);
    QTRY_VERIFY(!walk_->shows("device.twin.desired"));
}

std::unique_ptr<QObject> makeDeviceWalks()
{
    return std::make_unique<DeviceWalks>();
}

} // namespace deck::test

#include "tst_walk_device.moc"
