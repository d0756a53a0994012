#include "models/paged_table.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRows = PagedTable::kPageRows;

/// Rows are texts "<version>:<row>"; the test answers requests when it likes.
class Numbers final : public PagedTable
{
public:
    struct Request
    {
        int page;
        QString cursor;
        quint64 generation;
    };

    explicit Numbers(int total = 1'000'000) : PagedTable(nullptr), total_(total) {}

    using PagedTable::refreshPages;
    using PagedTable::startQuery;

    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : 2;
    }

    QVariant data(const QModelIndex& index, int role) const override
    {
        int place = 0;
        const Rows* const rows = rowsFor(index.row(), place);
        if (rows == nullptr) {
            return role == kPlaceholderRole ? QVariant(true) : QVariant();
        }
        return role == Qt::DisplayRole
                   ? static_cast<const Texts*>(rows)->texts.at(std::size_t(place))
                   : QVariant();
    }

    QString at(int row) const { return data(index(row, 0), Qt::DisplayRole).toString(); }

    /// As a view that shows rows from there on.
    void look(int row) { at(row); }

    void setTotal(int total) { total_ = total; }
    void setVersion(const QString& version) { version_ = version; }
    void setAnsweredRows(int most) { most_ = most; }

    const QList<Request>& open() const { return open_; }
    int asked() const { return asked_; }
    QList<int> openPages() const
    {
        QList<int> pages;
        for (const Request& request : open_) {
            pages << request.page;
        }
        return pages;
    }

    void answer(const Request& request)
    {
        auto rows = std::make_shared<Texts>();
        const int first = request.page * kPageRows;
        for (int row = first; row < std::min({first + kPageRows, total_, first + most_}); ++row) {
            rows->texts.push_back(version_ + u':' + QString::number(row));
        }
        pageArrived(request.page, request.generation, std::move(rows),
                    u"after %1"_s.arg(request.page), total_);
    }

    /// The request that waits longest.
    void answerNext() { answer(open_.takeFirst()); }

    void failNext()
    {
        const Request request = open_.takeFirst();
        pageFailed(request.page, request.generation);
    }

    /// Until nothing is wished for any more.
    void answerAll()
    {
        for (int quiet = 0; quiet < 3; ++quiet) {
            QCoreApplication::processEvents();
            while (!open_.isEmpty()) {
                answerNext();
                quiet = 0;
            }
        }
    }

protected:
    void fetchPage(int page, const QString& cursor, quint64 generation) override
    {
        ++asked_;
        open_.append({page, cursor, generation});
    }

private:
    struct Texts final : Rows
    {
        int size() const override { return int(texts.size()); }
        std::vector<QString> texts;
    };

    QList<Request> open_;
    QString version_ = u"v1"_s;
    int total_;
    int most_ = kPageRows;
    int asked_ = 0;
};

/// The first page is here.
std::unique_ptr<Numbers> started(int total = 1'000'000)
{
    auto table = std::make_unique<Numbers>(total);
    table->startQuery();
    table->answerAll();
    return table;
}

} // namespace

class PagedTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAModelAsQtWantsIt();
    void millionRowsCostNothing();
    void rowThatIsNotHereIsAPlaceholder();
    void pageComesOnDemandWithItsNeighbourCursor();
    void onePageIsAskedForOnce();
    void twoRequestsAtATimeNewestWishFirst();
    void pagesThatScrolledAwayAreNeverAskedFor();
    void leastRecentlySeenPageGoesFirst();
    void lateAnswerToAnEarlierQueryIsDropped();
    void newQueryKeepsOldRowsUntilItsAnswer();
    void failedPageIsAskedForAgainWhenSeen();
    void failedQuerySaysSo();
    void loadingIsTold();
    void refreshKeepsRowsMeanwhile();
    void refreshReachesPagesOutOfSightWhenSeen();
    void rowsThatCameOrWentAreTold_data();
    void rowsThatCameOrWentAreTold();
    void shortPageIsNotAskedForForever();
    void rowsOutsideAreNoRows();
};

void PagedTableTest::isAModelAsQtWantsIt()
{
    Numbers table(3 * kRows);
    const QAbstractItemModelTester tester(&table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    table.startQuery();
    table.answerAll();
    table.look(2 * kRows);
    table.setTotal(3 * kRows + 5);
    table.refreshPages();
    table.answerAll();
    table.setTotal(10);
    table.refreshPages();
    table.answerAll();
    table.startQuery();
    table.answerAll();
}

void PagedTableTest::millionRowsCostNothing()
{
    const auto table = started();
    const QAbstractItemModelTester tester(table.get(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    table->look(999'999);
    table->answerAll();

    QCOMPARE(table->rowCount(), 1'000'000);
    QCOMPARE(table->at(999'999), u"v1:999999"_s);
    QVERIFY(table->asked() < 200); // the tester looks at each row; a wish that waits is replaced
}

void PagedTableTest::rowThatIsNotHereIsAPlaceholder()
{
    const auto table = started();

    QCOMPARE(table->data(table->index(0, 0), kPlaceholderRole).toBool(), false);
    QCOMPARE(table->data(table->index(kRows, 0), kPlaceholderRole).toBool(), true);
    QVERIFY(!table->data(table->index(kRows, 0), Qt::DisplayRole).isValid());
}

void PagedTableTest::pageComesOnDemandWithItsNeighbourCursor()
{
    const auto table = started();
    QSignalSpy changed(table.get(), &QAbstractItemModel::dataChanged);

    table->look(kRows);
    QTRY_COMPARE(table->openPages(), QList<int>{1});
    QCOMPARE(table->open().first().cursor, u"after 0"_s);
    table->answerNext();

    QCOMPARE(table->at(kRows), u"v1:256"_s);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), kRows);
    QCOMPARE(changed[0][1].toModelIndex().row(), 2 * kRows - 1);
    table->look(100 * kRows);
    QTRY_COMPARE(table->openPages(), QList<int>{100});
    QVERIFY(table->open().first().cursor.isEmpty()); // its neighbour is not here
}

void PagedTableTest::onePageIsAskedForOnce()
{
    const auto table = started();

    for (int row = kRows; row < 2 * kRows; ++row) {
        table->look(row);
    }
    QTRY_COMPARE(table->open().size(), 1);
    table->look(kRows);
    QCoreApplication::processEvents();
    table->answerAll();

    QCOMPARE(table->asked(), 2);
}

void PagedTableTest::twoRequestsAtATimeNewestWishFirst()
{
    const auto table = started();

    for (const int page : {10, 20, 30, 40}) {
        table->look(page * kRows);
    }
    QTRY_COMPARE(table->openPages(), (QList<int>{40, 30}));

    table->look(50 * kRows);
    QCoreApplication::processEvents();
    QCOMPARE(table->open().size(), PagedTable::kRequestsAtATime);
    table->answerNext();
    QCOMPARE(table->openPages(), (QList<int>{30, 50}));
}

void PagedTableTest::pagesThatScrolledAwayAreNeverAskedFor()
{
    const auto table = started();

    for (int page = 1; page <= 100; ++page) {
        table->look(page * kRows);
    }
    table->answerAll();

    QCOMPARE(table->asked(), 1 + PagedTable::kWishesKept);
    QCOMPARE(table->at(100 * kRows), u"v1:25600"_s);
}

void PagedTableTest::leastRecentlySeenPageGoesFirst()
{
    const auto table = started();
    for (int page = 1; page < PagedTable::kPagesKept; ++page) {
        table->look(page * kRows);
        table->answerAll();
    }
    table->look(0); // seen again: page 1 is the oldest now

    table->look(500 * kRows);
    table->answerAll();

    QCOMPARE(table->at(0), u"v1:0"_s);
    QCOMPARE(table->at(2 * kRows), u"v1:512"_s);
    QVERIFY(table->at(kRows).isEmpty());
}

void PagedTableTest::lateAnswerToAnEarlierQueryIsDropped()
{
    Numbers table;
    table.startQuery();
    const Numbers::Request early = table.open().first();
    table.setVersion(u"v2"_s);
    table.startQuery();

    table.answerNext(); // the early one
    QVERIFY(!table.hasRows());
    QCOMPARE(table.rowCount(), 0);

    table.answerNext();
    QCOMPARE(table.at(0), u"v2:0"_s);
    table.setVersion(u"v1"_s);
    table.answer(early);
    QCOMPARE(table.at(0), u"v2:0"_s);
    QVERIFY(!table.isLoading());
}

void PagedTableTest::newQueryKeepsOldRowsUntilItsAnswer()
{
    const auto table = started();
    QSignalSpy reset(table.get(), &QAbstractItemModel::modelReset);
    QSignalSpy answered(table.get(), &PagedTable::queryAnswered);
    table->setVersion(u"v2"_s);
    table->setTotal(5);

    table->startQuery();
    QCOMPARE(table->at(3), u"v1:3"_s);
    QCOMPARE(table->rowCount(), 1'000'000);
    QVERIFY(!table->hasRows());
    table->answerAll();

    QCOMPARE(reset.count(), 1);
    QCOMPARE(answered.count(), 1);
    QCOMPARE(table->rowCount(), 5);
    QCOMPARE(table->at(3), u"v2:3"_s);
}

void PagedTableTest::failedPageIsAskedForAgainWhenSeen()
{
    const auto table = started();
    table->look(kRows);
    QTRY_COMPARE(table->open().size(), 1);

    table->failNext();
    QCoreApplication::processEvents();
    QVERIFY(table->open().isEmpty());
    QVERIFY(!table->isLoading());

    table->look(kRows);
    QTRY_COMPARE(table->openPages(), QList<int>{1});
}

void PagedTableTest::failedQuerySaysSo()
{
    Numbers table;
    QSignalSpy answered(&table, &PagedTable::queryAnswered);
    table.startQuery();

    table.failNext();

    QCOMPARE(answered.count(), 1);
    QVERIFY(!table.hasRows());
}

void PagedTableTest::loadingIsTold()
{
    Numbers table;
    QList<bool> loading;
    connect(&table, &PagedTable::loadingChanged, this, [&] { loading << table.isLoading(); });

    table.startQuery();
    table.answerNext();

    QCOMPARE(loading, (QList<bool>{true, false}));
}

void PagedTableTest::refreshKeepsRowsMeanwhile()
{
    const auto table = started();
    QSignalSpy reset(table.get(), &QAbstractItemModel::modelReset);
    table->look(0);
    table->setVersion(u"v2"_s);

    table->refreshPages();
    QTRY_COMPARE(table->openPages(), QList<int>{0});
    QCOMPARE(table->at(7), u"v1:7"_s);
    table->answerAll();

    QCOMPARE(table->at(7), u"v2:7"_s);
    QCOMPARE(reset.count(), 0);
}

void PagedTableTest::refreshReachesPagesOutOfSightWhenSeen()
{
    const auto table = started();
    for (const int page : {1, 2, 3}) {
        table->look(page * kRows);
        table->answerAll();
    }
    table->setVersion(u"v2"_s);

    table->refreshPages();
    table->answerAll();
    QCOMPARE(table->at(3 * kRows), u"v2:768"_s);

    QCOMPARE(table->at(0), u"v1:0"_s); // what is known, until better is here
    table->answerAll();
    QCOMPARE(table->at(0), u"v2:0"_s);
    const int asked = table->asked();
    table->look(0);
    table->answerAll();
    QCOMPARE(table->asked(), asked);
}

void PagedTableTest::rowsThatCameOrWentAreTold_data()
{
    QTest::addColumn<int>("total");
    QTest::addColumn<int>("inserted");
    QTest::addColumn<int>("removed");

    QTest::newRow("one more") << 301 << 1 << 0;
    QTest::newRow("some less") << 290 << 0 << 1;
    QTest::newRow("none left") << 0 << 0 << 1;
    QTest::newRow("as many") << 300 << 0 << 0;
}

void PagedTableTest::rowsThatCameOrWentAreTold()
{
    QFETCH(const int, total);
    QFETCH(const int, inserted);
    QFETCH(const int, removed);
    const auto table = started(300);
    QSignalSpy inserts(table.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy removals(table.get(), &QAbstractItemModel::rowsRemoved);

    table->setTotal(total);
    table->refreshPages();
    table->answerAll();

    QCOMPARE(table->rowCount(), total);
    QCOMPARE(inserts.count(), inserted);
    QCOMPARE(removals.count(), removed);
}

void PagedTableTest::shortPageIsNotAskedForForever()
{
    Numbers table(300);
    table.setAnsweredRows(20); // the hub counts rows that it does not give
    connect(&table, &QAbstractItemModel::dataChanged, this, [&] { table.look(100); });
    table.startQuery();
    table.answerAll();

    for (int i = 0; i < 20; ++i) {
        table.look(100);
        QCoreApplication::processEvents();
        if (!table.open().isEmpty()) {
            table.answerNext();
        }
    }

    QVERIFY2(table.asked() <= 2, qPrintable(QString::number(table.asked())));
}

void PagedTableTest::rowsOutsideAreNoRows()
{
    const auto table = started(10);

    QVERIFY(!table->data({}, Qt::DisplayRole).isValid());
    table->look(10);
    QCoreApplication::processEvents();

    QVERIFY(table->open().isEmpty());
}

std::unique_ptr<QObject> pagedTableTest()
{
    return std::make_unique<PagedTableTest>();
}

} // namespace deck::test

#include "tst_paged_table.moc"
