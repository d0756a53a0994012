// The page Queues over a fake hub, with a mouse and a keyboard.
#include "models/queue_list.h"
#include "tests/widgets/queue_stage.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/text_area.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>

namespace deck::test {

class QueuesTest final : public QObject, private QueueStage
{
    Q_OBJECT

private Q_SLOTS:
    void init() { build(); }
    void rowOpensTheQueueBesideTheList();
    void narrowPageShowsTheQueueInPlaceOfTheList();
    void escGoesBackStepByStep();
    void commandShowsWholeInItsPanel();
    void panelFollowsItsCommand();
    void deleteOfWhatWaitsCanBeTakenBack();
    void deadCommandIsRequeuedByKey();
    void severalAreRequeuedAtOnce();
    void copyTakesTheMessageId();
    void menuHasTheActs();
    void whoMayNotChangeQueuesDoesNotResume();
    void deadLettersOfAllDevices();
    void hubWithoutQueuesSaysSo();
    void errorCanBeTriedAgain();
    void everythingThatTakesFocusHasAName();
};

void QueuesTest::rowOpensTheQueueBesideTheList()
{
    QVERIFY(p_->online());
    page_ = new QueuesPage(p_->context());
    p_->stage.add(page_);
    QVERIFY(p_->stage.show());
    auto& list = *p_->part<DataTable>("queues.table");
    QTRY_COMPARE(list.model()->rowCount(), 2);
    answerQueue({command("1"), command("2")});

    QTest::mouseClick(p_->stage.window.windowHandle(), Qt::LeftButton, {},
                      list.viewport()->mapTo(&p_->stage.window,
                                             list.visualRect(list.model()->index(0, 0)).center()));

    auto& table = *p_->part<DataTable>("queue.table");
    QTRY_COMPARE(table.model()->rowCount(), 2);
    QVERIFY(table.isVisible());
    QVERIFY(list.isVisible());
    QCOMPARE(p_->part<Label>("queues.opened")->text(), u"pump"_s);
    Stage::click(*p_->part("queues.close"));
    QVERIFY(!table.isVisible());
    QVERIFY(list.isVisible());
}

void QueuesTest::narrowPageShowsTheQueueInPlaceOfTheList()
{
    build({960, 640});
    QVERIFY(openPump({command("1")}));

    QVERIFY(!p_->part("queues.table")->isVisible());
    Stage::click(*p_->part("queues.back"));

    QVERIFY(p_->part("queues.table")->isVisible());
    QVERIFY(!p_->part("queue.table")->isVisible());
}

void QueuesTest::escGoesBackStepByStep()
{
    QVERIFY(openPump({command("1")}));
    QVERIFY(chooseRow(0));
    QVERIFY(p_->part("command.panel")->isVisible());

    PageStage::key(Qt::Key_Escape);
    QVERIFY(!p_->part("command.panel")->isVisible());
    QVERIFY(p_->part("queue.table")->isVisible());
    PageStage::key(Qt::Key_Escape);

    QVERIFY(!p_->part("queue.table")->isVisible());
    QVERIFY(p_->part("queues.table")->hasFocus());
}

void QueuesTest::commandShowsWholeInItsPanel()
{
    hub::api::Command item = command("1");
    item.properties = {{"priority", "high"}};
    p_->fake.answer(QByteArray(kQueue) + "/1", 200, lifeJson(item));
    QVERIFY(openPump({item}));

    QVERIFY(chooseRow(0));

    auto& body = *p_->part<TextArea>("command.body");
    QCOMPARE(body.text(), u"{\n    \"go\": 1\n}"_s);
    auto& life = *p_->part("command.life");
    QTRY_VERIFY2(life.accessibleName().contains(u"Enqueued"_s), qPrintable(life.accessibleName()));
    QVERIFY(life.accessibleName().contains(u"iothubowner"_s));
    auto* const forms = p_->part<Segmented>("command.forms");
    Stage::click(*forms->findChildren<QAbstractButton*>().value(2));
    QVERIFY(body.text().startsWith(u"0000  7b 22 67 6f"_s));
    QVERIFY(!p_->part("command.requeue")->isVisible());
}

void QueuesTest::panelFollowsItsCommand()
{
    QVERIFY(openPump({command("1"), command("2")}));
    QVERIFY(chooseRow(1));
    hub::api::Command tried = command("2");
    tried.attempts = 3;
    p_->fake.answer(QByteArray(kQueue) + "/2", 200, lifeJson(tried));
    answerQueue({command("7"), tried});

    p_->fake.sendEvent("b:1", "command", R"({"id":"2","what":"abandoned","state":"waiting"})");

    auto& table = *p_->part<DataTable>("queue.table");
    QTRY_COMPARE(table.model()->index(0, 0).data(CommandTable::NumberRole).toString(), u"7"_s);
    QCOMPARE(table.selectedRanges(), (QList<RowRange>{{1, 1}}));
    const auto labels = p_->part("command.panel")->findChildren<Label*>();
    QTRY_VERIFY(std::any_of(labels.begin(), labels.end(),
                            [](const Label* label) { return label->text() == u"3 of 10"_s; }));
}

void QueuesTest::deleteOfWhatWaitsCanBeTakenBack()
{
    p_->fake.answer("/admin/queues/pump/delete", 200, R"({"count":2})");
    p_->fake.answer("/admin/queues/pump/requeue", 200, R"({"count":2})");
    QVERIFY(openPump({command("1"), command("2"), command("3")}));
    QVERIFY(chooseRow(0));
    QVERIFY(chooseRow(1, Qt::ShiftModifier));

    PageStage::key(Qt::Key_Delete);
    QTRY_COMPARE(p_->fake.requestsOf("/admin/queues/pump/delete").size(), 1);
    QCOMPARE(lastSent("/admin/queues/pump/delete")[u"commands"_s].toArray(),
             QJsonArray({u"1"_s, u"2"_s}));
    QTRY_COMPARE(newestToast(), u"Deleted: 2 commands."_s);
    Stage::click(*p_->stage.window.findChild<Toast*>()->findChild<QAbstractButton*>());

    QTRY_COMPARE(p_->fake.requestsOf("/admin/queues/pump/requeue").size(), 1);
    QCOMPARE(lastSent("/admin/queues/pump/requeue")[u"commands"_s].toArray(),
             QJsonArray({u"1"_s, u"2"_s}));
    QTRY_COMPARE(newestToast(), u"Waiting again: 2 commands."_s);
}

void QueuesTest::deadCommandIsRequeuedByKey()
{
    p_->fake.answer("/admin/queues/pump/requeue", 200, R"({"count":1})");
    QVERIFY(openPump({command("1", "dead")}));
    QVERIFY(chooseRow(0));
    p_->fake.answer(QByteArray(kQueue) + "/1", 200, lifeJson(command("1", "dead")));

    PageStage::key(Qt::Key_R);

    QTRY_COMPARE(newestToast(), u"Waiting again: 1 command."_s);
}

void QueuesTest::severalAreRequeuedAtOnce()
{
    p_->fake.answer("/admin/queues/pump/requeue", 200, R"({"count":2})");
    QVERIFY(openPump({command("1", "dead"), command("2", "dead")}));
    QVERIFY(chooseRow(0));
    PageStage::key(Qt::Key_A, Qt::ControlModifier);

    QVERIFY(!p_->part("command.panel")->isVisible());
    auto* const requeue = p_->part("queue.bulk.requeue");
    QVERIFY(requeue->isVisible());
    Stage::click(*requeue);

    QTRY_COMPARE(lastSent("/admin/queues/pump/requeue")[u"commands"_s].toArray().size(), 2);
}

void QueuesTest::copyTakesTheMessageId()
{
    QVERIFY(openPump({command("1"), command("2")}));
    QVERIFY(chooseRow(1));

    PageStage::key(Qt::Key_C, Qt::ControlModifier);

    QCOMPARE(QGuiApplication::clipboard()->text(), u"m-2"_s);
}

void QueuesTest::menuHasTheActs()
{
    QVERIFY(openPump({command("1")}));
    QVERIFY(chooseRow(0));

    QContextMenuEvent wish(QContextMenuEvent::Keyboard, {}, {});
    QApplication::sendEvent(p_->part<DataTable>("queue.table"), &wish);

    auto* const menu = p_->part<QMenu>("commands.menu");
    QVERIFY(menu != nullptr);
    QTRY_VERIFY(menu->isVisible());
    QStringList enabled;
    for (const QAction* action : menu->actions()) {
        if (action->isEnabled() && !action->isSeparator()) {
            enabled << action->text();
        }
    }
    QCOMPARE(enabled, QStringList({u"Copy message id"_s, u"Delete"_s})); // it is not dead
    menu->close();
}

void QueuesTest::whoMayNotChangeQueuesDoesNotResume()
{
    p_->fake.answer("/admin/me", 200,
                    R"({"kind":"person","name":"vera","role":"viewer","scope":"",)"
                    R"("secondFactor":false,"permissions":["view"]})");
    QVERIFY(openPump({command("1")}));
    answerQueue({command("1")}, true);
    page_->refresh();
    auto* const held = p_->part<Banner>("queue.held");
    QTRY_VERIFY(held->isVisible());

    QVERIFY(!held->action().isEnabled());
    QVERIFY(held->action().toolTip().contains(u"“queues”"_s));
    QVERIFY(!p_->part<Button>("queue.hold")->isEnabled());
    Stage::click(held->action());
    QVERIFY(p_->fake.requestsOf("/admin/queues/pump/resume").isEmpty());
}

void QueuesTest::deadLettersOfAllDevices()
{
    p_->fake.answer("/admin/queues/valve/requeue", 200, R"({"count":1})");
    p_->fake.answer("/admin/queues/valve/commands/3", 200, lifeJson(command("3", "dead")));
    hub::api::DeadLetters letters;
    letters.commands = {command("3", "dead"), command("1", "dead")};
    letters.commands[0].deviceId = "valve";
    letters.commands[1].deviceId = "pump";
    letters.asOf = kNow;
    p_->fake.answer("/admin/dead-letters", 200, jsonOf(letters));
    QVERIFY(openPump({}));

    QVERIFY(chooseTab("queues.tabs", 1));
    auto& table = *p_->part<DataTable>("deadLetters.table");
    QTRY_COMPARE(table.model()->rowCount(), 2);
    QVERIFY(table.isVisible());
    table.setFocus();
    table.setCurrentRow(0);
    PageStage::key(Qt::Key_R);

    QTRY_COMPARE(lastSent("/admin/queues/valve/requeue")[u"commands"_s].toArray(),
                 QJsonArray{u"3"_s});
    QVERIFY(chooseTab("deadLetters.tabs", 0));
    QVERIFY(p_->part("queue.table")->isVisible());
}

void QueuesTest::hubWithoutQueuesSaysSo()
{
    build({1'200, 760}, {"registry"});
    QVERIFY(p_->online());
    page_ = new QueuesPage(p_->context());
    p_->stage.add(page_);
    QVERIFY(p_->stage.show());

    const auto says = [this] {
        const auto states = page_->findChildren<EmptyState*>();
        return std::any_of(states.begin(), states.end(), [](const EmptyState* state) {
            const auto labels = state->findChildren<Label*>();
            return state->isVisible() &&
                   std::any_of(labels.begin(), labels.end(), [](const Label* label) {
                       return label->text().contains(u"does not let anybody look"_s);
                   });
        });
    };
    QTRY_VERIFY(says());
    QVERIFY(p_->fake.requestsOf("/admin/queues").isEmpty());
}

void QueuesTest::errorCanBeTriedAgain()
{
    p_->fake.answer("/admin/queues", 503, R"({"message":"The store is busy."})");
    QVERIFY(p_->online());
    page_ = new QueuesPage(p_->context());
    p_->stage.add(page_);
    QVERIFY(p_->stage.show());
    const auto* const card = p_->part("queues.table")->parentWidget();
    QTRY_VERIFY(card->findChild<EmptyState*>() != nullptr);
    auto* const empty = card->findChild<EmptyState*>();
    QTRY_VERIFY(empty->primaryButton()->isVisible());

    p_->fake.answer("/admin/queues", 200, queueListJson());
    Stage::click(*empty->primaryButton());

    QTRY_COMPARE(p_->part<DataTable>("queues.table")->model()->rowCount(), 2);
    QVERIFY(!empty->isVisible());
}

void QueuesTest::everythingThatTakesFocusHasAName()
{
    QVERIFY(openPump({command("1", "dead")}));
    QVERIFY(chooseRow(0));
    QVERIFY(p_->part("command.panel")->isVisible());

    for (const QWidget* part : p_->stage.window.findChildren<QWidget*>()) {
        if (part->focusPolicy() != Qt::NoFocus && part->isVisible()) {
            QVERIFY2(!part->accessibleName().isEmpty() ||
                         !part->property("text").toString().isEmpty(),
                     qPrintable(QString::fromLatin1(part->metaObject()->className()) + u' ' +
                                part->objectName()));
        }
    }
}

std::unique_ptr<QObject> queuesTest()
{
    return std::make_unique<QueuesTest>();
}

} // namespace deck::test

#include "tst_queues.moc"
