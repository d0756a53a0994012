// The page Queues over a fake hub, with a mouse and a keyboard.
#include "models/command_table.h"
#include "models/queue_list.h"
#include "tests/widgets/page_stage.h"
#include "widgets/pages/queues_page.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast.h"

#include "api/queue.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class QueuesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowOpensTheQueueBesideTheList();
    void narrowPageShowsTheQueueInPlaceOfTheList();
    void escGoesBackStepByStep();
    void commandShowsWholeInItsPanel();
    void panelFollowsItsCommand();
    void deleteOfWhatWaitsCanBeTakenBack();
    void deleteOfWhatIsDeadAsksFirst();
    void deadCommandIsRequeuedByKey();
    void severalAreRequeuedAtOnce();
    void editStartsWithTheContents();
    void copyTakesTheMessageId();
    void menuHasTheActs();
    void holdAsksForAReasonAndSaysSo();
    void sendChecksTheBodyBeforeTheHubDoes();
    void sendGoesByControlEnter();
    void objectionsStandBesideTheirFields_data();
    void objectionsStandBesideTheirFields();
    void purgeCountsBeforeItActs();
    void deadLettersOfAllDevices();
    void hubWithoutQueuesSaysSo();
    void errorCanBeTriedAgain();
    void everythingThatTakesFocusHasAName();

private:
    bool openPump(const std::vector<hub::api::Command>& commands);
    void answerQueue(const std::vector<hub::api::Command>& commands, bool held = false);
    bool chooseRow(int row, Qt::KeyboardModifiers modifiers = {});
    bool chooseTab(const char* tabs, int tab);
    QJsonObject lastSent(const QByteArray& path) const;
    QString newestToast() const;

    std::unique_ptr<PageStage> p_;
    QueuesPage* page_ = nullptr;
    void build(QSize size = {1'200, 760}, const std::vector<std::string>& features = {"queues"});
};

namespace {

const hub::WallTime kNow = hub::wallFromMicros(1'795'354'326'000'000);
constexpr const char* kQueue = "/admin/queues/pump/commands";

hub::api::Command command(const std::string& id, const std::string& state = "waiting")
{
    hub::api::Command command;
    command.id = id;
    command.state = state;
    command.ack = "none";
    command.enqueued = kNow;
    command.expires = kNow + std::chrono::hours(48);
    command.messageId = "m-" + id;
    command.body = R"({"go":)" + id + "}";
    if (state == "completed" || state == "dead") {
        command.ended = kNow;
        command.reason = state == "dead" ? "rejected" : "";
    }
    return command;
}

QByteArray listJson()
{
    hub::api::QueueList list;
    for (const char* id : {"pump", "valve"}) {
        hub::api::QueueSummary queue;
        queue.deviceId = id;
        queue.counts = {.waiting = 3, .inFlight = 0, .completed = 0, .dead = 1};
        list.queues.push_back(queue);
    }
    list.total = 2;
    list.fleet = {.waiting = 6, .inFlight = 0, .completed = 0, .dead = 2};
    list.asOf = kNow;
    return jsonOf(list);
}

QByteArray lifeJson(const hub::api::Command& command)
{
    hub::api::CommandLife life;
    life.command = command;
    life.life = {{kNow, "enqueued", "admin", "iothubowner", {}}};
    return jsonOf(life);
}

} // namespace

void QueuesTest::build(QSize size, const std::vector<std::string>& features)
{
    page_ = nullptr;
    p_.reset();
    p_ = std::make_unique<PageStage>(features, size);
    p_->fake.answer("/admin/queues", 200, listJson());
    p_->fake.answer("/admin/dead-letters", 200, R"({"commands":[],"asOf":"2026-11-22T12:00:00Z"})");
    for (const char* id : {"1", "2", "3"}) {
        p_->fake.answer(QByteArray(kQueue) + '/' + id, 200, lifeJson(command(id)));
    }
    answerQueue({});
}

void QueuesTest::answerQueue(const std::vector<hub::api::Command>& commands, bool held)
{
    hub::api::Queue queue;
    queue.deviceId = "pump";
    queue.counts.waiting = commands.size();
    queue.counts.dead = 1;
    queue.commands = commands;
    queue.asOf = kNow;
    if (held) {
        queue.hold = hub::api::QueueHold{kNow, "eva", "being mended"};
    }
    p_->fake.answer(kQueue, 200, jsonOf(queue));
}

/// The page with pump's queue open, its rows there.
bool QueuesTest::openPump(const std::vector<hub::api::Command>& commands)
{
    if (!p_) {
        build();
    }
    answerQueue(commands);
    if (!p_->online()) {
        return false;
    }
    page_ = new QueuesPage(p_->context());
    p_->stage.add(page_);
    if (!p_->stage.show()) {
        return false;
    }
    page_->openQueue(u"pump"_s);
    auto& table = *p_->part<DataTable>("queue.table");
    return QTest::qWaitFor(
        [&] { return table.model()->rowCount() == int(commands.size()) && table.isVisible(); });
}

bool QueuesTest::chooseRow(int row, Qt::KeyboardModifiers modifiers)
{
    auto& table = *p_->part<DataTable>("queue.table");
    const QRect cell = table.visualRect(table.model()->index(row, CommandTable::State));
    QTest::mouseClick(p_->stage.window.windowHandle(), Qt::LeftButton, modifiers,
                      table.viewport()->mapTo(&p_->stage.window, cell.center()));
    return table.selectedCount() > 0;
}

bool QueuesTest::chooseTab(const char* tabs, int tab)
{
    auto* const segments = p_->part<Segmented>(tabs);
    Stage::click(*segments->findChildren<QAbstractButton*>().value(tab));
    return segments->current() == tab;
}

QJsonObject QueuesTest::lastSent(const QByteArray& path) const
{
    const auto requests = p_->fake.requestsOf(path);
    return requests.isEmpty() ? QJsonObject()
                              : QJsonDocument::fromJson(requests.last().body).object();
}

QString QueuesTest::newestToast() const
{
    const auto toasts = p_->stage.window.findChildren<Toast*>();
    const auto labels = toasts.isEmpty() ? QList<Label*>() : toasts.last()->findChildren<Label*>();
    return labels.isEmpty() ? QString() : labels.first()->text();
}

void QueuesTest::rowOpensTheQueueBesideTheList()
{
    build();
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
    build();
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
    build();
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
    build();
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
    build();
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

void QueuesTest::deleteOfWhatIsDeadAsksFirst()
{
    build();
    p_->fake.answer("/admin/queues/pump/delete", 200, R"({"count":1})");
    QVERIFY(openPump({command("1", "dead")}));
    QVERIFY(chooseRow(0));

    PageStage::key(Qt::Key_Delete);
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.deleteCommands")));
    PageStage::key(Qt::Key_Return); // the default is the harmless answer
    QTRY_VERIFY(p_->part("dialog.deleteCommands") == nullptr);
    QVERIFY(p_->fake.requestsOf("/admin/queues/pump/delete").isEmpty());
    p_->part("queue.table")->setFocus();
    p_->stage.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&p_->stage.window));
    PageStage::key(Qt::Key_Delete);
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.deleteCommands")));
    Stage::click(*p_->part("dialog.deleteCommands.accept"));

    QTRY_COMPARE(p_->fake.requestsOf("/admin/queues/pump/delete").size(), 1);
}

void QueuesTest::deadCommandIsRequeuedByKey()
{
    build();
    p_->fake.answer("/admin/queues/pump/requeue", 200, R"({"count":1})");
    QVERIFY(openPump({command("1", "dead")}));
    QVERIFY(chooseRow(0));
    p_->fake.answer(QByteArray(kQueue) + "/1", 200, lifeJson(command("1", "dead")));

    PageStage::key(Qt::Key_R);

    QTRY_COMPARE(newestToast(), u"Waiting again: 1 command."_s);
}

void QueuesTest::severalAreRequeuedAtOnce()
{
    build();
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

void QueuesTest::editStartsWithTheContents()
{
    build();
    p_->fake.answer(QByteArray(kQueue) + "/1/requeue", 204, {});
    hub::api::Command dead = command("1", "dead");
    dead.correlationId = "c-9";
    dead.properties = {{"a", "1"}};
    dead.ack = "negative";
    QVERIFY(openPump({dead}));
    QVERIFY(chooseRow(0));

    PageStage::key(Qt::Key_E);
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.sendCommand")));
    QCOMPARE(p_->part<TextArea>("sendCommand.body")->text(), u"{\"go\":1}"_s);
    QCOMPARE(p_->part<SelectField>("sendCommand.ack")->currentIndex(), 2);
    p_->part<TextArea>("sendCommand.body")->setText(u"{\"go\":2}"_s);
    Stage::click(*p_->part("sendCommand.send"));

    QTRY_COMPARE(p_->fake.requestsOf(QByteArray(kQueue) + "/1/requeue").size(), 1);
    const QJsonObject sent = lastSent(QByteArray(kQueue) + "/1/requeue");
    QCOMPARE(sent[u"body"_s].toString(), u"{\"go\":2}"_s);
    QCOMPARE(sent[u"messageId"_s].toString(), u"m-1"_s);
    QCOMPARE(sent[u"correlationId"_s].toString(), u"c-9"_s);
    QCOMPARE(sent[u"properties"_s][u"a"_s].toString(), u"1"_s);
    QTRY_VERIFY(p_->part("dialog.sendCommand") == nullptr);
}

void QueuesTest::copyTakesTheMessageId()
{
    build();
    QVERIFY(openPump({command("1"), command("2")}));
    QVERIFY(chooseRow(1));

    PageStage::key(Qt::Key_C, Qt::ControlModifier);

    QCOMPARE(QGuiApplication::clipboard()->text(), u"m-2"_s);
}

void QueuesTest::menuHasTheActs()
{
    build();
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

void QueuesTest::holdAsksForAReasonAndSaysSo()
{
    build();
    p_->fake.answer("/admin/queues/pump/hold", 204, {});
    p_->fake.answer("/admin/queues/pump/resume", 204, {});
    QVERIFY(openPump({command("1")}));
    auto* const hold = p_->part<QAbstractButton>("queue.hold");
    QTRY_VERIFY(hold->isEnabled());

    Stage::click(*hold);
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.hold")));
    PageStage::type("being mended");
    answerQueue({command("1")}, true);
    PageStage::key(Qt::Key_Return);

    QTRY_COMPARE(lastSent("/admin/queues/pump/hold")[u"reason"_s].toString(), u"being mended"_s);
    QTRY_COMPARE(hold->text(), u"Resume"_s);
    auto* const banner = p_->stage.window.findChild<Banner*>();
    QVERIFY(banner->isVisible());
    answerQueue({command("1")});
    Stage::click(*hold);
    QTRY_VERIFY(!banner->isVisible());
    QCOMPARE(p_->fake.requestsOf("/admin/queues/pump/resume").size(), 1);
}

void QueuesTest::sendChecksTheBodyBeforeTheHubDoes()
{
    build();
    QVERIFY(openPump({}));
    auto* const send = p_->part("queue.send");
    QTRY_VERIFY(send->isEnabled());
    Stage::click(*send);
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.sendCommand")));

    PageStage::type("{\"a\":");
    Stage::click(*p_->part("sendCommand.send"));
    auto* const body = p_->part<TextArea>("sendCommand.body");
    QVERIFY2(body->error().contains(u"JSON"_s), qPrintable(body->error()));
    QVERIFY(p_->part<Label>("sendCommand.size")->text().startsWith(u"5 bytes"_s));
    Stage::click(*p_->part("sendCommand.form")->findChildren<QAbstractButton*>().value(2));
    QTRY_VERIFY2(body->error().contains(u"digits"_s), qPrintable(body->error()));
    PageStage::key(Qt::Key_Escape);

    QTRY_VERIFY(p_->part("dialog.sendCommand") == nullptr);
    for (const FakeHub::Request& request : p_->fake.requestsOf(kQueue)) {
        QCOMPARE(request.method, "GET");
    }
}

void QueuesTest::sendGoesByControlEnter()
{
    build();
    QVERIFY(openPump({}));
    QTRY_VERIFY(p_->part("queue.send")->isEnabled());
    p_->part("queue.table")->setFocus();

    PageStage::key(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.sendCommand")));
    PageStage::type("{\"a\":1}");
    p_->fake.answer(kQueue, 200, R"({"id":"12"})");
    Stage::click(*p_->part("properties.add"));
    PageStage::type("site");
    PageStage::key(Qt::Key_Tab);
    PageStage::type("berlin");
    p_->part<TextArea>("sendCommand.body")->edit()->setFocus();
    PageStage::key(Qt::Key_Return, Qt::ControlModifier);

    QTRY_COMPARE(lastSent(kQueue)[u"body"_s].toString(), u"{\"a\":1}"_s);
    const QJsonObject sent = lastSent(kQueue);
    QCOMPARE(sent[u"timeToLiveSeconds"_s].toInt(), 172'800); // 48 h come first
    QCOMPARE(sent[u"contentType"_s].toString(), u"application/json"_s);
    QCOMPARE(sent[u"properties"_s][u"site"_s].toString(), u"berlin"_s);
    QCOMPARE(sent[u"ack"_s].toString(), u"none"_s);
    QTRY_VERIFY(p_->part("dialog.sendCommand") == nullptr);
    QCOMPARE(newestToast(), u"The command waits for pump."_s);
}

void QueuesTest::objectionsStandBesideTheirFields_data()
{
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<QByteArray>("part");

    QTest::newRow("message id")
        << QByteArray(R"({"code":"InvalidArgument","message":"'messageId' has 1 to 128 of A-Z"})")
        << QByteArray("sendCommand.messageId");
    QTest::newRow("too large") << QByteArray(R"({"code":"MessageTooLarge","message":"too large"})")
                               << QByteArray("sendCommand.body");
    QTest::newRow("property") << QByteArray(
                                     R"({"code":"InvalidArgument","message":"the name of a property has"})")
                              << QByteArray("sendCommand.properties");
    QTest::newRow("the whole") << QByteArray(R"({"code":"QueueFull","message":"50 wait already"})")
                               << QByteArray("sendCommand.error");
}

void QueuesTest::objectionsStandBesideTheirFields()
{
    QFETCH(const QByteArray, problem);
    QFETCH(const QByteArray, part);
    build();
    QVERIFY(openPump({}));
    QTRY_VERIFY(p_->part("queue.send")->isEnabled());
    Stage::click(*p_->part("queue.send"));
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.sendCommand")));
    PageStage::type("1");
    p_->fake.answer(kQueue, 400, problem);

    Stage::click(*p_->part("sendCommand.send"));

    const QString words =
        QJsonDocument::fromJson(problem).object()[u"message"_s].toString().mid(5, 8);
    const auto says = [&] {
        const auto labels = p_->part(part.constData())->findChildren<Label*>();
        return std::any_of(labels.begin(), labels.end(), [&](const Label* label) {
            return label->isVisible() && label->text().contains(words);
        });
    };
    QTRY_VERIFY(says());
    QVERIFY(p_->part("dialog.sendCommand")->isVisible());
}

void QueuesTest::purgeCountsBeforeItActs()
{
    build();
    p_->fake.answer("/admin/queues/pump/purge", 200, R"({"count":2})");
    QVERIFY(openPump({command("1"), command("2")}));
    QTRY_VERIFY(p_->part("queue.purge")->isEnabled());
    Stage::click(*p_->part("queue.purge"));
    QVERIFY(QTest::qWaitForWindowActive(p_->part("dialog.purge")));
    auto* const accept = p_->part<QAbstractButton>("purge.accept");
    QTRY_COMPARE(accept->text(), u"Purge 2 commands"_s);

    p_->fake.answer("/admin/queues/pump/purge", 200, R"({"count":0})");
    p_->part<TextField>("purge.contains")->edit()->setFocus();
    PageStage::type("boot");
    QVERIFY(!accept->isEnabled());
    QTRY_VERIFY(p_->part<Label>("purge.count")->text().startsWith(u"Nothing"_s));
    QVERIFY(!accept->isEnabled());
    QCOMPARE(lastSent("/admin/queues/pump/purge")[u"contains"_s].toString(), u"boot"_s);
    QVERIFY(lastSent("/admin/queues/pump/purge")[u"dryRun"_s].toBool());
    p_->fake.answer("/admin/queues/pump/purge", 200, R"({"count":1})");
    Stage::click(*p_->part("purge.inFlight"));
    QTRY_COMPARE(accept->text(), u"Purge 1 command"_s);
    Stage::click(*accept);

    QTRY_VERIFY(p_->part("dialog.purge") == nullptr);
    const QJsonObject sent = lastSent("/admin/queues/pump/purge");
    QCOMPARE(sent[u"dryRun"_s].toBool(true), false);
    QCOMPARE(sent[u"includeInFlight"_s].toBool(), true);
    QVERIFY2(newestToast().startsWith(u"Purged: 1 command."_s), qPrintable(newestToast()));
}

void QueuesTest::deadLettersOfAllDevices()
{
    build();
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
    build();
    p_->fake.answer("/admin/queues", 503, R"({"message":"The store is busy."})");
    QVERIFY(p_->online());
    page_ = new QueuesPage(p_->context());
    p_->stage.add(page_);
    QVERIFY(p_->stage.show());
    const auto* const card = p_->part("queues.table")->parentWidget();
    QTRY_VERIFY(card->findChild<EmptyState*>() != nullptr);
    auto* const empty = card->findChild<EmptyState*>();
    QTRY_VERIFY(empty->primaryButton()->isVisible());

    p_->fake.answer("/admin/queues", 200, listJson());
    Stage::click(*empty->primaryButton());

    QTRY_COMPARE(p_->part<DataTable>("queues.table")->model()->rowCount(), 2);
    QVERIFY(!empty->isVisible());
}

void QueuesTest::everythingThatTakesFocusHasAName()
{
    build();
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
