#include "tests/support/manual_timers.h"
#include "tests/widgets/stage.h"
#include "widgets/parts/button.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/key_cap.h"
#include "widgets/parts/label.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/secret_clipboard.h"

#include <QClipboard>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class FieldsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void typingIsToldAndEnterSubmits();
    void escapeClearsAndGoesNoFurther();
    void crossIsThereWhileThereIsText();
    void keyHintIsThereWhileTheFieldIsNotInUse();
    void secretIsMaskedUntilRevealed();
    void errorIsShownAndRead();
    void textAreaTakesLinesAndLeavesTabs();

    void selectOpensByKeysAndChooses_data();
    void selectOpensByKeysAndChooses();
    void escapeClosesTheListWithoutAChoice();
    void selectStepsWithoutOpening();
    void clickOnAnOpenSelectClosesIt();
    void wheelDoesNotChangeASelect();
    void choiceByTheUserIsToldOnce();

    void copyPutsTheValueOnTheClipboard();
    void secretLeavesTheClipboardAfterItsTime();
    void secretLeavesTheClipboardThoughItsFieldIsGone();
    void otherTextStaysOnTheClipboard();
    void copyingAgainStartsTheTimeAnew();
    void secretIsHiddenAgainAfterAWhile();
    void maskDoesNotTellTheLength();
};

namespace {

IconButton* buttonNamed(const QWidget& part, const QString& name)
{
    for (IconButton* button : part.findChildren<IconButton*>()) {
        if (button->accessibleName() == name) {
            return button;
        }
    }
    return nullptr;
}

QString shownBy(const CopyField& field)
{
    return field.findChild<Label*>()->text();
}

QString clipboardText()
{
    return QGuiApplication::clipboard()->text();
}

SelectField& addStates(Stage& stage)
{
    auto& field = stage.add<SelectField>(u"State"_s);
    field.addItems({u"Any"_s, u"Online"_s, u"Offline"_s});
    return field;
}

} // namespace

void FieldsTest::typingIsToldAndEnterSubmits()
{
    Stage stage;
    auto& field = stage.add<TextField>(u"Device id"_s);
    QVERIFY(stage.show());
    QSignalSpy edited(&field, &TextField::textEdited);
    QSignalSpy submitted(&field, &TextField::submitted);
    Stage::click(*field.edit());

    QTest::keyClicks(field.edit(), u"pump"_s);
    stage.key(Qt::Key_Return);
    field.setText(u"other"_s);

    QCOMPARE(edited.count(), 4);
    QCOMPARE(edited.last()[0].toString(), u"pump"_s);
    QCOMPARE(submitted.count(), 1);
}

void FieldsTest::escapeClearsAndGoesNoFurther()
{
    Stage stage;
    auto& field = stage.add<TextField>(u"Search"_s);
    field.setClearable(true);
    QVERIFY(stage.show());
    const QShortcut escape(Qt::Key_Escape, &stage.window);
    QSignalSpy further(&escape, &QShortcut::activated);
    QSignalSpy edited(&field, &TextField::textEdited);
    field.setText(u"pump"_s);
    field.setFocus();

    stage.key(Qt::Key_Escape);
    QCOMPARE(field.text(), QString());
    QCOMPARE(edited.count(), 1);
    QCOMPARE(further.count(), 0);

    stage.key(Qt::Key_Escape);
    QCOMPARE(further.count(), 1);
}

void FieldsTest::crossIsThereWhileThereIsText()
{
    Stage stage;
    auto& field = stage.add<TextField>(u"Search"_s);
    field.setClearable(true);
    QVERIFY(stage.show());
    IconButton* const cross = buttonNamed(field, u"Clear"_s);
    QVERIFY(cross->isHidden());

    field.setText(u"pump"_s);
    QCoreApplication::processEvents();
    QVERIFY(cross->isVisible());
    Stage::click(*cross);

    QVERIFY(field.text().isEmpty());
    QVERIFY(cross->isHidden());
    QVERIFY(field.edit()->hasFocus());
}

void FieldsTest::keyHintIsThereWhileTheFieldIsNotInUse()
{
    Stage stage;
    auto& field = stage.add<TextField>(u"Search"_s);
    field.setKeyHint(u"/"_s);
    stage.add<Button>(u"Other"_s, Button::Kind::Secondary).setFocus();
    QVERIFY(stage.show());
    const auto* const hint = field.findChild<KeyCap*>();

    QVERIFY(hint != nullptr);
    QVERIFY(hint->isVisible());
    field.setFocus();
    QVERIFY(!hint->isVisible());
}

void FieldsTest::secretIsMaskedUntilRevealed()
{
    Stage stage;
    auto& field = stage.add<TextField>(u"Key"_s);
    field.setSecret(true);
    QVERIFY(stage.show());
    field.setText(u"hunter2"_s);
    QCOMPARE(field.edit()->echoMode(), QLineEdit::Password);

    Stage::click(*buttonNamed(field, u"Show"_s));
    QCOMPARE(field.edit()->echoMode(), QLineEdit::Normal);
    Stage::click(*buttonNamed(field, u"Hide"_s));

    QCOMPARE(field.edit()->echoMode(), QLineEdit::Password);
    QCOMPARE(field.text(), u"hunter2"_s);
}

void FieldsTest::errorIsShownAndRead()
{
    Stage stage;
    auto& field = stage.add<TextField>(u"Device id"_s);
    QVERIFY(stage.show());
    const int height = field.sizeHint().height();

    field.setError(u"There is a <b>device</b> with this id."_s);
    QCOMPARE(field.edit()->accessibleDescription(), u"There is a <b>device</b> with this id."_s);
    QVERIFY(field.sizeHint().height() > height);

    field.setError({});
    QCOMPARE(field.sizeHint().height(), height);
    QVERIFY(field.edit()->accessibleDescription().isEmpty());
}

void FieldsTest::textAreaTakesLinesAndLeavesTabs()
{
    Stage stage;
    auto& area = stage.add<TextArea>(u"Payload"_s);
    auto& after = stage.add<Button>(u"After"_s, Button::Kind::Secondary);
    QVERIFY(stage.show());
    area.setFocus();

    QTest::keyClicks(area.edit(), u"{"_s);
    stage.key(Qt::Key_Return);
    QTest::keyClicks(area.edit(), u"}"_s);
    stage.key(Qt::Key_Tab);

    QCOMPARE(area.text(), u"{\n}"_s);
    QVERIFY(after.hasFocus());
}

void FieldsTest::selectOpensByKeysAndChooses_data()
{
    QTest::addColumn<Qt::Key>("open");
    QTest::addColumn<Qt::Key>("choose");

    QTest::newRow("Enter, Enter") << Qt::Key_Return << Qt::Key_Return;
    QTest::newRow("Space, Space") << Qt::Key_Space << Qt::Key_Space;
    QTest::newRow("F4, Enter") << Qt::Key_F4 << Qt::Key_Return;
}

void FieldsTest::selectOpensByKeysAndChooses()
{
    QFETCH(const Qt::Key, open);
    QFETCH(const Qt::Key, choose);
    Stage stage;
    SelectField& field = addStates(stage);
    QVERIFY(stage.show());
    field.setFocus();

    stage.key(open);
    QVERIFY(field.isPopupOpen());
    QWidget* const popup = QApplication::activePopupWidget();
    QTest::keyClick(popup->windowHandle(), Qt::Key_Down);
    QTest::keyClick(popup->windowHandle(), Qt::Key_Down);
    QCOMPARE(field.currentIndex(), 0);
    QTest::keyClick(popup->windowHandle(), choose);

    QVERIFY(!field.isPopupOpen());
    QCOMPARE(field.currentText(), u"Offline"_s);
}

void FieldsTest::escapeClosesTheListWithoutAChoice()
{
    Stage stage;
    SelectField& field = addStates(stage);
    QVERIFY(stage.show());
    field.setFocus();
    stage.key(Qt::Key_Return);

    QWidget* const popup = QApplication::activePopupWidget();
    QTest::keyClick(popup->windowHandle(), Qt::Key_Down);
    QTest::keyClick(popup->windowHandle(), Qt::Key_Escape);

    QVERIFY(!field.isPopupOpen());
    QCOMPARE(field.currentIndex(), 0);
    QVERIFY(field.hasFocus());
}

void FieldsTest::selectStepsWithoutOpening()
{
    Stage stage;
    SelectField& field = addStates(stage);
    QVERIFY(stage.show());
    field.setFocus();

    stage.key(Qt::Key_Down);
    QCOMPARE(field.currentIndex(), 1);
    stage.key(Qt::Key_End);
    QCOMPARE(field.currentIndex(), 2);
    stage.key(Qt::Key_Home);

    QCOMPARE(field.currentIndex(), 0);
    QVERIFY(!field.isPopupOpen());
}

void FieldsTest::clickOnAnOpenSelectClosesIt()
{
    Stage stage;
    SelectField& field = addStates(stage);
    QVERIFY(stage.show());
    Stage::click(field);
    QVERIFY(field.isPopupOpen());

    QWidget* const popup = QApplication::activePopupWidget();
    const QPoint onField = popup->mapFromGlobal(field.mapToGlobal(field.rect().center()));
    QTest::mouseClick(popup->windowHandle(), Qt::LeftButton, {}, onField);

    QVERIFY(!field.isPopupOpen());
}

void FieldsTest::wheelDoesNotChangeASelect()
{
    Stage stage;
    SelectField& field = addStates(stage);
    QVERIFY(stage.show());
    field.setFocus();
    const QPointF middle = field.rect().center();

    QWheelEvent turn(middle, field.mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, {},
                     Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&field, &turn);

    QCOMPARE(field.currentIndex(), 0);
}

void FieldsTest::choiceByTheUserIsToldOnce()
{
    Stage stage;
    SelectField& field = addStates(stage);
    QVERIFY(stage.show());
    QSignalSpy activated(&field, &SelectField::activated);
    QSignalSpy texts(&field, &SelectField::textActivated);
    field.setFocus();

    stage.key(Qt::Key_Return);
    QWidget* const popup = QApplication::activePopupWidget();
    QTest::keyClick(popup->windowHandle(), Qt::Key_Down);
    QTest::keyClick(popup->windowHandle(), Qt::Key_Return);

    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toInt(), 1);
    QCOMPARE(texts.count(), 1);
}

void FieldsTest::copyPutsTheValueOnTheClipboard()
{
    ManualTimers timers;
    Stage stage;
    auto& field = stage.add<CopyField>(u"Address"_s, nullptr, timers.factory());
    QVERIFY(stage.show());
    QSignalSpy copied(&field, &CopyField::copied);
    field.setValue(u"localhost:8443"_s);

    Stage::click(*buttonNamed(field, u"Copy Address"_s));
    QCOMPARE(clipboardText(), u"localhost:8443"_s);
    QCOMPARE(copied.count(), 1);
    QVERIFY(buttonNamed(field, u"Copied"_s) != nullptr);

    timers.advance(kSecretOnClipboard * 2);
    QVERIFY(buttonNamed(field, u"Copy Address"_s) != nullptr);
    QCOMPARE(clipboardText(), u"localhost:8443"_s); // no secret
}

void FieldsTest::secretLeavesTheClipboardAfterItsTime()
{
    ManualTimers timers;
    Stage stage;
    auto& field = stage.add<CopyField>(u"Primary key"_s, nullptr, timers.factory());
    field.setSecret(true);
    field.setValue(u"hunter2"_s);

    field.copy();
    QVERIFY(QGuiApplication::clipboard()->mimeData()->hasFormat(u"x-kde-passwordManagerHint"_s));
    timers.advance(kSecretOnClipboard - 1ms);
    QCOMPARE(clipboardText(), u"hunter2"_s);

    timers.advance(1ms);
    QCOMPARE(clipboardText(), QString());
}

void FieldsTest::secretLeavesTheClipboardThoughItsFieldIsGone()
{
    ManualTimers timers;
    {
        Stage stage;
        auto& field = stage.add<CopyField>(u"Primary key"_s, nullptr, timers.factory());
        field.setSecret(true);
        field.setValue(u"hunter2"_s);
        field.copy();
    }

    timers.advance(kSecretOnClipboard);

    QCOMPARE(clipboardText(), QString());
}

void FieldsTest::otherTextStaysOnTheClipboard()
{
    ManualTimers timers;
    copySecret(u"hunter2"_s, timers.factory());

    QGuiApplication::clipboard()->setText(u"shopping list"_s);
    timers.advance(kSecretOnClipboard);

    QCOMPARE(clipboardText(), u"shopping list"_s);
}

void FieldsTest::copyingAgainStartsTheTimeAnew()
{
    ManualTimers timers;
    copySecret(u"hunter2"_s, timers.factory());
    timers.advance(kSecretOnClipboard - 1s);

    copySecret(u"hunter2"_s, timers.factory());
    timers.advance(kSecretOnClipboard - 1s);
    QCOMPARE(clipboardText(), u"hunter2"_s);

    timers.advance(1s);
    QCOMPARE(clipboardText(), QString());
}

void FieldsTest::secretIsHiddenAgainAfterAWhile()
{
    ManualTimers timers;
    Stage stage;
    auto& field = stage.add<CopyField>(u"Primary key"_s, nullptr, timers.factory());
    field.setSecret(true);
    field.setValue(u"hunter2"_s);
    QVERIFY(stage.show());
    QSignalSpy revealed(&field, &CopyField::revealedChanged);
    QVERIFY(!shownBy(field).contains(u"hunter2"_s));

    Stage::click(*buttonNamed(field, u"Show Primary key"_s));
    QCOMPARE(shownBy(field), u"hunter2"_s);
    timers.advance(1min);

    QVERIFY(!shownBy(field).contains(u"hunter2"_s));
    QCOMPARE(revealed.count(), 2);
}

void FieldsTest::maskDoesNotTellTheLength()
{
    ManualTimers timers;
    Stage stage;
    auto& field = stage.add<CopyField>(u"Primary key"_s, nullptr, timers.factory());
    field.setSecret(true);

    field.setValue(u"a"_s);
    const QString masked = shownBy(field);
    field.setValue(QString(44, u'k'));

    QCOMPARE(shownBy(field), masked);
}

std::unique_ptr<QObject> fieldsTest()
{
    return std::make_unique<FieldsTest>();
}

} // namespace deck::test

#include "tst_fields.moc"
