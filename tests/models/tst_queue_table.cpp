#include "models/queue_table.h"
#include "models/command_texts.h"
#include "models/queue_request.h"
#include "tests/models/queues.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class QueueTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsAndTheWholeComeTogether();
    void cellsReadAsPeopleRead();
    void endedCommandsHaveNoPositionAndNoCountdown();
    void countdownMovesWithTheHubsClock();
    void eventOfTheDeviceReadsAnew();
    void eventsOfOthersAreNotListenedTo();
    void manyEventsAreOneQuestion();
    void selectionStaysWithItsCommand();
    void rowsMergeInAnyOrder_data();
    void rowsMergeInAnyOrder();
    void moreRowsComeWhenTheyAreLookedAt();
    void refreshReadsAsManyRowsAsAreHere();
    void anotherDeviceStartsFromNothing();
    void lateAnswerOfAnotherStateIsForgotten();
    void errorIsKeptAndRowsStay();
    void hiddenTableAsksNothingUntilItIsSeen();
    void hubWithoutQueuesIsNotAsked();
    void modulesHaveQueuesOfTheirOwn();
};

namespace {

constexpr const char* kPath = "/admin/queues/pump/commands";

/// The table of pump's queue, and a hub that answers what the test says.
struct Shown : QueueHub
{
    QueueTable table{session};

    bool open(const QByteArray& answer)
    {
        fake.answer(kPath, 200, answer);
        table.setDevice(u"pump"_s);
        return online() && QTest::qWaitFor([this] { return table.hasRows(); });
    }

    bool refreshed(const QByteArray& answer)
    {
        fake.answer(kPath, 200, answer);
        QSignalSpy answered(&table, &CommandTable::answered);
        table.refresh();
        return answered.wait();
    }

    QStringList numbers() const
    {
        QStringList all;
        for (int row = 0; row < table.rowCount(); ++row) {
            all << table.index(row, 0).data(CommandTable::NumberRole).toString();
        }
        return all;
    }

    QString at(int row, int column) const { return table.index(row, column).data().toString(); }
};

} // namespace

void QueueTableTest::rowsAndTheWholeComeTogether()
{
    Shown shown;
    const QAbstractItemModelTester tester(&shown.table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    hub::api::Queue queue;
    queue.deviceId = "pump";
    queue.counts = {.waiting = 2, .inFlight = 1, .completed = 4, .dead = 3};
    queue.limit = 50;
    queue.maxAttempts = 7;
    queue.hold = hub::api::QueueHold{kQueueTime, "eva", "maintenance"};
    queue.lastPoll = kQueueTime;
    queue.commands = commands({"1", "2"});
    queue.asOf = kQueueTime;

    QVERIFY(shown.open(jsonOf(queue)));

    QCOMPARE(shown.numbers(), QStringList({u"1"_s, u"2"_s}));
    QCOMPARE(shown.table.counts()->dead, 3U);
    QCOMPARE(shown.table.maxAttempts(), 7U);
    QCOMPARE(QString::fromStdString(shown.table.hold()->reason), u"maintenance"_s);
    QVERIFY(shown.table.lastPoll() == kQueueTime);
    QVERIFY(shown.table.asOf() == kQueueTime);
    QVERIFY(shown.table.isWhole());
    const QByteArray query = shown.fake.requestsOf(kPath).first().query;
    QVERIFY2(query.contains("state=waiting"), query.constData());
}

void QueueTableTest::cellsReadAsPeopleRead()
{
    Shown shown;
    hub::api::Command item = command("12");
    item.attempts = 2;
    item.ack = "positive";
    item.body = "re\nboot";
    QVERIFY(shown.open(queueJson({item})));

    QCOMPARE(shown.at(0, CommandTable::Position), u"1"_s);
    QCOMPARE(shown.at(0, CommandTable::State), u"Waiting again"_s);
    QCOMPARE(shown.at(0, CommandTable::Attempts), u"2 of 10"_s);
    QCOMPARE(shown.at(0, CommandTable::Ack), u"When completed"_s);
    QCOMPARE(shown.at(0, CommandTable::MessageId), u"m-12"_s);
    QCOMPARE(shown.at(0, CommandTable::Payload), u"re boot"_s);
    QCOMPARE(shown.table.rowOf(u"12"_s), 0);
    QCOMPARE(shown.table.rowOf(u"13"_s), -1);
    QVERIFY(shown.table.commandAt(1) == nullptr);
}

void QueueTableTest::endedCommandsHaveNoPositionAndNoCountdown()
{
    Shown shown;
    QVERIFY(shown.open(queueJson(commands({"1"}, "dead"))));

    QCOMPARE(shown.at(0, CommandTable::Position), QString());
    QCOMPARE(shown.at(0, CommandTable::ExpiresIn), QString());
    QVERIFY(!shown.at(0, CommandTable::Ended).isEmpty());
}

void QueueTableTest::countdownMovesWithTheHubsClock()
{
    Shown shown;
    hub::api::Command item = command("1");
    QVERIFY(shown.online());
    item.enqueued = shown.session.hubNow();
    item.expires = shown.session.hubNow() + 30s;
    QVERIFY(shown.open(queueJson({item})));

    QVERIFY2(shown.at(0, CommandTable::ExpiresIn).endsWith(u" s"_s),
             qPrintable(shown.at(0, CommandTable::ExpiresIn)));
    QCOMPARE(shown.table.index(0, 0).data(CommandTable::UrgencyRole).toInt(), int(Urgency::Now));
    QSignalSpy changed(&shown.table, &QAbstractItemModel::dataChanged);
    shown.table.tick();
    QCOMPARE(changed.count(), 1);
    QVERIFY(changed[0][0].toModelIndex().column() <= CommandTable::ExpiresIn);
    QVERIFY(changed[0][1].toModelIndex().column() >= CommandTable::ExpiresIn);
}

void QueueTableTest::eventOfTheDeviceReadsAnew()
{
    Shown shown;
    QVERIFY(shown.open(queueJson(commands({"1"}))));

    for (const char* type : {"command", "queue", "device-connected", "device-disconnected"}) {
        const auto before = shown.fake.requestsOf(kPath).size();
        shown.fake.sendEvent("b:1", type, R"({"id":"2","what":"enqueued","state":"waiting"})");
        QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), before + 1);
    }
}

void QueueTableTest::eventsOfOthersAreNotListenedTo()
{
    Shown shown;
    shown.fake.answer("/admin/queues/valve/commands", 200, queueJson({}));
    QVERIFY(shown.open(queueJson({})));
    shown.table.setDevice(u"valve"_s);
    QTRY_VERIFY(shown.table.hasRows());
    const auto before = shown.fake.requests().size();
    QSignalSpy events(&shown.session, &HubSession::deviceEvent);

    shown.fake.sendEvent("b:1", "command", "{}"); // of pump
    QTRY_COMPARE(events.count(), 1);
    shown.fake.sendEvent("b:2", "twin", "{}");
    QTRY_COMPARE(events.count(), 2);
    QTRY_VERIFY(shown.fake.requestsOf("/admin/health").size() >= 2);

    QVERIFY(shown.fake.requestsOf(kPath).size() == 1);
    QVERIFY(shown.fake.requests().size() - before <= 2);
}

void QueueTableTest::manyEventsAreOneQuestion()
{
    Shown shown;
    QVERIFY(shown.open(queueJson({})));
    QSignalSpy events(&shown.session, &HubSession::deviceEvent);
    const auto before = shown.fake.requestsOf(kPath).size();

    for (int i = 0; i < 100; ++i) {
        shown.fake.sendEvent("b:" + QByteArray::number(i), "command", "{}");
    }
    QTRY_COMPARE(events.count(), 100);
    QTRY_VERIFY(shown.fake.requestsOf("/admin/health").size() >= 2); // a second or two

    QVERIFY(shown.fake.requestsOf(kPath).size() > before);
    QVERIFY(shown.fake.requestsOf(kPath).size() <= before + 2);
}

void QueueTableTest::selectionStaysWithItsCommand()
{
    Shown shown;
    const QAbstractItemModelTester tester(&shown.table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(shown.open(queueJson(commands({"1", "2", "3"}))));
    QItemSelectionModel selection(&shown.table);
    selection.select(shown.table.index(1, 0),
                     QItemSelectionModel::Select | QItemSelectionModel::Rows);

    QVERIFY(shown.refreshed(queueJson(commands({"3", "4", "2", "5"}))));

    QCOMPARE(shown.numbers(), QStringList({u"3"_s, u"4"_s, u"2"_s, u"5"_s}));
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(selection.selectedRows().first().row(), 2);
    QVERIFY(shown.refreshed(queueJson(commands({"3", "5"}))));
    QVERIFY(!selection.hasSelection());
}

void QueueTableTest::rowsMergeInAnyOrder_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");

    const auto list = [](const char* numbers) {
        const QString text = QString::fromLatin1(numbers);
        return text.isEmpty() ? QStringList() : text.split(u' ');
    };
    QTest::newRow("nothing new") << list("1 2 3") << list("1 2 3");
    QTest::newRow("filled") << list("") << list("1 2 3");
    QTest::newRow("emptied") << list("1 2 3") << list("");
    QTest::newRow("first gone") << list("1 2 3") << list("2 3");
    QTest::newRow("middle gone") << list("1 2 3 4 5") << list("1 5");
    QTest::newRow("between") << list("1 5") << list("1 2 3 5 6");
    QTest::newRow("turned") << list("1 2 3 4") << list("4 3 2 1");
    QTest::newRow("all others") << list("1 2") << list("3 4 5");
    QTest::newRow("everything at once") << list("1 2 3 4 5 6") << list("9 6 8 2 7 4");
    QTest::newRow("named twice") << list("1 2") << list("2 1 2 3");
}

void QueueTableTest::rowsMergeInAnyOrder()
{
    QFETCH(const QStringList, before);
    QFETCH(const QStringList, after);
    const auto made = [](const QStringList& numbers) {
        std::vector<std::string> ids;
        for (const QString& number : numbers) {
            ids.push_back(number.toStdString());
        }
        return queueJson(commands(ids));
    };
    Shown shown;
    const QAbstractItemModelTester tester(&shown.table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(shown.open(made(before)));

    QVERIFY(shown.refreshed(made(after)));

    QStringList wanted = after;
    wanted.removeDuplicates();
    QCOMPARE(shown.numbers(), wanted);
}

void QueueTableTest::moreRowsComeWhenTheyAreLookedAt()
{
    Shown shown;
    const QAbstractItemModelTester tester(&shown.table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<std::string> first;
    for (int i = 0; i < CommandTable::kPageRows; ++i) {
        first.push_back(std::to_string(i));
    }
    shown.fake.answer(kPath, 200, queueJson(commands(first), "cur sor&"));
    shown.table.setDevice(u"pump"_s);
    QVERIFY(shown.online());
    QTRY_VERIFY(shown.table.hasRows());
    QVERIFY(!shown.table.isWhole());
    QVERIFY(shown.table.canFetchMore({}));

    shown.fake.answer(kPath, 200, queueJson(commands({"900", "901"})));
    shown.table.fetchMore({});

    QTRY_COMPARE(shown.table.rowCount(), CommandTable::kPageRows + 2);
    QVERIFY(shown.table.isWhole());
    QVERIFY(!shown.table.canFetchMore({}));
    const QByteArray query = shown.fake.requestsOf(kPath).last().query;
    QVERIFY2(query.contains("after=cur%20sor%26"), query.constData());
}

void QueueTableTest::refreshReadsAsManyRowsAsAreHere()
{
    Shown shown;
    std::vector<std::string> ids;
    for (int i = 0; i < CommandTable::kPageRows + 2; ++i) {
        ids.push_back(std::to_string(i));
    }
    QVERIFY(shown.open(queueJson(commands(ids))));
    shown.fake.hang(kPath);

    shown.table.refresh();
    const auto first = std::vector<std::string>(ids.begin(), ids.begin() + CommandTable::kPageRows);
    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), 2);
    shown.fake.answer(kPath, 200,
                      queueJson(commands({ids.begin() + CommandTable::kPageRows, ids.end()})));
    shown.fake.answerHanging(kPath, 200, queueJson(commands(first), "more"));

    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), 3);
    QVERIFY(shown.fake.requestsOf(kPath).last().query.contains("after=more"));
    QTRY_VERIFY(!shown.table.isLoading());
    QCOMPARE(shown.table.rowCount(), int(ids.size()));
}

void QueueTableTest::anotherDeviceStartsFromNothing()
{
    Shown shown;
    shown.fake.hang("/admin/queues/valve/commands");
    QVERIFY(shown.open(queueJson(commands({"1"}))));

    shown.table.setDevice(u"valve"_s);

    QCOMPARE(shown.table.rowCount(), 0);
    QVERIFY(!shown.table.hasRows());
    QVERIFY(!shown.table.counts().has_value());
    QTRY_COMPARE(shown.fake.requestsOf("/admin/queues/valve/commands").size(), 1);
    shown.fake.answerHanging("/admin/queues/valve/commands", 200, queueJson(commands({"5"})));
    QTRY_COMPARE(shown.numbers(), QStringList{u"5"_s});
}

void QueueTableTest::lateAnswerOfAnotherStateIsForgotten()
{
    Shown shown;
    shown.fake.hang(kPath);
    shown.table.setDevice(u"pump"_s);
    QVERIFY(shown.online());
    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), 1);
    shown.fake.answer(kPath, 200, queueJson(commands({"9"}, "dead")));

    shown.table.setStates(u"dead"_s);
    QTRY_COMPARE(shown.numbers(), QStringList{u"9"_s});
    shown.fake.answerHanging(kPath, 200, queueJson(commands({"1", "2"})));
    QTRY_VERIFY(shown.fake.requestsOf("/admin/health").size() >= 2);

    QCOMPARE(shown.numbers(), QStringList{u"9"_s});
}

void QueueTableTest::errorIsKeptAndRowsStay()
{
    Shown shown;
    QVERIFY(shown.open(queueJson(commands({"1"}))));
    shown.fake.answer(kPath, 503, R"({"message":"The store is busy."})");
    QSignalSpy answered(&shown.table, &CommandTable::answered);

    shown.table.refresh();
    QVERIFY(answered.wait());

    QCOMPARE(shown.table.error().message, u"The store is busy."_s);
    QCOMPARE(shown.table.rowCount(), 1);
    shown.fake.answer(kPath, 200, "[1]");
    shown.table.refresh();
    QVERIFY(answered.wait());
    QCOMPARE(int(shown.table.error().kind), int(HubError::Kind::Malformed));
    QVERIFY(shown.refreshed(queueJson({})));
    QVERIFY(!shown.table.error().isError());
}

void QueueTableTest::hiddenTableAsksNothingUntilItIsSeen()
{
    Shown shown;
    QVERIFY(shown.open(queueJson({})));
    shown.table.setLive(false);
    const auto before = shown.fake.requestsOf(kPath).size();

    shown.fake.sendEvent("b:1", "command", "{}");
    QTRY_VERIFY(shown.fake.requestsOf("/admin/health").size() >= 2);
    QCOMPARE(shown.fake.requestsOf(kPath).size(), before);
    shown.table.setLive(true);

    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), before + 1);
    shown.table.setLive(false);
    shown.table.setLive(true); // nothing has happened
    QTRY_VERIFY(!shown.table.isLoading());
    QCOMPARE(shown.fake.requestsOf(kPath).size(), before + 1);
}

void QueueTableTest::hubWithoutQueuesIsNotAsked()
{
    QueueHub old({"registry"});
    QueueTable table(old.session);
    table.setDevice(u"pump"_s);
    QVERIFY(old.online());

    table.reload();
    QTRY_VERIFY(old.fake.requestsOf("/admin/health").size() >= 2);

    QVERIFY(!hasQueues(old.session));
    QVERIFY(old.fake.requestsOf(kPath).isEmpty());
}

void QueueTableTest::modulesHaveQueuesOfTheirOwn()
{
    Shown shown;
    QVERIFY(shown.open(queueJson({})));

    shown.table.setDevice(u"pump/vi sion"_s);

    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), 2);
    const QByteArray query = shown.fake.requestsOf(kPath).last().query;
    QVERIFY2(query.contains("module=vi%20sion"), query.constData());
}

std::unique_ptr<QObject> queueTableTest()
{
    return std::make_unique<QueueTableTest>();
}

} // namespace deck::test

#include "tst_queue_table.moc"
