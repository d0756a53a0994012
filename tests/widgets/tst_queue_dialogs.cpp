// What is asked about a queue: commands to send and to edit, reasons, conditions of a purge.
#include "tests/widgets/queue_stage.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"

#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

namespace deck::test {

class QueueDialogsTest final : public QObject, private QueueStage
{
    Q_OBJECT

private Q_SLOTS:
    void init() { build(); }
    void deleteOfWhatIsDeadAsksFirst();
    void editStartsWithTheContents();
    void holdAsksForAReasonAndSaysSo();
    void sendChecksTheBodyBeforeTheHubDoes();
    void sendGoesByControlEnter();
    void objectionsStandBesideTheirFields_data();
    void objectionsStandBesideTheirFields();
    void purgeCountsBeforeItActs();
};

void QueueDialogsTest::deleteOfWhatIsDeadAsksFirst()
{
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

void QueueDialogsTest::editStartsWithTheContents()
{
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

void QueueDialogsTest::holdAsksForAReasonAndSaysSo()
{
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

void QueueDialogsTest::sendChecksTheBodyBeforeTheHubDoes()
{
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

void QueueDialogsTest::sendGoesByControlEnter()
{
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

void QueueDialogsTest::objectionsStandBesideTheirFields_data()
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

void QueueDialogsTest::objectionsStandBesideTheirFields()
{
    QFETCH(const QByteArray, problem);
    QFETCH(const QByteArray, part);
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

void QueueDialogsTest::purgeCountsBeforeItActs()
{
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

std::unique_ptr<QObject> queueDialogsTest()
{
    return std::make_unique<QueueDialogsTest>();
}

} // namespace deck::test

#include "tst_queue_dialogs.moc"
