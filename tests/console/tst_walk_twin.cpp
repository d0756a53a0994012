// The sample fleet asked by a query, and a twin edited, against the hub inside: real keys and a real mouse.
#include "models/device_table.h"
#include "models/twin_tree.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/suggestion_list.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast_button.h"

#include <QAbstractButton>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTreeView>

namespace deck::test {

using namespace Qt::StringLiterals;

class TwinWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void queryFindsByTagAndClears();
    void queryIsWrittenWithOfferedWords();
    void chosenColumnIsFilledAndKept();
    void tagIsEditedAndTakenBack();
    void fasterChangeIsMergedWithMine();
    void wishIsEditedAndTheDeviceFollows();

private:
    QTableView& devices() { return walk_->part<QTableView>("devices.table"); }
    QStringList ids() { return columnOf(devices(), DeviceTable::Id); }
    TextField& query() { return walk_->part<TextField>("devices.query"); }
    bool openTags(const QString& id);
    bool opens(const char* dialog);
    void write(const char* area, const QString& text);
    bool patch(const QString& id, const QByteArray& body);
    QString tagsOf(const QString& id);

    std::unique_ptr<Walk> walk_;
};

namespace {

constexpr auto kPump = "sample-pump-2"_L1;

} // namespace

void TwinWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    QVERIFY(walk_->addSamples());
    Walk::key(Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 5, kPatienceMs);
}

bool TwinWalks::opens(const char* dialog)
{
    return QTest::qWaitFor([&] { return walk_->shows(dialog); }, kPatienceMs) &&
           QTest::qWaitForWindowActive(&walk_->part(dialog));
}

/// The tags of a device, being edited.
bool TwinWalks::openTags(const QString& id)
{
    Walk::clickRow(devices(), int(ids().indexOf(id)));
    walk_->click("device.open");
    if (!QTest::qWaitFor([this] { return walk_->shows("device.head"); }, kPatienceMs)) {
        return false;
    }
    Walk::click(*walk_->part("device.tabs").findChildren<QAbstractButton*>().at(1));
    Walk::click(*walk_->part("device.twin.parts").findChildren<QAbstractButton*>().at(1));
    if (!QTest::qWaitFor([this] { return walk_->shows("device.twin.edit"); }, kPatienceMs)) {
        return false;
    }
    walk_->click("device.twin.edit");
    return walk_->shows("device.twin.edit.tags.text");
}

void TwinWalks::write(const char* area, const QString& text)
{
    auto& field = walk_->part<TextArea>(area);
    field.edit()->selectAll();
    Walk::type(text);
}

bool TwinWalks::patch(const QString& id, const QByteArray& body)
{
    HubRequest request;
    request.method = "PATCH"_ba;
    request.path = u"/twins/"_s + id;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = body;
    int status = 0;
    walk_->session().client().send(request, this,
                                   [&](const HubReply& reply) { status = reply.status; });
    return QTest::qWaitFor([&] { return status != 0; }, kPatienceMs) && status == 200;
}

/// As the hub has them; in the order of their names.
QString TwinWalks::tagsOf(const QString& id)
{
    HubRequest request;
    request.path = u"/admin/devices/"_s + id;
    QByteArray body;
    walk_->session().client().send(request, this,
                                   [&](const HubReply& reply) { body = reply.body; });
    (void)QTest::qWaitFor([&] { return !body.isEmpty(); }, kPatienceMs);
    const QJsonObject device = QJsonDocument::fromJson(body).object();
    return QString::fromUtf8(
        QJsonDocument(device["tags"_L1].toObject()).toJson(QJsonDocument::Compact));
}

void TwinWalks::queryFindsByTagAndClears()
{
    QVERIFY(patch(kPump, R"({"tags":{"site":"berlin"}})"));
    walk_->click(*query().edit());
    Walk::type(u"tags.site = 'berlin' "_s);
    Walk::key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(ids(), QStringList{kPump}, kPatienceMs);

    walk_->click(*query().edit());
    Walk::key(Qt::Key_End);
    Walk::type(u"AND status = 'disabled'"_s);
    Walk::key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(ids(), QStringList(), kPatienceMs);
    auto* const empty = walk_->window().findChild<EmptyState*>();
    QTRY_VERIFY(empty != nullptr);
    Walk::key(Qt::Key_Escape);

    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 5, kPatienceMs);
    QCOMPARE(query().text(), QString());
}

void TwinWalks::queryIsWrittenWithOfferedWords()
{
    auto& words = walk_->part<SuggestionList>("devices.query.words");
    walk_->click(*query().edit());
    Walk::type(u"stat"_s);
    Walk::key(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(words.isVisible());

    Walk::key(Qt::Key_Return); // status
    Walk::key(Qt::Key_Down);   // =
    Walk::key(Qt::Key_Return);
    Walk::key(Qt::Key_Down); // 'enabled'
    Walk::key(Qt::Key_Return);
    QCOMPARE(query().text(), u"status = 'enabled' "_s);
    Walk::key(Qt::Key_Escape); // AND, OR
    QVERIFY(!words.isVisible());
    Walk::type(u"LIKE"_s);
    Walk::key(Qt::Key_Return);
    QVERIFY2(query().error().startsWith(u"At 20: "_s), qPrintable(query().error()));
    for (int i = 0; i < 4; ++i) {
        Walk::key(Qt::Key_Backspace);
    }
    Walk::key(Qt::Key_Return);

    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 5, kPatienceMs);
    QCOMPARE(query().error(), QString());
}

void TwinWalks::chosenColumnIsFilledAndKept()
{
    QVERIFY(patch(kPump, R"({"tags":{"site":"berlin"}})"));
    QTRY_VERIFY_WITH_TIMEOUT(columnOf(devices(), DeviceTable::Tags).join(u' ').contains(u"berlin"_s),
                             kPatienceMs);
    walk_->click("devices.columns");
    walk_->click("devices.column.tags.site");
    Walk::key(Qt::Key_Escape);
    QVERIFY(columnOf(devices(), DeviceTable::ColumnCount).contains(u"berlin"_s));

    const auto& lists = walk_->console().preferences().values().deviceLists;
    QCOMPARE(lists.size(), 1);
    QCOMPARE(lists.first().pathColumns, QStringList{u"tags.site"_s});
}

void TwinWalks::tagIsEditedAndTakenBack()
{
    const QString before = tagsOf(kPump);
    QVERIFY(openTags(kPump));
    write("device.twin.edit.tags.text", u"{\"site\": \"rom\", \"floor\": 2"_s);
    QTRY_VERIFY(!walk_->part<TextArea>("device.twin.edit.tags.text").error().isEmpty());
    Walk::type(u"}"_s);

    Walk::key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(opens("dialog.twinDiff"));
    Walk::key(Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(!walk_->shows("device.twin.edit.tags.text"), kPatienceMs);
    QVERIFY2(tagsOf(kPump).contains(u"\"site\":\"rom\""_s), qPrintable(tagsOf(kPump)));
    const auto buttons = walk_->window().findChildren<ToastButton*>();
    QVERIFY(!buttons.isEmpty());
    Walk::click(*buttons.first()); // Undo
    QTRY_COMPARE_WITH_TIMEOUT(tagsOf(kPump), before, kPatienceMs);
}

void TwinWalks::fasterChangeIsMergedWithMine()
{
    QVERIFY(patch(kPump, R"({"tags":{"site":"berlin","floor":3}})"));
    QVERIFY(openTags(kPump));
    auto& area = walk_->part<TextArea>("device.twin.edit.tags.text");
    QTRY_VERIFY_WITH_TIMEOUT(area.text().contains(u"berlin"_s), kPatienceMs);
    QString mine = area.text();
    write("device.twin.edit.tags.text", mine.replace(u"berlin"_s, u"rom"_s).replace(u'\n', u' '));
    QVERIFY(patch(kPump, R"({"tags":{"floor":4}})"));

    Walk::key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(opens("dialog.twinDiff"));
    Walk::key(Qt::Key_Return);
    QVERIFY(opens("dialog.twinConflict"));
    Walk::key(Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(!walk_->shows("device.twin.edit.tags.text"), kPatienceMs);
    const QString tags = tagsOf(kPump);
    QVERIFY2(tags.contains(u"\"site\":\"rom\""_s) && tags.contains(u"\"floor\":4"_s),
             qPrintable(tags));
}

void TwinWalks::wishIsEditedAndTheDeviceFollows()
{
    QVERIFY(openTags(kPump));
    Walk::key(Qt::Key_Escape); // nothing is changed yet
    Walk::click(*walk_->part("device.twin.parts").findChildren<QAbstractButton*>().at(0));
    walk_->click("device.twin.edit");
    write("device.twin.edit.desired.text", u"{\"interval\": 0.5}"_s);

    walk_->click("device.twin.edit.desired.save");
    QVERIFY(opens("dialog.twinDiff"));
    walk_->click("twinDiff.save");

    auto& reported = walk_->part<QTreeView>("device.twin.reported");
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const QModelIndexList found = reported.model()->match(
                reported.model()->index(0, 0), Qt::DisplayRole, u"interval"_s, 1, Qt::MatchExactly);
            return !found.isEmpty() &&
                   found.first().siblingAtColumn(TwinTree::Value).data().toString() == u"0.5"_s;
        }(),
        kPatienceMs);
}

std::unique_ptr<QObject> makeTwinWalks()
{
    return std::make_unique<TwinWalks>();
}

} // namespace deck::test

#include "tst_walk_twin.moc"
