// A twin edited on its page over a fake hub, with a mouse and a keyboard.
#include "models/twin_document.h"
#include "tests/widgets/page_stage.h"
#include "widgets/pages/change_rows.h"
#include "widgets/pages/device_twin_view.h"
#include "widgets/parts/button.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/toast_button.h"

#include <QPlainTextEdit>

namespace deck::test {

using namespace Qt::StringLiterals;

class TwinEditorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void wrongPlaceIsMarked();
    void diffIsShownBeforeItIsSaved();
    void savedIsTakenBackByTheToast();
    void conflictShowsBothAndAppliesMine();
    void conflictLetsTheirsBeTaken();
    void escLeavesAndAsksForWhatWasChanged();
    void whoMayOnlyLookCannotEdit();
    void draftOfAnotherDeviceIsNotLostUnsaid();

private:
    bool open();
    void edit(const QString& text);
    void saveByKeys();
    QWidget* dialog(const char* name);
    QString spoken(int index = 0);
    QByteArrayList patches();
    TextArea& area() { return *p_->part<TextArea>("device.twin.edit.tags.text"); }

    std::unique_ptr<PageStage> p_;
    std::unique_ptr<TwinDocument> twin_;
    DeviceTwinView* view_ = nullptr;
};

namespace {

QByteArray twinOf(const QByteArray& tags, const QByteArray& etag)
{
    return "{\"deviceId\":\"pump\",\"etag\":\"" + etag + "\",\"version\":2,\"tags\":" + tags +
           ",\"properties\":{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}}";
}

const QByteArray kBerlin = R"({"site":"berlin","floor":3})";

} // namespace

void TwinEditorTest::init()
{
    p_ = std::make_unique<PageStage>(std::vector<std::string>{"twins"});
    p_->fake.answer("/twins/pump", 200, twinOf(kBerlin, "AA="));
}

void TwinEditorTest::cleanup()
{
    p_.reset(); // its view looks at the twin
    twin_.reset();
}

/// The tags of a device, being edited.
bool TwinEditorTest::open()
{
    if (!p_->online()) {
        return false;
    }
    twin_ = std::make_unique<TwinDocument>(p_->session);
    view_ = new DeviceTwinView(p_->context(), *twin_);
    p_->stage.add(view_);
    twin_->setDevice(u"pump"_s);
    p_->part<Segmented>("device.twin.parts")->setCurrent(1);
    return p_->stage.show() &&
           QTest::qWaitFor([this] { return twin_->state() == TwinDocument::State::Ready; }) &&
           QTest::qWaitFor([this] { return p_->part("device.twin.edit")->isVisible(); });
}

void TwinEditorTest::edit(const QString& text)
{
    Stage::click(*p_->part("device.twin.edit"));
    area().setText(text);
    area().edit()->setFocus();
}

QWidget* TwinEditorTest::dialog(const char* name)
{
    (void)QTest::qWaitFor([&] {
        QWidget* const found = p_->part(name);
        return found != nullptr && found->isVisible();
    });
    QWidget* const found = p_->part(name);
    return found != nullptr && QTest::qWaitForWindowActive(found) ? found : nullptr;
}

void TwinEditorTest::saveByKeys()
{
    PageStage::key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(dialog("dialog.twinDiff") != nullptr);
    PageStage::key(Qt::Key_Return);
}

/// The changes that the dialog on top shows, as a screen reader says them.
QString TwinEditorTest::spoken(int index)
{
    const auto rows = p_->stage.window.findChildren<ChangeRows*>(u"twin.changes"_s);
    return rows.isEmpty() ? QString() : rows.value(index)->accessibleName();
}

QByteArrayList TwinEditorTest::patches()
{
    QByteArrayList bodies;
    for (const FakeHub::Request& request : p_->fake.requestsOf("/twins/pump")) {
        if (request.method == "PATCH") {
            bodies << request.body;
        }
    }
    return bodies;
}

void TwinEditorTest::wrongPlaceIsMarked()
{
    QVERIFY(open());

    edit(u"{\n  \"site\": \"rom\",\n  \"max.temp\": 4\n}"_s);

    QTRY_VERIFY2(area().error().startsWith(u"Line 3, column 3: "_s), qPrintable(area().error()));
    const auto marks = area().edit()->extraSelections();
    QCOMPARE(marks.size(), 1);
    QCOMPARE(marks.front().cursor.blockNumber(), 2);
    QVERIFY(!p_->part("device.twin.edit.tags.save")->isEnabled());
    area().setText(u"{}"_s);
    QCOMPARE(area().error(), QString());
}

void TwinEditorTest::diffIsShownBeforeItIsSaved()
{
    QVERIFY(open());
    edit(u"{\"site\":\"rom\",\"room\":7}"_s);

    PageStage::key(Qt::Key_S, Qt::ControlModifier);

    QVERIFY(dialog("dialog.twinDiff") != nullptr);
    QCOMPARE(patches(), QByteArrayList());
    const QString text = spoken();
    QVERIFY2(text.contains(u"floor: 3 is removed"_s), qPrintable(text));
    QVERIFY2(text.contains(u"room: 7 is added"_s), qPrintable(text));
    QVERIFY2(text.contains(u"site: \"berlin\" became \"rom\""_s), qPrintable(text));
    p_->fake.answer("PATCH /twins/pump", 200, twinOf(R"({"site":"rom","room":7})", "AB="));
    PageStage::key(Qt::Key_Return);
    QTRY_COMPARE(patches().size(), 1);
    QTRY_VERIFY(!area().isVisible());
}

void TwinEditorTest::savedIsTakenBackByTheToast()
{
    QVERIFY(open());
    edit(u"{\"site\":\"rom\",\"floor\":3}"_s);
    p_->fake.answer("PATCH /twins/pump", 200, twinOf(R"({"site":"rom","floor":3})", "AB="));
    saveByKeys();
    QTRY_COMPARE(p_->toasts.count(), 1);
    ToastButton* const undo = p_->stage.window.findChild<ToastButton*>();
    QVERIFY(undo != nullptr);

    Stage::click(*undo);

    QTRY_COMPARE(patches().size(), 2);
    QCOMPARE(patches().last(), QByteArray(R"({"tags":{"site":"berlin"}})"));
}

void TwinEditorTest::conflictShowsBothAndAppliesMine()
{
    QVERIFY(open());
    edit(u"{\"site\":\"rom\",\"floor\":3}"_s);
    p_->fake.answer("PATCH /twins/pump", 412, "{}");
    p_->fake.answer("GET /twins/pump", 200, twinOf(R"({"site":"berlin","floor":4})", "AC="));
    saveByKeys();
    QVERIFY(dialog("dialog.twinConflict") != nullptr);
    QTRY_COMPARE(spoken(0), u"floor: 3 became 4"_s);
    QCOMPARE(spoken(1), u"site: \"berlin\" became \"rom\""_s);
    p_->fake.answer("PATCH /twins/pump", 200, twinOf(R"({"site":"rom","floor":4})", "AD="));

    PageStage::key(Qt::Key_Return); // mine, on the hub's

    QTRY_COMPARE(patches().size(), 2);
    QCOMPARE(patches().last(), QByteArray(R"({"tags":{"site":"rom"}})"));
    QTRY_VERIFY(!area().isVisible());
}

void TwinEditorTest::conflictLetsTheirsBeTaken()
{
    QVERIFY(open());
    edit(u"{\"site\":\"rom\",\"floor\":3}"_s);
    p_->fake.answer("PATCH /twins/pump", 412, "{}");
    p_->fake.answer("GET /twins/pump", 200, twinOf(R"({"site":"berlin","floor":4})", "AC="));
    saveByKeys();
    QVERIFY(dialog("dialog.twinConflict") != nullptr);

    Stage::click(*p_->part("twinConflict.theirs"));

    QTRY_VERIFY(area().text().contains(u"\"floor\": 4"_s));
    QVERIFY(area().isVisible());
    QCOMPARE(patches().size(), 1);
}

void TwinEditorTest::escLeavesAndAsksForWhatWasChanged()
{
    QVERIFY(open());
    Stage::click(*p_->part("device.twin.edit"));
    QVERIFY(area().isVisible());
    PageStage::key(Qt::Key_Escape);
    QVERIFY(!area().isVisible());

    edit(u"{}"_s);
    PageStage::key(Qt::Key_Escape);
    QVERIFY(dialog("dialog.twinDrop") != nullptr);
    PageStage::key(Qt::Key_Return); // the harmless answer
    QTRY_VERIFY(p_->part("dialog.twinDrop") == nullptr);
    QVERIFY(area().isVisible());
    QVERIFY(view_->leaveEditing());
    QVERIFY(dialog("dialog.twinDrop") != nullptr);
    Stage::click(*p_->part("twinDrop.drop"));

    QTRY_VERIFY(!area().isVisible());
    QCOMPARE(patches(), QByteArrayList());
}

void TwinEditorTest::whoMayOnlyLookCannotEdit()
{
    p_->fake.answer("/admin/me", 200,
                    R"({"kind":"person","name":"vera","credential":"key","role":"viewer",)"
                    R"("scope":"","secondFactor":false,"permissions":["view"]})");
    QVERIFY(open());

    QVERIFY(!p_->part("device.twin.edit")->isEnabled());
    QVERIFY(!p_->part("device.twin.edit")->toolTip().isEmpty());
}

void TwinEditorTest::draftOfAnotherDeviceIsNotLostUnsaid()
{
    p_->fake.answer("/twins/fan", 200, twinOf("{}", "AA="));
    QVERIFY(open());
    edit(u"{\"site\":\"rom\"}"_s);

    twin_->setDevice(u"fan"_s);

    QTRY_COMPARE(p_->toasts.count(), 1);
    QVERIFY(!area().isVisible());
}

std::unique_ptr<QObject> twinEditorTest()
{
    return std::make_unique<TwinEditorTest>();
}

} // namespace deck::test

#include "tst_twin_editor.moc"
