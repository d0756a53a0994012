#include "tests/widgets/stage.h"
#include "widgets/parts/button.h"
#include "widgets/parts/nav_item.h"
#include "widgets/parts/nav_list.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class NavigationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clickAndEnterActivate();
    void currentIsSetWithoutASignal();
    void arrowsMoveOverItemsThatCanBeUsed();
    void homeAndEndSkipItemsThatCannotBeUsed();
    void listIsOneStopForTab();
    void listCanBeReachedThoughItsFirstItemIsDisabled();
    void collapsedListKeepsItsNames();
};

namespace {

/// Home, Devices, Telemetry (disabled), Settings.
struct Pages
{
    Stage stage;
    NavList& list = stage.add<NavList>();
    Button& after = stage.add<Button>(u"After"_s, Button::Kind::Secondary);

    Pages()
    {
        list.addItem(u"home"_s, Icon::Home, u"Home"_s);
        list.addSection(u"Fleet"_s);
        list.addItem(u"devices"_s, Icon::Devices, u"Devices"_s);
        list.addItem(u"telemetry"_s, Icon::Telemetry, u"Telemetry"_s);
        list.addItem(u"settings"_s, Icon::Settings, u"Settings"_s);
        list.setItemEnabled(u"telemetry"_s, false);
    }

    NavItem* item(const QString& key) const { return list.findChild<NavItem*>(u"nav."_s + key); }
};

} // namespace

void NavigationTest::clickAndEnterActivate()
{
    Pages pages;
    QVERIFY(pages.stage.show());
    QSignalSpy activated(&pages.list, &NavList::activated);

    Stage::click(*pages.item(u"devices"_s));
    QCOMPARE(pages.list.current(), u"devices"_s);
    Stage::click(*pages.item(u"devices"_s));
    QVERIFY(pages.item(u"devices"_s)->isChecked());
    pages.stage.key(Qt::Key_Down);
    pages.stage.key(Qt::Key_Return);

    QCOMPARE(pages.list.current(), u"settings"_s);
    QVERIFY(!pages.item(u"devices"_s)->isChecked());
    QCOMPARE(activated.count(), 3);
}

void NavigationTest::currentIsSetWithoutASignal()
{
    Pages pages;
    QSignalSpy activated(&pages.list, &NavList::activated);

    pages.list.setCurrent(u"home"_s);

    QVERIFY(pages.item(u"home"_s)->isChecked());
    QCOMPARE(activated.count(), 0);
}

void NavigationTest::arrowsMoveOverItemsThatCanBeUsed()
{
    Pages pages;
    pages.list.setCurrent(u"home"_s);
    QVERIFY(pages.stage.show());
    pages.item(u"home"_s)->setFocus();

    pages.stage.key(Qt::Key_Down);
    pages.stage.key(Qt::Key_Down);
    QVERIFY(pages.item(u"settings"_s)->hasFocus());
    pages.stage.key(Qt::Key_Down);
    QVERIFY(pages.item(u"settings"_s)->hasFocus());
    pages.stage.key(Qt::Key_Up);

    QVERIFY(pages.item(u"devices"_s)->hasFocus());
    QCOMPARE(pages.list.current(), u"home"_s);
}

void NavigationTest::homeAndEndSkipItemsThatCannotBeUsed()
{
    Pages pages;
    pages.list.setItemEnabled(u"home"_s, false);
    pages.list.setItemEnabled(u"settings"_s, false);
    pages.list.setItemEnabled(u"telemetry"_s, true);
    QVERIFY(pages.stage.show());
    pages.item(u"devices"_s)->setFocus();

    pages.stage.key(Qt::Key_End);
    QVERIFY(pages.item(u"telemetry"_s)->hasFocus());
    pages.stage.key(Qt::Key_Home);

    QVERIFY(pages.item(u"devices"_s)->hasFocus());
}

void NavigationTest::listIsOneStopForTab()
{
    Pages pages;
    pages.list.setCurrent(u"devices"_s);
    QVERIFY(pages.stage.show());
    pages.after.setFocus();

    pages.stage.key(Qt::Key_Tab);
    QVERIFY(pages.item(u"devices"_s)->hasFocus());
    pages.stage.key(Qt::Key_Tab);

    QVERIFY(pages.after.hasFocus());
}

void NavigationTest::listCanBeReachedThoughItsFirstItemIsDisabled()
{
    Pages pages;
    QVERIFY(pages.stage.show());
    pages.after.setFocus();

    pages.list.setItemEnabled(u"home"_s, false);
    pages.stage.key(Qt::Key_Tab);

    QVERIFY(pages.item(u"devices"_s)->hasFocus());
}

void NavigationTest::collapsedListKeepsItsNames()
{
    Pages pages;
    pages.list.setCount(u"devices"_s, u"12"_s);
    const int width = pages.list.width();

    pages.list.setCollapsed(true);

    QVERIFY(pages.list.width() < width);
    QCOMPARE(pages.item(u"devices"_s)->accessibleName(), u"Devices, 12"_s);
    QCOMPARE(pages.item(u"devices"_s)->toolTip(), u"Devices, 12"_s);
}

std::unique_ptr<QObject> navigationTest()
{
    return std::make_unique<NavigationTest>();
}

} // namespace deck::test

#include "tst_navigation.moc"
