#include "tests/support/manual_timers.h"
#include "tests/widgets/stage.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast_button.h"
#include "widgets/parts/toast_stack.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class FeedbackTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void toastTimesOut();
    void toastIsTakenBackByItsButton();
    void toastClosesByEscape();
    void toastWaitsWhileItHasTheFocus();
    void toastTimesOutThoughThePointerIsElsewhereInTheWindow();
    void fourthToastPushesTheOldestOut();
    void flushEndsAllToastsOnce();
    void dismissedToastEndsOnce();
    void toastMayAddAnotherWhenItEnds();
    void toastsStandAtTheLowerRightNewestBelow();

    void bannerShowsWhatIsSaid();
    void bannerIsClosedByTheUser();

    void enterPressesTheDefaultButton();
    void enterOnAnotherButtonPressesThatOne();
    void controlEnterWorksFromWithinATextArea();
    void escapeRejects();
    void busyDialogStays();
    void focusComesBackWhenTheAnswerIsThere();
    void focusGoesBackToWhereItWas();
    void firstFocusIsWhereItWasWished();
    void dialogFitsItsTexts();

    void emptyStateOffersItsActs();
};

namespace {

ToastButton* buttonOf(const QWidget& window, const QString& text)
{
    for (ToastButton* button : window.findChildren<ToastButton*>()) {
        if (button->text() == text && button->isVisible()) {
            return button;
        }
    }
    return nullptr;
}

/// From above.
QList<Toast*> toastsOf(const QWidget& window)
{
    QList<Toast*> toasts;
    for (Toast* toast : window.findChildren<Toast*>()) {
        if (toast->isVisible()) {
            toasts << toast;
        }
    }
    std::sort(toasts.begin(), toasts.end(),
              [](const Toast* a, const Toast* b) { return a->y() < b->y(); });
    return toasts;
}

/// A stack on a stage, and how its toasts ended.
struct Toasts
{
    ManualTimers timers;
    Stage stage;
    ToastStack stack{stage.theme, stage.window, timers.factory()};
    QList<ToastEnd> ends;

    int add(const QString& text, const QString& action = {})
    {
        return stack.add({.text = text, .action = action}, [this](ToastEnd end) { ends << end; });
    }
};

/// A dialog with two buttons over a stage, opened.
struct OpenDialog
{
    Stage stage;
    Button& below = stage.add<Button>(u"Delete …"_s, Button::Kind::Danger);
    Dialog dialog{stage.theme, u"Delete pump-7?"_s, &stage.window};
    Button* cancel = dialog.addButton(u"Cancel"_s, Button::Kind::Secondary, Dialog::Answer::Reject);
    Button* accept = dialog.addButton(u"Delete"_s, Button::Kind::Primary, Dialog::Answer::Accept);
    QSignalSpy accepted{&dialog, &QDialog::accepted};
    QSignalSpy rejected{&dialog, &QDialog::rejected};

    bool open()
    {
        if (!stage.show()) {
            return false;
        }
        below.setFocus();
        dialog.open();
        return QTest::qWaitForWindowActive(&dialog);
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(dialog.windowHandle(), key, modifiers);
    }
};

} // namespace

void FeedbackTest::toastTimesOut()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    toasts.add(u"Saved"_s);

    toasts.timers.advance(5'999ms);
    QCOMPARE(toasts.stack.count(), 1);
    toasts.timers.advance(1ms);

    QCOMPARE(toasts.stack.count(), 0);
    QCOMPARE(toasts.ends, QList{ToastEnd::TimedOut});
    QVERIFY(toastsOf(toasts.stage.window).isEmpty());
}

void FeedbackTest::toastIsTakenBackByItsButton()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    toasts.add(u"Deleted"_s, u"Undo"_s);
    QCoreApplication::processEvents();

    Stage::click(*buttonOf(toasts.stage.window, u"Undo"_s));
    toasts.timers.advance(1h);

    QCOMPARE(toasts.ends, QList{ToastEnd::Action});
}

void FeedbackTest::toastClosesByEscape()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    toasts.add(u"Deleted"_s, u"Undo"_s);
    toasts.stack.focusNewest();

    toasts.stage.key(Qt::Key_Escape);

    QCOMPARE(toasts.ends, QList{ToastEnd::Closed});
}

void FeedbackTest::toastWaitsWhileItHasTheFocus()
{
    Toasts toasts;
    auto& other = toasts.stage.add<Button>(u"Other"_s, Button::Kind::Secondary);
    QVERIFY(toasts.stage.show());
    toasts.add(u"Deleted"_s, u"Undo"_s);
    toasts.timers.advance(5s);

    toasts.stack.focusNewest();
    toasts.timers.advance(1h);
    QCOMPARE(toasts.stack.count(), 1);

    other.setFocus();
    toasts.timers.advance(999ms);
    QCOMPARE(toasts.stack.count(), 1);
    toasts.timers.advance(1ms);
    QCOMPARE(toasts.ends, QList{ToastEnd::TimedOut});
}

/// It was shown at the upper left first and took a pointer there for one that is on it.
void FeedbackTest::toastTimesOutThoughThePointerIsElsewhereInTheWindow()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    QTest::mouseMove(toasts.stage.window.windowHandle(), QPoint(5, 5));

    toasts.add(u"Saved"_s);
    toasts.timers.advance(6s);

    QCOMPARE(toasts.ends, QList{ToastEnd::TimedOut});
}

void FeedbackTest::fourthToastPushesTheOldestOut()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());

    for (const QString& text : {u"1"_s, u"2"_s, u"3"_s, u"4"_s}) {
        toasts.add(text);
    }

    QCOMPARE(toasts.stack.count(), ToastStack::kMost);
    QCOMPARE(toasts.ends, QList{ToastEnd::PushedOut});
    QCOMPARE(toastsOf(toasts.stage.window).first()->accessibleName(), u"2"_s);
}

void FeedbackTest::flushEndsAllToastsOnce()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    toasts.add(u"1"_s);
    toasts.add(u"2"_s);

    toasts.stack.flush();
    toasts.timers.advance(1h);

    QCOMPARE(toasts.stack.count(), 0);
    QCOMPARE(toasts.ends, (QList{ToastEnd::Flushed, ToastEnd::Flushed}));
}

void FeedbackTest::dismissedToastEndsOnce()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    const int number = toasts.add(u"1"_s);

    toasts.stack.dismiss(number);
    toasts.stack.dismiss(number);
    toasts.stack.dismiss(number + 1);

    QCOMPARE(toasts.ends.size(), 1);
}

void FeedbackTest::toastMayAddAnotherWhenItEnds()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    toasts.stack.add({.text = u"Deleted"_s, .action = u"Undo"_s},
                     [&](ToastEnd) { toasts.add(u"Could not be taken back"_s); });
    QCoreApplication::processEvents();

    Stage::click(*buttonOf(toasts.stage.window, u"Undo"_s));

    QCOMPARE(toasts.stack.count(), 1);
    QCOMPARE(toastsOf(toasts.stage.window).first()->accessibleName(), u"Could not be taken back"_s);
}

void FeedbackTest::toastsStandAtTheLowerRightNewestBelow()
{
    Toasts toasts;
    QVERIFY(toasts.stage.show());
    toasts.add(u"1"_s);
    toasts.add(QString(500, u'x'));

    toasts.stage.window.resize(400, 300);
    toasts.stack.setBottomInset(36);
    QCoreApplication::processEvents();

    const QList<Toast*> shown = toastsOf(toasts.stage.window);
    QVERIFY(shown[0]->geometry().bottom() < shown[1]->geometry().top());
    for (const Toast* toast : shown) {
        QVERIFY(QRect(0, 0, 400, 300 - 36).contains(toast->geometry()));
        QCOMPARE(toast->geometry().right(), shown[0]->geometry().right());
    }
}

void FeedbackTest::bannerShowsWhatIsSaid()
{
    Stage stage;
    auto& banner = stage.add<Banner>();
    QVERIFY(stage.show());
    QVERIFY(!banner.isVisible());
    QSignalSpy action(&banner, &Banner::actionTriggered);

    banner.show({.role = Banner::Role::Bad,
                 .sentence = u"The hub has stopped."_s,
                 .detail = u"The disk is full."_s,
                 .action = u"Restart hub"_s,
                 .closable = false});
    QCoreApplication::processEvents();
    QVERIFY(banner.isVisible());
    QCOMPARE(banner.accessibleName(), u"The hub has stopped."_s);
    auto* const button = banner.findChild<Button*>();
    Stage::click(*button);
    QCOMPARE(action.count(), 1);

    banner.setActionBusy(true);
    Stage::click(*button);
    QCOMPARE(action.count(), 1);
    banner.show({.sentence = u"Fine again."_s});
    QVERIFY(!button->isBusy());
    QVERIFY(!button->isVisible());
}

void FeedbackTest::bannerIsClosedByTheUser()
{
    Stage stage;
    auto& banner = stage.add<Banner>();
    QVERIFY(stage.show());
    banner.show({.sentence = u"Port 8883 is taken."_s});
    QCoreApplication::processEvents();
    QSignalSpy closed(&banner, &Banner::closed);

    for (auto* button : banner.findChildren<QAbstractButton*>()) {
        if (button->accessibleName() == u"Close message"_s) {
            Stage::click(*button);
        }
    }

    QCOMPARE(closed.count(), 1);
    QVERIFY(!banner.isVisible());
}

void FeedbackTest::enterPressesTheDefaultButton()
{
    OpenDialog open;
    auto* const field = new TextField(open.stage.theme, u"Name"_s);
    open.dialog.body()->addWidget(field);
    QVERIFY(open.open());
    field->setFocus();

    open.key(Qt::Key_Return);

    QCOMPARE(open.accepted.count(), 1);
    QVERIFY(!open.dialog.isVisible());
}

void FeedbackTest::enterOnAnotherButtonPressesThatOne()
{
    OpenDialog open;
    QVERIFY(open.open());
    open.cancel->setFocus();

    open.key(Qt::Key_Return);

    QCOMPARE(open.rejected.count(), 1);
    QCOMPARE(open.accepted.count(), 0);
}

void FeedbackTest::controlEnterWorksFromWithinATextArea()
{
    OpenDialog open;
    auto* const area = new TextArea(open.stage.theme, u"Payload"_s);
    open.dialog.body()->addWidget(area);
    open.dialog.setFirstFocus(area);
    QVERIFY(open.open());

    open.key(Qt::Key_Return);
    QCOMPARE(area->text(), u"\n"_s);
    QCOMPARE(open.accepted.count(), 0);
    open.key(Qt::Key_Return, Qt::ControlModifier);

    QCOMPARE(open.accepted.count(), 1);
    QCOMPARE(area->text(), u"\n"_s);
}

void FeedbackTest::escapeRejects()
{
    OpenDialog open;
    QVERIFY(open.open());

    open.key(Qt::Key_Escape);

    QCOMPARE(open.rejected.count(), 1);
    QVERIFY(!open.dialog.isVisible());
}

void FeedbackTest::busyDialogStays()
{
    OpenDialog open;
    QVERIFY(open.open());

    open.dialog.setBusy(true);
    open.key(Qt::Key_Escape);
    open.key(Qt::Key_Return);
    Stage::click(*open.accept);
    Stage::click(*open.cancel);
    QVERIFY(open.dialog.isVisible());
    QVERIFY(open.accept->isBusy());
    QCOMPARE(open.accepted.count() + open.rejected.count(), 0);

    open.dialog.setBusy(false);
    open.key(Qt::Key_Return);
    QCOMPARE(open.accepted.count(), 1);
}

/// An id that the hub refused had to be clicked before it could be corrected.
void FeedbackTest::focusComesBackWhenTheAnswerIsThere()
{
    OpenDialog open;
    auto* const field = new TextField(open.stage.theme, u"Id"_s);
    open.dialog.body()->addWidget(field);
    open.dialog.setFirstFocus(field);
    QVERIFY(open.open());
    QTRY_VERIFY(field->edit()->hasFocus());

    open.dialog.setBusy(true);
    QVERIFY(!field->edit()->hasFocus());
    open.dialog.setBusy(false);

    QVERIFY(field->edit()->hasFocus());
}

void FeedbackTest::focusGoesBackToWhereItWas()
{
    OpenDialog open;
    QVERIFY(open.open());
    QTRY_VERIFY(open.accept->hasFocus());

    open.key(Qt::Key_Escape);
    open.stage.window.activateWindow(); // the window manager's part

    QTRY_VERIFY(open.below.hasFocus());
}

void FeedbackTest::firstFocusIsWhereItWasWished()
{
    OpenDialog open;
    open.dialog.setFirstFocus(open.cancel);

    QVERIFY(open.open());

    QTRY_VERIFY(open.cancel->hasFocus());
}

void FeedbackTest::dialogFitsItsTexts()
{
    OpenDialog open;
    QVERIFY(open.open());
    const int height = open.dialog.height();
    open.dialog.move(open.stage.window.geometry().topLeft() + QPoint(40, 200));
    const int middle = open.dialog.geometry().center().y();

    open.dialog.setText(QString(u"A sentence of some length. "_s).repeated(10));
    QCoreApplication::processEvents();

    QVERIFY(open.dialog.height() > height + 40);
    QVERIFY(std::abs(open.dialog.geometry().center().y() - middle) <= 1);
    QVERIFY(open.dialog.rect().contains(
        QRect(open.accept->mapTo(&open.dialog, QPoint()), open.accept->size())));
}

void FeedbackTest::emptyStateOffersItsActs()
{
    Stage stage;
    auto& state = stage.add<EmptyState>(Icon::Devices);
    state.setTexts(u"No devices yet"_s, u"Add one to begin."_s);
    state.setPrimary(u"Add a device"_s, Icon::Plus);
    QVERIFY(stage.show());
    QSignalSpy primary(&state, &EmptyState::primaryClicked);

    Stage::click(*state.primaryButton());

    QCOMPARE(primary.count(), 1);
    QVERIFY(!state.secondaryButton()->isVisible());
    QCOMPARE(state.accessibleName(), u"No devices yet"_s);
}

std::unique_ptr<QObject> feedbackTest()
{
    return std::make_unique<FeedbackTest>();
}

} // namespace deck::test

#include "tst_feedback.moc"
