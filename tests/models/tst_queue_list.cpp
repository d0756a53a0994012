#include "models/queue_list.h"
#include "models/command_texts.h"
#include "tests/models/queues.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class QueueListTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsSayHowQueuesAreDoing();
    void emptyQueueHasDashes();
    void searchAndSortAskTheHub();
    void whatTheHubDoesNotSortStays();
    void fullPageIsFollowedByTheNext();
    void eventsAreThinnedToOneASecond();
    void hiddenListAsksNothingUntilItIsSeen();
    void errorIsKept();
    void hubWithoutQueuesIsNotAsked();
};

namespace {

constexpr const char* kPath = "/admin/queues";

hub::api::QueueSummary summary(const std::string& id, std::uint64_t waiting = 0)
{
    hub::api::QueueSummary queue;
    queue.deviceId = id;
    queue.counts.waiting = waiting;
    return queue;
}

QByteArray listJson(const std::vector<hub::api::QueueSummary>& queues, std::uint64_t total = 0)
{
    hub::api::QueueList list;
    list.queues = queues;
    list.total = std::max<std::uint64_t>(total, queues.size());
    list.fleet = {.waiting = 9, .inFlight = 1, .completed = 0, .dead = 4};
    list.limit = 50;
    list.asOf = kQueueTime;
    return jsonOf(list);
}

struct Shown : QueueHub
{
    QueueList list{session};

    bool open(const QByteArray& answer)
    {
        fake.answer(kPath, 200, answer);
        return online() && wait();
    }

    bool wait()
    {
        return QTest::qWaitFor([this] { return list.hasRows() && !list.isLoading(); }, 20'000);
    }

    QString at(int row, int column) const { return list.index(row, column).data().toString(); }
    QVariant role(int row, int role) const { return list.index(row, 0).data(role); }
};

} // namespace

void QueueListTest::rowsSayHowQueuesAreDoing()
{
    Shown shown;
    const QAbstractItemModelTester tester(&shown.list,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(shown.open(listJson({})));
    hub::api::QueueSummary queue = summary("pump", 23);
    queue.counts.inFlight = 2;
    queue.counts.dead = 4;
    queue.oldestEnqueued = shown.session.hubNow() - 3h;
    queue.nextExpiry = shown.session.hubNow() + 30s;
    queue.mostAttempts = 6;
    queue.held = true;
    shown.fake.answer(kPath, 200, listJson({queue}));
    shown.list.reload();
    QVERIFY(shown.wait());

    QCOMPARE(shown.at(0, QueueList::Device), u"pump"_s);
    QCOMPARE(shown.at(0, QueueList::Depth), u"25 of 50"_s);
    QCOMPARE(shown.role(0, QueueList::DepthRole).toDouble(), 0.5);
    QCOMPARE(shown.at(0, QueueList::OldestAge), u"3 h"_s);
    QCOMPARE(shown.role(0, QueueList::UrgencyRole).toInt(), int(Urgency::Now));
    QCOMPARE(shown.at(0, QueueList::Attempts), u"6"_s);
    QCOMPARE(shown.at(0, QueueList::Dead), u"4"_s);
    QCOMPARE(shown.at(0, QueueList::LastPoll), u"never"_s);
    QCOMPARE(shown.at(0, QueueList::Delivery), u"Held"_s);
    QVERIFY(shown.role(0, QueueList::HeldRole).toBool());
    QCOMPARE(shown.list.fleet().dead, 4U);
    QCOMPARE(shown.list.rowOf(u"pump"_s), 0);
    QCOMPARE(shown.list.rowOf(u"valve"_s), -1);
}

void QueueListTest::emptyQueueHasDashes()
{
    Shown shown;
    hub::api::QueueSummary queue = summary("valve");
    queue.connected = true;
    QVERIFY(shown.open(listJson({queue})));

    for (const int column : {QueueList::OldestAge, QueueList::NextExpiry, QueueList::Attempts,
                             QueueList::InFlight, QueueList::Dead}) {
        QCOMPARE(shown.at(0, column), u"–"_s);
    }
    QCOMPARE(shown.at(0, QueueList::Delivery), u"Connected"_s);
    QCOMPARE(shown.role(0, QueueList::UrgencyRole).toInt(), int(Urgency::None));
}

void QueueListTest::searchAndSortAskTheHub()
{
    Shown shown;
    QVERIFY(shown.open(listJson({summary("pump", 1)})));
    QVERIFY(shown.fake.requestsOf(kPath).last().query.contains("sort=depth&order=desc"));

    shown.list.setSearch(u"a&b é"_s);
    QVERIFY(shown.wait());
    QByteArray query = shown.fake.requestsOf(kPath).last().query;
    QVERIFY2(query.contains("search=a%26b%20%C3%A9"), query.constData());
    shown.list.setSort(QueueList::OldestAge, Qt::AscendingOrder);
    QVERIFY(shown.wait());

    query = shown.fake.requestsOf(kPath).last().query;
    QVERIFY2(query.contains("sort=oldestAge&order=asc"), query.constData());
}

void QueueListTest::whatTheHubDoesNotSortStays()
{
    Shown shown;
    QVERIFY(shown.open(listJson({summary("pump", 1)})));
    const auto before = shown.fake.requestsOf(kPath).size();

    QVERIFY(!QueueList::isSortable(QueueList::Attempts));
    shown.list.setSort(QueueList::Attempts, Qt::AscendingOrder);
    QTRY_VERIFY(shown.fake.requestsOf("/admin/health").size() >= 2);

    QCOMPARE(shown.fake.requestsOf(kPath).size(), before);
}

void QueueListTest::fullPageIsFollowedByTheNext()
{
    Shown shown;
    std::vector<hub::api::QueueSummary> page;
    for (int i = 0; i < PagedTable::kPageRows; ++i) {
        page.push_back(summary("device-" + std::to_string(i), 1));
    }
    QVERIFY(shown.open(listJson(page, 300)));
    QCOMPARE(shown.list.rowCount(), 300);

    QVERIFY(shown.list.queueAt(280) == nullptr);

    QTRY_VERIFY(shown.fake.requestsOf(kPath).last().query.contains("offset=256"));
}

void QueueListTest::eventsAreThinnedToOneASecond()
{
    Shown shown;
    QVERIFY(shown.open(listJson({summary("pump", 1)})));
    const auto before = shown.fake.requestsOf(kPath).size();
    QSignalSpy events(&shown.session, &HubSession::deviceEvent);

    for (int i = 0; i < 50; ++i) {
        shown.fake.sendEvent("b:" + QByteArray::number(i), i % 2 == 0 ? "command" : "queue", "{}");
    }
    QTRY_COMPARE(events.count(), 50);

    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), before + 1);
    QCOMPARE(shown.fake.requestsOf(kPath).size(), before + 1);
}

void QueueListTest::hiddenListAsksNothingUntilItIsSeen()
{
    Shown shown;
    QVERIFY(shown.open(listJson({})));
    shown.list.setLive(false);
    const auto before = shown.fake.requestsOf(kPath).size();

    shown.fake.sendEvent("b:1", "command", "{}");
    QTRY_VERIFY(shown.fake.requestsOf("/admin/health").size() >= 3);
    QCOMPARE(shown.fake.requestsOf(kPath).size(), before);
    shown.list.setLive(true);

    QTRY_COMPARE(shown.fake.requestsOf(kPath).size(), before + 1);
}

void QueueListTest::errorIsKept()
{
    Shown shown;
    shown.fake.answer(kPath, 503, R"({"message":"The store is busy."})");
    QSignalSpy answered(&shown.list, &QueueList::answered);
    QVERIFY(shown.online());

    QTRY_COMPARE(answered.count(), 1);
    QCOMPARE(shown.list.error().message, u"The store is busy."_s);
    shown.fake.answer(kPath, 200, listJson({summary("pump", 1)}));
    shown.list.reload();
    QVERIFY(shown.wait());

    QVERIFY(!shown.list.error().isError());
    QCOMPARE(shown.list.rowCount(), 1);
}

void QueueListTest::hubWithoutQueuesIsNotAsked()
{
    QueueHub old({"registry"});
    QueueList list(old.session);
    QVERIFY(old.online());

    list.reload();
    list.refresh();
    QTRY_VERIFY(old.fake.requestsOf("/admin/health").size() >= 2);

    QVERIFY(old.fake.requestsOf(kPath).isEmpty());
}

std::unique_ptr<QObject> queueListTest()
{
    return std::make_unique<QueueListTest>();
}

} // namespace deck::test

#include "tst_queue_list.moc"
