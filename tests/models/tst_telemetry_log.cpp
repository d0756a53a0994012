#include "models/telemetry_log.h"
#include "tests/models/messages.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::string_literals;

class TelemetryLogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAModelAsQtWantsIt();
    void messagesAreRowsOldestFirst();
    void oldestMessagesMakeRoom();
    void bytesAreBoundedToo();
    void oneBatchIsBoundedToo();
    void pauseKeepsRowsAndCollects();
    void messagesThatWaitedAreShownAfterThePause();
    void fullPauseDropsTheOldestAndCounts();
    void pauseIsBoundedInBytes();
    void filterShowsOneDevice();
    void removedDeviceLeavesRowsAndQueue();
    void clearLeavesNothing();
    void bodyReadsAsOneLine_data();
    void bodyReadsAsOneLine();
};

namespace {

QString cell(const TelemetryLog& log, int row, int column)
{
    return log.data(log.index(row, column), Qt::DisplayRole).toString();
}

/// So many messages of a megabyte.
std::vector<hub::api::Message> megabytes(int count)
{
    return std::vector<hub::api::Message>(std::size_t(count),
                                          message("big", std::string(1024 * 1024, 'x')));
}

const int kMegabytesKept = int(TelemetryLog::kMaxBytes / (1024 * 1024)) - 1;

} // namespace

void TelemetryLogTest::isAModelAsQtWantsIt()
{
    TelemetryLog log;
    const QAbstractItemModelTester tester(&log,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    log.add(messages("a", 10));
    log.add(messages("a", TelemetryLog::kMaxMessages));
    log.setPaused(true);
    log.add(messages("b", 5));
    log.removeDevice(u"a"_s);
    log.setPaused(false);
    log.setDeviceFilter(u"a"_s);
    log.clear();
}

void TelemetryLogTest::messagesAreRowsOldestFirst()
{
    TelemetryLog log;
    QSignalSpy inserted(&log, &QAbstractItemModel::rowsInserted);

    log.add({message("a", "first", 1), message("b", "second", 2)});
    log.add({message("a", "third", 3)});

    QCOMPARE(log.rowCount(), 3);
    QCOMPARE(inserted.count(), 2);
    QCOMPARE(cell(log, 0, TelemetryLog::Summary), u"first"_s);
    QCOMPARE(cell(log, 1, TelemetryLog::Device), u"b"_s);
    QCOMPARE(cell(log, 2, TelemetryLog::Size), u"5 bytes"_s);
    QCOMPARE(log.messageAt(2).body, "third"s);
}

void TelemetryLogTest::oldestMessagesMakeRoom()
{
    TelemetryLog log;
    log.add(messages("a", TelemetryLog::kMaxMessages));

    log.add({message("b", "new")});

    QCOMPARE(log.rowCount(), TelemetryLog::kMaxMessages);
    QCOMPARE(cell(log, 0, TelemetryLog::Summary), u"1"_s);
    QCOMPARE(cell(log, TelemetryLog::kMaxMessages - 1, TelemetryLog::Summary), u"new"_s);
}

void TelemetryLogTest::bytesAreBoundedToo()
{
    TelemetryLog log;

    for (int i = 0; i < 100; ++i) {
        log.add(megabytes(1));
    }

    QCOMPARE(log.rowCount(), kMegabytesKept);
}

void TelemetryLogTest::oneBatchIsBoundedToo()
{
    TelemetryLog log;

    log.add(megabytes(100));

    QCOMPARE(log.rowCount(), kMegabytesKept);
}

void TelemetryLogTest::pauseKeepsRowsAndCollects()
{
    TelemetryLog log;
    log.add(messages("a", 3));
    QSignalSpy inserted(&log, &QAbstractItemModel::rowsInserted);
    QSignalSpy waiting(&log, &TelemetryLog::waitingChanged);

    log.setPaused(true);
    log.add(messages("a", 5));

    QVERIFY(log.isPaused());
    QCOMPARE(log.rowCount(), 3);
    QCOMPARE(log.waiting(), 5);
    QCOMPARE(log.waitingShare(), 5.0 / TelemetryLog::kMaxMessages);
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(waiting.count(), 2);
}

void TelemetryLogTest::messagesThatWaitedAreShownAfterThePause()
{
    TelemetryLog log;
    log.add(messages("a", 3));
    log.setPaused(true);
    log.add({message("a", "waited")});

    log.setPaused(false);

    QCOMPARE(log.rowCount(), 4);
    QCOMPARE(cell(log, 3, TelemetryLog::Summary), u"waited"_s);
    QCOMPARE(log.waiting(), 0);
    QCOMPARE(log.waitingShare(), 0.0);
}

void TelemetryLogTest::fullPauseDropsTheOldestAndCounts()
{
    TelemetryLog log;
    log.setPaused(true);

    log.add(messages("a", TelemetryLog::kMaxMessages));
    log.add(messages("b", 7));

    QCOMPARE(log.waiting(), TelemetryLog::kMaxMessages);
    QCOMPARE(log.waitingShare(), 1.0);
    QCOMPARE(log.dropped(), quint64(7));
    log.setPaused(false);
    QCOMPARE(cell(log, 0, TelemetryLog::Summary), u"7"_s);
    QCOMPARE(log.dropped(), quint64(0));
}

void TelemetryLogTest::pauseIsBoundedInBytes()
{
    TelemetryLog log;
    log.setPaused(true);

    log.add(megabytes(100));

    QCOMPARE(log.waiting(), kMegabytesKept);
    QCOMPARE(log.dropped(), quint64(100 - kMegabytesKept));
}

void TelemetryLogTest::filterShowsOneDevice()
{
    TelemetryLog log;
    log.add(messages("a", 3));

    log.setDeviceFilter(u"b"_s);
    log.add({message("a", "1"), message("b", "2"), message("bb", "3")});

    QCOMPARE(log.rowCount(), 1);
    QCOMPARE(cell(log, 0, TelemetryLog::Device), u"b"_s);
}

void TelemetryLogTest::removedDeviceLeavesRowsAndQueue()
{
    TelemetryLog log;
    log.add({message("a", "1"), message("b", "2"), message("a", "3")});
    log.setPaused(true);
    log.add({message("a", "4"), message("b", "5")});

    log.removeDevice(u"a"_s);

    QCOMPARE(log.rowCount(), 1);
    QCOMPARE(log.waiting(), 1);
    log.setPaused(false);
    QCOMPARE(cell(log, 1, TelemetryLog::Summary), u"5"_s);
}

void TelemetryLogTest::clearLeavesNothing()
{
    TelemetryLog log;
    log.add(megabytes(5));
    log.setPaused(true);
    log.add(megabytes(5));

    log.clear();

    QCOMPARE(log.rowCount(), 0);
    QCOMPARE(log.waiting(), 0);
    log.setPaused(false);
    log.add(megabytes(kMegabytesKept));
    QCOMPARE(log.rowCount(), kMegabytesKept); // the bytes of before count no more
}

void TelemetryLogTest::bodyReadsAsOneLine_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("isText");
    QTest::addColumn<QString>("line");

    QTest::newRow("text") << "{\"t\":1}"s << true << u"{\"t\":1}"_s;
    QTest::newRow("lines") << "a\nb"s << true << u"a b"_s;
    QTest::newRow("binary") << "\xff\xfe"s << false << u"2 bytes that are not text"_s;
    QTest::newRow("empty") << ""s << true << u""_s;
    QTest::newRow("long") << std::string(10'000, 'x') << true << QString(159, u'x') + u'…';
    QTest::newRow("long, each character of three bytes")
        << QString(1'000, u'€').toStdString() << true << QString(159, u'€') + u'…';
}

void TelemetryLogTest::bodyReadsAsOneLine()
{
    QFETCH(const std::string, body);
    QFETCH(const bool, isText);
    QFETCH(const QString, line);
    TelemetryLog log;
    hub::api::Message sent = message("a", body);
    sent.isText = isText;

    log.add({sent});

    QCOMPARE(cell(log, 0, TelemetryLog::Summary), line);
}

std::unique_ptr<QObject> telemetryLogTest()
{
    return std::make_unique<TelemetryLogTest>();
}

} // namespace deck::test

#include "tst_telemetry_log.moc"
