// The query of the page Devices over a fake hub, with a mouse and a keyboard.
#include "models/device_table.h"
#include "tests/widgets/page_stage.h"
#include "widgets/pages/devices_page.h"
#include "widgets/pages/query_bar.h"
#include "widgets/parts/button.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/parts/suggestion_list.h"
#include "widgets/parts/text_field.h"

#include <QHeaderView>
#include <QLineEdit>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceQueryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { build({"queries"}); }
    void cleanup() { p_.reset(); }
    void olderHubHasNoField();
    void enterAsksTheHub();
    void nothingIsSentWhileItIsWrong();
    void unfinishedIsNoAlarmWhileOneTypes();
    void unfinishedIsNotCalledWrongBesideTheWords();
    void wordsAreTakenByKeys();
    void wordsAreTakenByTheMouse();
    void escClosesTheWordsFirst();
    void enterWithoutAChosenWordAsks();
    void lastQueriesAreOffered();
    void runningQueryIsStoppedByEsc();
    void noMatchSaysWhatWasAskedAndClears();
    void refusalOfTheHubStandsAtTheField();
    void rowsThatAreNotCountedAreSaid();
    void columnsAreChosenAndRemembered();
    void pathsOfPropertiesBecomeColumns();
    void clickOnATagColumnSorts();
    void everythingThatTakesFocusHasAName();

private:
    void build(const std::vector<std::string>& features);
    bool open();
    TextField& field() { return *p_->part<TextField>("devices.query"); }
    SuggestionList& words() { return *p_->part<SuggestionList>("devices.query.words"); }
    DataTable& table() { return *p_->part<DataTable>("devices.table"); }
    void type(const char* text);
    QByteArrayList asked();

    std::unique_ptr<PageStage> p_;
};

namespace {

constexpr auto kDevices = "/admin/devices";
const QByteArray kRows =
    R"({"devices":[{"deviceId":"pump","status":"enabled","tags":{"site":"berlin","floor":3}},)"
    R"({"deviceId":"fan","status":"disabled","tags":{"site":"rom"}}],)"
    R"("total":2,"asOf":"2026-11-22T14:32:06Z"})";
const QByteArray kNothing = R"({"devices":[],"total":0,"asOf":"2026-11-22T14:32:06Z"})";

} // namespace

void DeviceQueryTest::build(const std::vector<std::string>& features)
{
    p_.reset();
    p_ = std::make_unique<PageStage>(features);
    p_->fake.answer(kDevices, 200, kRows);
}

bool DeviceQueryTest::open()
{
    if (!p_->online()) {
        return false;
    }
    p_->stage.add(new DevicesPage(p_->context()));
    return p_->stage.show() &&
           QTest::qWaitFor([this] { return table().model()->rowCount() == 2; });
}

void DeviceQueryTest::type(const char* text)
{
    field().edit()->setFocus();
    PageStage::type(text);
}

/// The conditions that the hub was asked for.
QByteArrayList DeviceQueryTest::asked()
{
    QByteArrayList queries;
    for (const FakeHub::Request& request : p_->fake.requestsOf(kDevices)) {
        const QUrlQuery query(QString::fromLatin1(request.query));
        if (query.hasQueryItem(u"query"_s)) {
            queries << query.queryItemValue(u"query"_s, QUrl::FullyDecoded).toUtf8();
        }
    }
    return queries;
}

void DeviceQueryTest::olderHubHasNoField()
{
    build({});
    QVERIFY(open());

    QVERIFY(!field().isVisible());
}

void DeviceQueryTest::enterAsksTheHub()
{
    QVERIFY(open());
    type("status = 'disabled' ");
    QTest::qWait(50);
    QCOMPARE(asked(), QByteArrayList());

    PageStage::key(Qt::Key_Return);

    QTRY_COMPARE(asked(), QByteArrayList{"status = 'disabled'"});
    QTRY_VERIFY(!p_->part<Button>("devices.query.run")->isEnabled()); // it is what the list shows
}

void DeviceQueryTest::nothingIsSentWhileItIsWrong()
{
    QVERIFY(open());
    type("status LIKE 'x'");

    PageStage::key(Qt::Key_Return);

    QVERIFY2(field().error().startsWith(u"At 8: "_s), qPrintable(field().error()));
    QTest::qWait(100);
    QCOMPARE(asked(), QByteArrayList());
    PageStage::key(Qt::Key_Backspace);
    QCOMPARE(field().error(), QString());
}

void DeviceQueryTest::unfinishedIsNoAlarmWhileOneTypes()
{
    QVERIFY(open());

    type("status =");

    QCOMPARE(field().error(), QString());
    QTRY_VERIFY(!field().error().isEmpty()); // after a pause
}

void DeviceQueryTest::unfinishedIsNotCalledWrongBesideTheWords()
{
    QVERIFY(open());
    type("status = 'disabled' AND tags.si");
    QVERIFY(words().isVisible());

    QTest::qWait(600); // longer than the pause after which a fault is said

    QVERIFY(words().isVisible());
    QCOMPARE(field().error(), QString());
    type(" ="); // nothing fits any more
    QTRY_VERIFY(!field().error().isEmpty());
    QVERIFY(!words().isVisible());
}

void DeviceQueryTest::wordsAreTakenByKeys()
{
    QVERIFY(open());
    type("tags.si");
    PageStage::key(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(words().isVisible());
    QCOMPARE(words().current(), 0);

    PageStage::key(Qt::Key_Return);
    QCOMPARE(field().text(), u"tags.site "_s);
    PageStage::key(Qt::Key_Down); // "=" of the operators that came up
    PageStage::key(Qt::Key_Tab);
    PageStage::key(Qt::Key_Down);
    PageStage::key(Qt::Key_Down);
    PageStage::key(Qt::Key_Return);

    QCOMPARE(field().text(), u"tags.site = 'rom' "_s);
    QVERIFY(field().edit()->hasFocus());
    QCOMPARE(asked(), QByteArrayList());
}

void DeviceQueryTest::wordsAreTakenByTheMouse()
{
    QVERIFY(open());
    type("tags.si");
    QVERIFY(words().isVisible()); // while typing

    Stage::clickAt(words(), QPoint(words().width() / 2, words().height() / 2));

    QCOMPARE(field().text(), u"tags.site "_s);
    QVERIFY(field().edit()->hasFocus());
}

void DeviceQueryTest::escClosesTheWordsFirst()
{
    QVERIFY(open());
    type("tags.si");

    PageStage::key(Qt::Key_Escape);
    QVERIFY(!words().isVisible());
    QCOMPARE(field().text(), u"tags.si"_s);
    PageStage::key(Qt::Key_Escape);

    QCOMPARE(field().text(), QString());
}

void DeviceQueryTest::enterWithoutAChosenWordAsks()
{
    QVERIFY(open());
    type("IS_DEFINED(tags.si");
    QVERIFY(words().isVisible());
    type("te)");

    PageStage::key(Qt::Key_Return);

    QTRY_COMPARE(asked(), QByteArrayList{"IS_DEFINED(tags.site)"});
}

void DeviceQueryTest::lastQueriesAreOffered()
{
    QVERIFY(open());
    type("status = 'disabled'");
    PageStage::key(Qt::Key_Return);
    type(" OR tags.floor = 3");
    PageStage::key(Qt::Key_Return);
    QTRY_COMPARE(asked().size(), 2);
    field().setText({});
    QCOMPARE(p_->preferences.values().deviceLists.value(u"fake"_s).queries.size(), 2);

    PageStage::key(Qt::Key_Down);
    QVERIFY(words().isVisible());
    PageStage::key(Qt::Key_Down);
    PageStage::key(Qt::Key_Return);

    QCOMPARE(field().text(), u"status = 'disabled'"_s);
    QTRY_COMPARE(asked().size(), 3);
    QCOMPARE(p_->preferences.values().deviceLists.value(u"fake"_s).queries.first(),
             u"status = 'disabled'"_s);
}

void DeviceQueryTest::runningQueryIsStoppedByEsc()
{
    QVERIFY(open());
    p_->fake.hang(kDevices);
    type("status = 'disabled'");
    PageStage::key(Qt::Key_Return);
    auto& run = *p_->part<Button>("devices.query.run");
    QTRY_COMPARE(asked().size(), 1);
    QCOMPARE(run.text(), u"Stop"_s);

    PageStage::key(Qt::Key_Escape);

    QCOMPARE(run.text(), u"Ask"_s);
    QVERIFY(run.isEnabled());
    QCOMPARE(table().model()->rowCount(), 2);
    QCOMPARE(field().text(), u"status = 'disabled'"_s);
    auto& note = *p_->part<Label>("devices.query.note");
    QVERIFY2(note.isVisible() && note.text().contains(u"all devices"_s), qPrintable(note.text()));
}

void DeviceQueryTest::noMatchSaysWhatWasAskedAndClears()
{
    QVERIFY(open());
    p_->fake.answer(kDevices, 200, kNothing);
    type("tags.site = 'oslo'");
    PageStage::key(Qt::Key_Return);
    QTRY_VERIFY(p_->stage.window.findChild<EmptyState*>() != nullptr);
    auto& empty = *p_->stage.window.findChild<EmptyState*>();
    QTRY_VERIFY(empty.isVisible());
    QVERIFY(empty.findChildren<Label*>().last()->text().contains(u"tags.site = 'oslo'"_s));
    p_->fake.answer(kDevices, 200, kRows);

    Stage::click(*empty.primaryButton());

    QTRY_COMPARE(table().model()->rowCount(), 2);
    QCOMPARE(field().text(), QString());
    QVERIFY(!empty.isVisible());
}

void DeviceQueryTest::refusalOfTheHubStandsAtTheField()
{
    QVERIFY(open());
    p_->fake.answer(kDevices, 400,
                    R"({"code":"ArgumentInvalid","message":"that is too much","remedy":"ask for less"})");
    type("status = 'disabled'");

    PageStage::key(Qt::Key_Return);

    QTRY_COMPARE(field().error(), u"That is too much."_s);
    QVERIFY(p_->stage.window.findChild<EmptyState*>()->isVisible());
}

void DeviceQueryTest::rowsThatAreNotCountedAreSaid()
{
    QVERIFY(open());
    QByteArrayList rows;
    for (int i = 0; i < 256; ++i) {
        rows << "{\"deviceId\":\"d" + QByteArray::number(i) + "\",\"status\":\"enabled\"}";
    }
    p_->fake.answer(kDevices, 200,
                    "{\"devices\":[" + rows.join(',') +
                        "],\"next\":\"more\",\"total\":null,\"asOf\":\"2026-11-22T14:32:06Z\"}");
    type("status = 'enabled'");

    PageStage::key(Qt::Key_Return);

    QTRY_COMPARE(table().model()->rowCount(), 257);
    const auto labels = p_->stage.window.findChildren<Label*>();
    const bool said = std::any_of(labels.begin(), labels.end(), [](const Label* label) {
        return label->isVisible() && label->text().contains(u"more than 256, not counted yet"_s);
    });
    QVERIFY(said);
}

void DeviceQueryTest::columnsAreChosenAndRemembered()
{
    QVERIFY(open());
    Stage::click(*p_->part("devices.columns"));
    auto* const site = p_->part<CheckBox>("devices.column.tags.site");
    QVERIFY(site != nullptr && !site->isChecked());

    site->click();
    p_->part<CheckBox>("devices.column.lastHeard")->click();

    const int column = DeviceTable::ColumnCount;
    QCOMPARE(table().model()->index(1, column).data().toString(), u"rom"_s);
    QVERIFY(!table().isColumnHidden(column));
    QVERIFY(table().isColumnHidden(DeviceTable::LastHeard));
    const DeviceListChoice kept = p_->preferences.values().deviceLists.value(u"fake"_s);
    QCOMPARE(kept.pathColumns, QStringList{u"tags.site"_s});
    QCOMPARE(kept.hiddenColumns, QStringList{u"lastHeard"_s});
}

void DeviceQueryTest::pathsOfPropertiesBecomeColumns()
{
    build({"queries", "twins"});
    p_->fake.answer("/devices/query", 200,
                    R"([{"deviceId":"pump","c0":"1.2","properties":{"reported":{"rssi":-60}}}])");
    QVERIFY(open());
    Stage::click(*p_->part("devices.columns"));
    QTRY_VERIFY(p_->part<CheckBox>("devices.column.properties.reported.rssi") != nullptr); // learnt
    auto* const path = p_->part<TextField>("devices.column.path");
    path->edit()->setFocus();
    QTest::keyClicks(path->edit(), u"properties.reported"_s);
    QTest::keyClick(path->edit(), Qt::Key_Return);
    QVERIFY(!path->error().isEmpty());
    QTest::keyClicks(path->edit(), u".firmware"_s);

    QTest::keyClick(path->edit(), Qt::Key_Return);

    const int column = DeviceTable::ColumnCount;
    QTRY_COMPARE(table().model()->index(0, column).data().toString(), u"1.2"_s);
    QVERIFY(p_->part<CheckBox>("devices.column.properties.reported.firmware")->isChecked());
    QCOMPARE(p_->preferences.values().deviceLists.value(u"fake"_s).pathColumns,
             QStringList{u"properties.reported.firmware"_s});
    QVERIFY(!table().column(column).sortable);
}

void DeviceQueryTest::clickOnATagColumnSorts()
{
    PreferenceValues values;
    values.deviceLists[u"fake"_s].pathColumns = {u"tags.site"_s};
    p_->preferences.set(values);
    QVERIFY(open());
    const auto lastQuery = [this] { return p_->fake.requestsOf(kDevices).last().query; };
    QHeaderView& header = *table().horizontalHeader();
    const int x = header.sectionViewportPosition(DeviceTable::ColumnCount) + 20;
    QVERIFY(x < header.width());

    Stage::clickAt(*header.viewport(), QPoint(x, header.height() / 2));
    QTRY_VERIFY2(lastQuery().contains("sort=tags.site&order=asc"), lastQuery().constData());
    Stage::clickAt(*header.viewport(), QPoint(x, header.height() / 2));
    QTRY_VERIFY2(lastQuery().contains("sort=tags.site&order=desc"), lastQuery().constData());
    p_->fake.answer(kDevices, 400, R"({"code":"ArgumentInvalid","message":"sort is none"})");
    Stage::clickAt(*header.viewport(), QPoint(x, header.height() / 2)); // an older hub

    QTRY_VERIFY(p_->stage.window.findChild<EmptyState*>() != nullptr);
    auto& empty = *p_->stage.window.findChild<EmptyState*>();
    QTRY_VERIFY(empty.isVisible());
    p_->fake.answer(kDevices, 200, kRows);
    QCOMPARE(empty.primaryButton()->text(), u"Sort by device"_s);
    Stage::click(*empty.primaryButton());
    QTRY_VERIFY2(lastQuery().contains("sort=id"), lastQuery().constData());
    QTRY_VERIFY(!empty.isVisible());
}

void DeviceQueryTest::everythingThatTakesFocusHasAName()
{
    QVERIFY(open());

    for (const QWidget* part : p_->stage.window.findChildren<QWidget*>()) {
        if (part->focusPolicy() != Qt::NoFocus && part->isVisible()) {
            QVERIFY2(!part->accessibleName().isEmpty() ||
                         !part->property("text").toString().isEmpty(),
                     qPrintable(QString::fromLatin1(part->metaObject()->className()) + u' ' +
                                part->objectName()));
        }
    }
}

std::unique_ptr<QObject> deviceQueryTest()
{
    return std::make_unique<DeviceQueryTest>();
}

} // namespace deck::test

#include "tst_device_query.moc"
