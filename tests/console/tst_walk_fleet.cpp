// A fleet of sample devices: added, looked at, filtered, disabled, deleted, paused, removed.
#include "models/device_table.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "widgets/parts/text_field.h"
#include "widgets/plot/plot_view.h"

#include <QAbstractButton>
#include <QLineEdit>

namespace deck::test {

using namespace Qt::StringLiterals;

class FleetWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void samplesAppearOnEveryPage();
    void removedSamplesLeaveNothing();
    void filterNarrowsAndEscClears();
    void escClearsTheFilterFromTheTable();
    void disabledDeviceIsDroppedAndComesBack();
    void deleteAsksFirst();
    void pauseHoldsTheListByClickAndKey();

private:
    QTableView& devices();
    QStringList ids() { return columnOf(devices(), DeviceTable::Id); }
    QString stateOf(const QString& id);
    bool select(const QString& id);

    std::unique_ptr<Walk> walk_;
};

/// Five devices that send, and their page.
void FleetWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    QVERIFY(walk_->addSamples());
    Walk::key(Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 5, kPatienceMs);
}

QTableView& FleetWalks::devices()
{
    return walk_->part<QTableView>("devices.table");
}

QString FleetWalks::stateOf(const QString& id)
{
    return columnOf(devices(), DeviceTable::State).value(ids().indexOf(id));
}

bool FleetWalks::select(const QString& id)
{
    Walk::clickRow(devices(), int(ids().indexOf(id)));
    return walk_->shows("device.panel");
}

void FleetWalks::samplesAppearOnEveryPage()
{
    const QStringList online(5, u"Online"_s);
    QTRY_COMPARE_WITH_TIMEOUT(columnOf(devices(), DeviceTable::State), online, kPatienceMs);

    Walk::key(Qt::Key_4, Qt::ControlModifier);

    QTRY_VERIFY_WITH_TIMEOUT(walk_->window().findChild<PlotView*>() != nullptr, kPatienceMs);
    QTRY_VERIFY(walk_->window().findChild<PlotView*>()->isVisible());
    auto& messages = walk_->part<QTableView>("telemetry.messages");
    QTRY_VERIFY_WITH_TIMEOUT(messages.model()->rowCount() > 5, kPatienceMs);
    Walk::key(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(walk_->part<QTableView>("home.events").model()->rowCount() >= 5);
}

void FleetWalks::removedSamplesLeaveNothing()
{
    LiveTelemetry& telemetry = *walk_->console().hubs().currentTelemetry();
    QTRY_VERIFY_WITH_TIMEOUT(telemetry.series().paths().size() > 2, kPatienceMs);

    Walk::key(Qt::Key_1, Qt::ControlModifier);
    walk_->click("home.samples");

    QTRY_COMPARE_WITH_TIMEOUT(walk_->console().samples().state(), SampleDevices::State::None,
                              kPatienceMs);
    Walk::key(Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(ids(), QStringList(), kPatienceMs);
    QTRY_VERIFY(telemetry.series().all().empty());
    QTRY_COMPARE(telemetry.log().rowCount(), 0);
}

void FleetWalks::filterNarrowsAndEscClears()
{
    const QString wanted = ids().at(2);
    auto& search = walk_->part<TextField>("devices.search");

    Walk::type(u"/"_s);
    QVERIFY(search.edit()->hasFocus());
    QCOMPARE(search.text(), QString());
    Walk::type(wanted);

    QTRY_COMPARE(ids(), QStringList{wanted});
    Walk::key(Qt::Key_Escape);
    QCOMPARE(search.text(), QString());
    QTRY_COMPARE(ids().size(), 5);
    Walk::type(u"no-such-device"_s);
    QTRY_COMPARE(ids().size(), 0);
}

void FleetWalks::escClearsTheFilterFromTheTable()
{
    auto& search = walk_->part<TextField>("devices.search");
    Walk::type(u"/"_s);
    Walk::type(ids().at(0));
    QTRY_COMPARE(ids().size(), 1);
    QVERIFY(select(ids().at(0)));

    Walk::key(Qt::Key_Escape);
    QCOMPARE(search.text(), QString());
    QVERIFY(walk_->shows("device.panel"));
    QTRY_COMPARE(ids().size(), 5);
    Walk::key(Qt::Key_Escape);

    QVERIFY(!walk_->shows("device.panel"));
}

void FleetWalks::disabledDeviceIsDroppedAndComesBack()
{
    const QString id = ids().at(1);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), u"Online"_s, kPatienceMs);
    QVERIFY(select(id));
    auto& button = walk_->part<QAbstractButton>("device.enabled");
    QCOMPARE(button.text(), u"Disable…"_s);

    walk_->click(button);
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.disable")));
    Walk::key(Qt::Key_Return);

    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), u"Disabled"_s, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(walk_->session().health()->connectedDevices, 4U, kPatienceMs);
    QTRY_COMPARE(button.text(), u"Enable"_s);
    walk_->click(button);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), u"Online"_s, 2 * kPatienceMs);
    QTRY_COMPARE(button.text(), u"Disable…"_s);
}

void FleetWalks::deleteAsksFirst()
{
    const QString id = ids().at(3);
    QVERIFY(select(id));

    walk_->click("device.delete");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.delete")));
    Walk::key(Qt::Key_Return); // the default is the harmless answer
    QTRY_VERIFY(!walk_->has("dialog.delete"));
    QCOMPARE(ids().size(), 5);
    walk_->click("device.delete");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.delete")));
    walk_->click("dialog.delete.accept");

    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 4, kPatienceMs);
    QVERIFY(!ids().contains(id));
    QVERIFY(!walk_->shows("device.panel"));
}

void FleetWalks::pauseHoldsTheListByClickAndKey()
{
    Walk::key(Qt::Key_4, Qt::ControlModifier);
    TelemetryLog& log = walk_->console().hubs().currentTelemetry()->log();
    QTRY_VERIFY_WITH_TIMEOUT(log.rowCount() > 0, kPatienceMs);
    auto& button = walk_->part<QAbstractButton>("telemetry.pause");

    walk_->click(button);
    const int rows = log.rowCount();
    QCOMPARE(button.text(), u"Resume"_s);
    QTRY_VERIFY_WITH_TIMEOUT(log.waiting() > 0, kPatienceMs);
    QCOMPARE(log.rowCount(), rows);
    Walk::key(Qt::Key_P, Qt::ControlModifier);

    QCOMPARE(button.text(), u"Pause"_s);
    QVERIFY(log.rowCount() > rows);
    QCOMPARE(log.waiting(), 0);
}

std::unique_ptr<QObject> makeFleetWalks()
{
    return std::make_unique<FleetWalks>();
}

} // namespace deck::test

#include "tst_walk_fleet.moc"
