// The window: Home, the ways between pages, light and dark, and what a keyboard and a screen reader
// find.
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "widgets/parts/copy_field.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QDialog>
#include <QSet>

namespace deck::test {

using namespace Qt::StringLiterals;

class WindowWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hubStartsAndHomeShowsItsEndpoints();
    void keysAndSidebarLeadToThePages();
    void colorsChangeByKeyAndButton();
    void whatTakesFocusHasAName();
    void whatTakesFocusInDialogsHasAName();
    void tabReachesEveryButtonOfHome();
};

namespace {

/// Visible parts that take the focus and say nothing to a screen reader.
QStringList namelessIn(const QWidget& root)
{
    QStringList nameless;
    for (QWidget* part : root.findChildren<QWidget*>()) {
        const bool takesFocus = part->focusPolicy() != Qt::NoFocus && part->isVisible();
        const auto* const spoken =
            takesFocus ? QAccessible::queryAccessibleInterface(part) : nullptr;
        if (spoken != nullptr && spoken->text(QAccessible::Name).trimmed().isEmpty()) {
            nameless << QString::fromLatin1(part->metaObject()->className()) + u' ' +
                            part->objectName();
        }
    }
    return nameless;
}

/// Where Tab leads until it comes round.
QSet<QWidget*> tabStops()
{
    QSet<QWidget*> stops;
    for (;;) {
        Walk::key(Qt::Key_Tab);
        QWidget* const here = QApplication::focusWidget();
        if (here == nullptr || stops.contains(here)) {
            return stops;
        }
        stops.insert(here);
    }
}

} // namespace

void WindowWalks::hubStartsAndHomeShowsItsEndpoints()
{
    Walk walk;

    QVERIFY(walk.online());

    QVERIFY(walk.shows("page.home"));
    const auto mqtts = walk.session().capabilities()->mqttsPort;
    QCOMPARE(walk.part<CopyField>("home.mqtt").value(), u"127.0.0.1:%1"_s.arg(mqtts));
    QCOMPARE(walk.part<CopyField>("home.https").value(),
             u"https://"_s + walk.session().profile().address());
    QVERIFY(QFile::exists(walk.part<CopyField>("home.authority").value()));
    QVERIFY(walk.part<CopyField>("home.owner").value().contains(u"SharedAccessKey="_s));
}

void WindowWalks::keysAndSidebarLeadToThePages()
{
    Walk walk;
    QVERIFY(walk.online());

    for (const auto& [key, page] :
         {std::pair(Qt::Key_2, "page.devices"), std::pair(Qt::Key_3, "page.access"),
          std::pair(Qt::Key_4, "page.telemetry"), std::pair(Qt::Key_5, "page.queues"),
          std::pair(Qt::Key_6, "page.audit"), std::pair(Qt::Key_7, "page.settings"),
          std::pair(Qt::Key_1, "page.home")}) {
        Walk::key(key, Qt::ControlModifier);
        QVERIFY2(walk.shows(page), page);
    }
    for (const char* page :
         {"settings", "audit", "queues", "telemetry", "access", "devices", "home"}) {
        walk.click(("nav." + QByteArray(page)).constData());
        QVERIFY2(walk.shows(("page." + QByteArray(page)).constData()), page);
    }
}

void WindowWalks::colorsChangeByKeyAndButton()
{
    Walk walk;
    QVERIFY(walk.online());
    const bool dark = walk.console().theme().isDark();

    Walk::key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(walk.console().theme().isDark(), !dark);
    walk.click("shell.colors");

    QCOMPARE(walk.console().theme().isDark(), dark);
}

void WindowWalks::whatTakesFocusHasAName()
{
    Walk walk;
    QVERIFY(walk.online());
    QVERIFY(walk.addSamples());

    for (const Qt::Key key : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5,
                             Qt::Key_6, Qt::Key_7}) {
        Walk::key(key, Qt::ControlModifier);
        if (key == Qt::Key_2) {
            auto& table = walk.part<QTableView>("devices.table");
            QTRY_COMPARE(table.model()->rowCount(), 5);
            Walk::clickRow(table, 0);
            QVERIFY(walk.shows("device.panel"));
        }
        QCOMPARE(namelessIn(walk.window()), QStringList());
    }
}

void WindowWalks::whatTakesFocusInDialogsHasAName()
{
    Walk walk;
    QVERIFY(walk.online());

    Walk::key(Qt::Key_O, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(&walk.part("dialog.connectHub")));
    QCOMPARE(namelessIn(walk.part("dialog.connectHub")), QStringList());
    Walk::key(Qt::Key_Escape);
    QTRY_VERIFY(!walk.has("dialog.connectHub"));
    Walk::key(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(&walk.part("dialog.connectDevice")));
    QCOMPARE(namelessIn(walk.part("dialog.connectDevice")), QStringList());
    walk.click("connectDevice.create");
    QTRY_VERIFY(walk.shows("connectDevice.snippet"));

    QCOMPARE(namelessIn(walk.part("dialog.connectDevice")), QStringList());
}

void WindowWalks::tabReachesEveryButtonOfHome()
{
    Walk walk;
    QVERIFY(walk.online());
    QTRY_VERIFY(walk.part("home.samples").isEnabled());

    const QSet<QWidget*> stops = tabStops();

    for (QAbstractButton* button : walk.part("page.home").findChildren<QAbstractButton*>()) {
        if (button->isVisible() && button->isEnabled()) {
            QVERIFY2(stops.contains(button),
                     qPrintable(button->objectName() + button->text() + button->accessibleName()));
        }
    }
}

std::unique_ptr<QObject> makeWindowWalks()
{
    return std::make_unique<WindowWalks>();
}

} // namespace deck::test

#include "tst_walk_window.moc"
