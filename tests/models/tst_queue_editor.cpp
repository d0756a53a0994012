#include "models/queue_editor.h"
#include "tests/models/queues.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class QueueEditorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendGivesTheNumber();
    void failureSaysWhatWhyAndWhatToDo();
    void requeueAndDeleteNameTheCommands_data();
    void requeueAndDeleteNameTheCommands();
    void editGoesToTheCommand();
    void countIsADryRunAndNotBusy();
    void purgeSendsItsConditions();
    void holdAndResume();
    void editorIsBusyUntilTheAnswer();
    void brokenConnectionIsSaid();
};

namespace {

/// An editor of a fake hub's queue, and its last result.
struct Editing : QueueHub
{
    QueueEditor editor{session};
    std::optional<QueueResult> result;

    QueueEditor::Done take()
    {
        return [this](const QueueResult& answer) { result = answer; };
    }
    bool answered()
    {
        return QTest::qWaitFor([this] { return result.has_value(); }, 20'000);
    }
    QJsonObject sentTo(const QByteArray& path) const
    {
        return QJsonDocument::fromJson(fake.requestsOf(path).value(0).body).object();
    }
};

hub::api::CommandDraft draft()
{
    hub::api::CommandDraft draft;
    draft.body = "reboot";
    draft.ack = "full";
    draft.timeToLiveSeconds = 60;
    draft.properties = {{"a", "1"}};
    return draft;
}

} // namespace

void QueueEditorTest::sendGivesTheNumber()
{
    Editing e;
    e.fake.answer("/admin/queues/pump%207/commands", 200, R"({"id":"12"})");
    QVERIFY(e.online());

    e.editor.send(u"pump 7"_s, draft(), e.take());

    QVERIFY(e.answered());
    QVERIFY2(e.result->ok(), qPrintable(e.result->text));
    QCOMPARE(e.result->number, u"12"_s);
    QCOMPARE(e.result->text, u"The command waits for pump 7."_s);
    const QJsonObject sent = e.sentTo("/admin/queues/pump%207/commands");
    QCOMPARE(sent[u"body"_s].toString(), u"reboot"_s);
    QCOMPARE(sent[u"ack"_s].toString(), u"full"_s);
    QCOMPARE(sent[u"timeToLiveSeconds"_s].toInt(), 60);
    QCOMPARE(sent[u"properties"_s][u"a"_s].toString(), u"1"_s);
}

void QueueEditorTest::failureSaysWhatWhyAndWhatToDo()
{
    Editing e;
    e.fake.answer("/admin/queues/pump/commands", 403,
                  R"({"code":"QueueFull","message":"50 commands wait already.",)"
                  R"("remedy":"Purge some."})");
    QVERIFY(e.online());

    e.editor.send(u"pump"_s, draft(), e.take());

    QVERIFY(e.answered());
    QVERIFY(!e.result->ok());
    QCOMPARE(e.result->error.code, u"QueueFull"_s);
    QCOMPARE(e.result->text, u"The command could not be sent to pump. 50 commands wait already. "
                             "Purge some."_s);
}

void QueueEditorTest::requeueAndDeleteNameTheCommands_data()
{
    QTest::addColumn<bool>("requeue");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("text");

    QTest::newRow("all requeued") << true << 2 << u"Waiting again: 2 commands."_s;
    QTest::newRow("one requeued") << true << 1
                                  << u"Waiting again: 1 command. 1 was no longer there."_s;
    QTest::newRow("all deleted") << false << 2 << u"Deleted: 2 commands."_s;
}

void QueueEditorTest::requeueAndDeleteNameTheCommands()
{
    QFETCH(const bool, requeue);
    QFETCH(const int, count);
    QFETCH(const QString, text);
    const QByteArray path =
        requeue ? "/admin/queues/pump/requeue" : "/admin/queues/pump/delete";
    Editing e;
    e.fake.answer(path, 200, "{\"count\":" + QByteArray::number(count) + "}");
    QVERIFY(e.online());

    const QStringList numbers{u"7"_s, u"9007199254740993"_s};
    requeue ? e.editor.requeue(u"pump"_s, numbers, e.take())
            : e.editor.remove(u"pump"_s, numbers, e.take());

    QVERIFY(e.answered());
    QCOMPARE(e.result->text, text);
    QCOMPARE(e.fake.requestsOf(path).first().body, R"({"commands":["7","9007199254740993"]})");
}

void QueueEditorTest::editGoesToTheCommand()
{
    Editing e;
    e.fake.answer("/admin/queues/pump/commands/7/requeue", 204, {});
    QVERIFY(e.online());

    e.editor.requeueEdited(u"pump"_s, u"7"_s, draft(), e.take());

    QVERIFY(e.answered());
    QVERIFY2(e.result->ok(), qPrintable(e.result->text));
    QCOMPARE(e.sentTo("/admin/queues/pump/commands/7/requeue")[u"body"_s].toString(), u"reboot"_s);
}

void QueueEditorTest::countIsADryRunAndNotBusy()
{
    Editing e;
    e.fake.answer("/admin/queues/pump/purge", 200, R"({"count":3})");
    QVERIFY(e.online());
    QSignalSpy busy(&e.editor, &QueueEditor::busyChanged);

    e.editor.countMatching(u"pump"_s, {}, e.take());

    QVERIFY(e.answered());
    QCOMPARE(e.result->count, 3U);
    QCOMPARE(e.sentTo("/admin/queues/pump/purge")[u"dryRun"_s].toBool(), true);
    QCOMPARE(busy.count(), 0);
}

void QueueEditorTest::purgeSendsItsConditions()
{
    Editing e;
    e.fake.answer("/admin/queues/pump/purge", 200, R"({"count":0})");
    QVERIFY(e.online());
    hub::api::PurgeRequest request;
    request.contains = "boot";
    request.propertyName = "site";
    request.propertyValue = "";
    request.enqueuedBefore = kQueueTime;
    request.includeInFlight = true;
    request.dryRun = true; // of an earlier count

    e.editor.purge(u"pump"_s, request, e.take());

    QVERIFY(e.answered());
    QVERIFY2(e.result->text.contains(u"nothing was purged"_s), qPrintable(e.result->text));
    const QJsonObject sent = e.sentTo("/admin/queues/pump/purge");
    QCOMPARE(sent[u"dryRun"_s].toBool(true), false);
    QCOMPARE(sent[u"contains"_s].toString(), u"boot"_s);
    QCOMPARE(sent[u"propertyName"_s].toString(), u"site"_s);
    QVERIFY(sent.contains(u"propertyValue"_s));
    QVERIFY(sent.contains(u"enqueuedBefore"_s));
    QCOMPARE(sent[u"includeInFlight"_s].toBool(), true);
}

void QueueEditorTest::holdAndResume()
{
    Editing e;
    e.fake.answer("/admin/queues/pump/hold", 204, {});
    e.fake.answer("/admin/queues/pump/resume", 204, {});
    QVERIFY(e.online());

    e.editor.hold(u"pump"_s, u"being mended"_s, e.take());
    QVERIFY(e.answered());
    QVERIFY(e.result->ok());
    QCOMPARE(e.sentTo("/admin/queues/pump/hold")[u"reason"_s].toString(), u"being mended"_s);
    e.result.reset();
    e.editor.resume(u"pump"_s, e.take());

    QVERIFY(e.answered());
    QVERIFY2(e.result->ok(), qPrintable(e.result->text));
    QCOMPARE(e.fake.requestsOf("/admin/queues/pump/resume").first().method, "POST");
}

void QueueEditorTest::editorIsBusyUntilTheAnswer()
{
    Editing e;
    e.fake.hang("/admin/queues/pump/hold");
    QVERIFY(e.online());
    QSignalSpy busy(&e.editor, &QueueEditor::busyChanged);

    e.editor.hold(u"pump"_s, {}, e.take());
    QVERIFY(e.editor.isBusy());
    QTRY_COMPARE(e.fake.requestsOf("/admin/queues/pump/hold").size(), 1);
    e.fake.answerHanging("/admin/queues/pump/hold", 204, {});

    QVERIFY(e.answered());
    QVERIFY(!e.editor.isBusy());
    QCOMPARE(busy.count(), 2);
}

void QueueEditorTest::brokenConnectionIsSaid()
{
    Editing e;
    e.fake.breakOff("/admin/queues/pump/purge");
    QVERIFY(e.online());

    e.editor.purge(u"pump"_s, {}, e.take());

    QVERIFY(e.answered());
    QCOMPARE(int(e.result->error.kind), int(HubError::Kind::Unreachable));
    QVERIFY2(e.result->text.startsWith(u"The queue of pump could not be purged."_s),
             qPrintable(e.result->text));
}

std::unique_ptr<QObject> queueEditorTest()
{
    return std::make_unique<QueueEditorTest>();
}

} // namespace deck::test

#include "tst_queue_editor.moc"
