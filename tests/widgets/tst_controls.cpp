#include "tests/widgets/stage.h"
#include "widgets/parts/button.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/filter_chip.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/switch.h"

#include <QAccessible>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class ControlsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void buttonIsPressedByMouseAndKeys();
    void busyButtonTakesNoClicks();
    void buttonThatGetsBusyWhilePressedIsNotClicked();
    void busyButtonKeepsItsWidthAndFocus();
    void disabledButtonTakesNoClicks();
    void iconButtonIsNamedByItsText();
    void focusRingOnlyByKeyboard();
    void focusRingIsWholeAtTheEdgeOfWhatScrolls();
    void focusRingLeavesWithTheFocus();
    void switchTogglesBySpaceAndClick();
    void checkBoxThatIsPartialBecomesFull();
    void segmentsMoveByArrows();
    void segmentedIsOneStopForTab();
    void segmentedSaysOnlyWhatChanges();
    void chipIsClearedByItsCrossAndDelete();
};

namespace {

/// The ring that is to be seen, if any.
QWidget* ringOf(const QWidget& window)
{
    for (QWidget* child : window.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (child->testAttribute(Qt::WA_TransparentForMouseEvents) && child->isVisible()) {
            return child;
        }
    }
    return nullptr;
}

} // namespace

void ControlsTest::buttonIsPressedByMouseAndKeys()
{
    Stage stage;
    auto& button = stage.add<Button>(u"Save"_s, Button::Kind::Primary);
    QVERIFY(stage.show());
    QSignalSpy clicked(&button, &Button::clicked);

    Stage::click(button);
    stage.key(Qt::Key_Space);
    stage.key(Qt::Key_Return);
    stage.key(Qt::Key_Enter);

    QCOMPARE(clicked.count(), 4);
}

void ControlsTest::busyButtonTakesNoClicks()
{
    Stage stage;
    auto& button = stage.add<Button>(u"Save"_s, Button::Kind::Primary);
    QVERIFY(stage.show());
    button.setFocus();
    QSignalSpy clicked(&button, &Button::clicked);

    button.setBusy(true);
    Stage::click(button);
    stage.key(Qt::Key_Space);
    stage.key(Qt::Key_Return);
    QCOMPARE(clicked.count(), 0);

    button.setBusy(false);
    stage.key(Qt::Key_Return);
    QCOMPARE(clicked.count(), 1);
}

void ControlsTest::buttonThatGetsBusyWhilePressedIsNotClicked()
{
    Stage stage;
    auto& button = stage.add<Button>(u"Save"_s, Button::Kind::Primary);
    QVERIFY(stage.show());
    QSignalSpy clicked(&button, &Button::clicked);
    const QPoint middle = button.mapTo(&stage.window, button.rect().center());

    QTest::mousePress(stage.window.windowHandle(), Qt::LeftButton, {}, middle);
    QVERIFY(button.isDown());
    button.setBusy(true);
    QTest::mouseRelease(stage.window.windowHandle(), Qt::LeftButton, {}, middle);

    QCOMPARE(clicked.count(), 0);
}

void ControlsTest::busyButtonKeepsItsWidthAndFocus()
{
    Stage stage;
    auto& plain = stage.add<Button>(u"Save"_s, Button::Kind::Primary);
    auto& icon = stage.add<Button>(u"Export"_s, Icon::Download, Button::Kind::Secondary);
    QVERIFY(stage.show());
    plain.setFocus();
    const QSize plainSize = plain.size();
    const QSize iconSize = icon.size();

    plain.setBusy(true);
    icon.setBusy(true);
    QCoreApplication::processEvents();

    QCOMPARE(plain.size(), plainSize);
    QCOMPARE(icon.size(), iconSize);
    QVERIFY(plain.hasFocus());
}

void ControlsTest::disabledButtonTakesNoClicks()
{
    Stage stage;
    auto& button = stage.add<Button>(u"Save"_s, Button::Kind::Primary);
    button.setEnabled(false);
    QVERIFY(stage.show());
    QSignalSpy clicked(&button, &Button::clicked);

    Stage::click(button);

    QCOMPARE(clicked.count(), 0);
}

void ControlsTest::iconButtonIsNamedByItsText()
{
    Stage stage;
    auto& button = stage.add<IconButton>(Icon::Refresh, u"Refresh"_s);
    button.setShortcutHint(u"Ctrl R"_s);

    QCOMPARE(QAccessible::queryAccessibleInterface(&button)->text(QAccessible::Name), u"Refresh"_s);
    QCOMPARE(button.toolTip(), u"Refresh (Ctrl R)"_s);
}

void ControlsTest::focusRingOnlyByKeyboard()
{
    Stage stage;
    auto& first = stage.add<Button>(u"First"_s, Button::Kind::Secondary);
    auto& second = stage.add<Button>(u"Second"_s, Button::Kind::Secondary);
    QVERIFY(stage.show());

    Stage::click(first);
    QVERIFY(first.hasFocus());
    QVERIFY(ringOf(stage.window) == nullptr);

    stage.key(Qt::Key_Tab);
    QVERIFY(second.hasFocus());
    const QWidget* const ring = ringOf(stage.window);
    QVERIFY(ring != nullptr);
    QVERIFY(ring->geometry().contains(second.geometry()));

    Stage::click(second);
    stage.key(Qt::Key_Tab, Qt::ShiftModifier);
    QVERIFY(first.hasFocus());
    QVERIFY(ringOf(stage.window)->geometry().contains(first.geometry()));
}

void ControlsTest::focusRingIsWholeAtTheEdgeOfWhatScrolls()
{
    Stage stage;
    auto* area = new QScrollArea;
    auto* content = new QWidget;
    content->resize(400, 2'000);
    auto* top = new Button(stage.theme, u"Top"_s, Button::Kind::Secondary, content);
    area->setWidget(content);
    stage.add(area);
    QVERIFY(stage.show());

    top->setFocus(Qt::TabFocusReason);
    const QRect frame(top->mapTo(&stage.window, QPoint()), top->size());
    const int reach = FocusRing::kReach;
    QCOMPARE(ringOf(stage.window)->geometry(), frame.adjusted(-reach, -reach, reach, reach));

    area->verticalScrollBar()->setValue(10);
    const QRect cut = ringOf(stage.window)->geometry();
    QCOMPARE(cut.top(), area->viewport()->mapTo(&stage.window, QPoint()).y());
    QCOMPARE(cut.left(), frame.left() - reach);
}

void ControlsTest::focusRingLeavesWithTheFocus()
{
    Stage stage;
    stage.add<Button>(u"First"_s, Button::Kind::Secondary);
    auto& second = stage.add<Button>(u"Second"_s, Button::Kind::Secondary);
    QVERIFY(stage.show());
    second.setFocus(Qt::TabFocusReason);
    QVERIFY(ringOf(stage.window) != nullptr);

    second.hide();
    QVERIFY(ringOf(stage.window) == nullptr ||
            !ringOf(stage.window)->geometry().intersects(second.geometry()));

    delete &second;
    stage.window.setFocus();
    QVERIFY(ringOf(stage.window) == nullptr);
}

void ControlsTest::switchTogglesBySpaceAndClick()
{
    Stage stage;
    auto& part = stage.add<Switch>(u"Start the hub with the console"_s);
    QVERIFY(stage.show());
    QSignalSpy toggled(&part, &Switch::toggled);

    Stage::clickAt(part, QPoint(part.width() - 5, part.height() / 2)); // on its text
    QVERIFY(part.isChecked());
    stage.key(Qt::Key_Space);
    QVERIFY(!part.isChecked());
    stage.key(Qt::Key_Return);

    QVERIFY(part.isChecked());
    QCOMPARE(toggled.count(), 3);
}

void ControlsTest::checkBoxThatIsPartialBecomesFull()
{
    Stage stage;
    auto& box = stage.add<CheckBox>(u"All"_s);
    QVERIFY(stage.show());
    box.setPartial(true);

    Stage::click(box);
    QVERIFY(box.isChecked());
    QVERIFY(!box.isPartial());
    Stage::click(box);
    QVERIFY(!box.isChecked());
}

void ControlsTest::segmentsMoveByArrows()
{
    Stage stage;
    auto& part = stage.add<Segmented>(u"Window"_s);
    for (const QString& text : {u"1 min"_s, u"5 min"_s, u"1 h"_s}) {
        part.addSegment(text);
    }
    QVERIFY(stage.show());
    stage.key(Qt::Key_Tab);
    QSignalSpy changed(&part, &Segmented::currentChanged);

    stage.key(Qt::Key_Right);
    QCOMPARE(part.current(), 1);
    stage.key(Qt::Key_Right);
    QCOMPARE(part.current(), 2);
    stage.key(Qt::Key_Left);

    QCOMPARE(part.current(), 1);
    QCOMPARE(changed.count(), 3);
}

void ControlsTest::segmentedIsOneStopForTab()
{
    Stage stage;
    auto& part = stage.add<Segmented>(u"Window"_s);
    for (const QString& text : {u"1 min"_s, u"5 min"_s, u"1 h"_s}) {
        part.addSegment(text);
    }
    part.setCurrent(1);
    auto& after = stage.add<Button>(u"After"_s, Button::Kind::Secondary);
    QVERIFY(stage.show());
    after.setFocus();

    stage.key(Qt::Key_Tab);
    QVERIFY(part.isAncestorOf(stage.window.focusWidget()));
    QCOMPARE(qobject_cast<QAbstractButton*>(stage.window.focusWidget())->text(), u"5 min"_s);
    stage.key(Qt::Key_Tab);

    QVERIFY(after.hasFocus());
}

void ControlsTest::segmentedSaysOnlyWhatChanges()
{
    Stage stage;
    auto& part = stage.add<Segmented>(u"Window"_s);
    QSignalSpy changed(&part, &Segmented::currentChanged);
    part.addSegment(u"1 min"_s);
    part.addSegment(u"5 min"_s);

    part.setCurrent(0);
    part.setCurrent(7);
    QCOMPARE(changed.count(), 0);
    part.setCurrent(1);

    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toInt(), 1);
}

void ControlsTest::chipIsClearedByItsCrossAndDelete()
{
    Stage stage;
    auto& chip = stage.add<FilterChip>(u"State"_s);
    QVERIFY(stage.show());
    QSignalSpy clicked(&chip, &FilterChip::clicked);
    QSignalSpy cleared(&chip, &FilterChip::cleared);

    chip.setValue(u"Online"_s);
    QCOMPARE(chip.accessibleName(), u"State: Online"_s);
    QCoreApplication::processEvents();
    Stage::clickAt(chip, QPoint(chip.width() - 14, chip.height() / 2));
    QCOMPARE(cleared.count(), 1);
    QCOMPARE(clicked.count(), 0);

    chip.setValue(u"Offline"_s);
    chip.setFocus();
    stage.key(Qt::Key_Delete);
    QCOMPARE(cleared.count(), 2);
    QVERIFY(chip.value().isEmpty());

    Stage::click(chip);
    QCOMPARE(clicked.count(), 1);
}

std::unique_ptr<QObject> controlsTest()
{
    return std::make_unique<ControlsTest>();
}

} // namespace deck::test

#include "tst_controls.moc"
