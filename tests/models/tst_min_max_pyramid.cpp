#include "models/min_max_pyramid.h"

#include <QTest>

#include <map>
#include <memory>
#include <random>

namespace deck {

bool operator==(const ValueRange& a, const ValueRange& b)
{
    return (a.isEmpty() && b.isEmpty()) || (a.low == b.low && a.high == b.high);
}

} // namespace deck

namespace deck::test {

class MinMaxPyramidTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyPyramidHasEmptyColumns();
    void columnsOfBucketWidthAreExact_data();
    void columnsOfBucketWidthAreExact();
    void otherColumnsReachAtMostOneBucketFurther_data();
    void otherColumnsReachAtMostOneBucketFurther();
    void columnKeepsItsValueWhileTheWindowMoves();
    void latePointsCount();
    void pointsBeforeTheFirstOneCount();
    void bigGapLeavesNoGhosts_data();
    void bigGapLeavesNoGhosts();
    void newestPointIsTheLastInTime();
    void wideWindowIsCoveredToItsEnd();
    void windowLongAgoIsAnsweredMoreCoarsely();
    void memoryIsBounded();
    void fewPointsTakeLittleMemory();
};

namespace {

using Points = std::multimap<std::int64_t, float>;

/// What the columns should be: slow and obvious.
class Reference
{
public:
    void add(std::int64_t time, float value) { points_.emplace(time, value); }

    ValueRange between(std::int64_t from, std::int64_t to) const
    {
        ValueRange range;
        for (auto point = points_.lower_bound(from); point != points_.end() && point->first < to;
             ++point) {
            range.include(point->second);
        }
        return range;
    }

private:
    Points points_;
};

struct Both
{
    MinMaxPyramid pyramid;
    Reference reference;

    void add(std::int64_t time, float value)
    {
        pyramid.add(time, value);
        reference.add(time, value);
    }
};

std::int64_t floorTo(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

/// The widest buckets (4^level ms) that are no wider than a column.
std::int64_t bucketFor(std::int64_t width)
{
    std::int64_t bucket = 1;
    for (int level = 1; level < MinMaxPyramid::kLevels && bucket * 4 <= width; ++level) {
        bucket *= 4;
    }
    return bucket;
}

bool contains(const ValueRange& outer, const ValueRange& inner)
{
    return inner.isEmpty() ||
           (!outer.isEmpty() && outer.low <= inner.low && outer.high >= inner.high);
}

std::vector<ValueRange>
columnsOf(const MinMaxPyramid& pyramid, std::int64_t from, std::int64_t width, std::size_t count)
{
    std::vector<ValueRange> columns(count);
    pyramid.columns(from, width, columns);
    return columns;
}

/// A walk forward, with points that come late now and then.
Both walk(unsigned seed, std::int64_t start, std::int64_t step, int count)
{
    Both both;
    std::mt19937 random(seed);
    std::normal_distribution<float> value(20, 5);
    std::int64_t time = start;
    for (int i = 0; i < count; ++i) {
        time += std::int64_t(random() % unsigned(2 * step));
        const bool late = random() % 8 == 0;
        both.add(late ? time - std::int64_t(random() % unsigned(20 * step)) : time, value(random));
    }
    return both;
}

void addWalks()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<qint64>("start");
    QTest::addColumn<qint64>("step");

    QTest::newRow("every ms") << 1u << qint64(1'700'000'000'000) << qint64(1);
    QTest::newRow("every second") << 2u << qint64(1'700'000'000'000) << qint64(1'000);
    QTest::newRow("every minute") << 3u << qint64(1'700'000'000'000) << qint64(60'000);
    QTest::newRow("from below zero on") << 4u << qint64(-2'000'000) << qint64(1'000);
}

} // namespace

void MinMaxPyramidTest::emptyPyramidHasEmptyColumns()
{
    const MinMaxPyramid pyramid;

    QVERIFY(pyramid.isEmpty());
    for (const ValueRange& column : columnsOf(pyramid, 0, 1'000, 10)) {
        QVERIFY(column.isEmpty());
    }
}

void MinMaxPyramidTest::columnsOfBucketWidthAreExact_data()
{
    addWalks();
}

void MinMaxPyramidTest::columnsOfBucketWidthAreExact()
{
    QFETCH(const unsigned, seed);
    QFETCH(const qint64, start);
    QFETCH(const qint64, step);
    const Both both = walk(seed, start, step, 6'000);

    for (std::int64_t width = 1; width <= 1 << 20; width *= 4) {
        const std::int64_t end = floorTo(both.pyramid.lastTime(), width) + width;
        const std::int64_t from = end - 1'000 * width;
        const auto columns = columnsOf(both.pyramid, from, width, 1'000);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::int64_t left = from + std::int64_t(i) * width;
            QVERIFY(columns[i] == both.reference.between(left, left + width));
        }
    }
}

void MinMaxPyramidTest::otherColumnsReachAtMostOneBucketFurther_data()
{
    addWalks();
}

void MinMaxPyramidTest::otherColumnsReachAtMostOneBucketFurther()
{
    QFETCH(const unsigned, seed);
    QFETCH(const qint64, start);
    QFETCH(const qint64, step);
    const Both both = walk(seed, start, step, 6'000);
    std::mt19937 random(seed);

    for (int round = 0; round < 40; ++round) {
        const std::int64_t width = 1 + std::int64_t(random() % 3'000'000u) % (step * 300);
        const std::int64_t bucket = bucketFor(width);
        const std::int64_t end = floorTo(both.pyramid.lastTime(), width) + width;
        const std::int64_t from = end - 700 * width;
        const auto columns = columnsOf(both.pyramid, from, width, 700);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::int64_t left = from + std::int64_t(i) * width;
            const std::int64_t right = left + width;
            QVERIFY(contains(columns[i], both.reference.between(left, right)));
            QVERIFY(contains(
                both.reference.between(floorTo(left, bucket), floorTo(right - 1, bucket) + bucket),
                columns[i]));
        }
    }
}

void MinMaxPyramidTest::columnKeepsItsValueWhileTheWindowMoves()
{
    const Both both = walk(7, 0, 100, 5'000);
    const std::int64_t width = 350;
    const std::int64_t from = floorTo(both.pyramid.lastTime(), width) - 600 * width;
    const auto before = columnsOf(both.pyramid, from, width, 500);

    for (const std::int64_t moved : {1, 2, 17, 99}) {
        const auto after = columnsOf(both.pyramid, from + moved * width, width, 500);
        for (std::size_t i = std::size_t(moved); i < before.size(); ++i) {
            QVERIFY(before[i] == after[i - std::size_t(moved)]);
        }
    }
}

void MinMaxPyramidTest::latePointsCount()
{
    MinMaxPyramid pyramid;
    pyramid.add(10'000, 1);
    pyramid.add(12'000, 2);

    pyramid.add(10'000, 9);
    pyramid.add(11'000, 7);

    QVERIFY(columnsOf(pyramid, 10'000, 1, 1)[0] == (ValueRange{1, 9}));
    QVERIFY(columnsOf(pyramid, 11'000, 1, 1)[0] == (ValueRange{7, 7}));
    QCOMPARE(pyramid.count(), std::uint64_t{4});
}

void MinMaxPyramidTest::pointsBeforeTheFirstOneCount()
{
    MinMaxPyramid pyramid;
    pyramid.add(1'000'000, 1);

    pyramid.add(1'000'000 - 8'191, 5);
    pyramid.add(0, 7); // too old for 1 ms, not for 4^4 ms

    QVERIFY(columnsOf(pyramid, 1'000'000 - 8'191, 1, 1)[0] == (ValueRange{5, 5}));
    QVERIFY(columnsOf(pyramid, 0, 256, 1)[0] == (ValueRange{7, 7}));
}

void MinMaxPyramidTest::bigGapLeavesNoGhosts_data()
{
    QTest::addColumn<qint64>("gap");

    QTest::newRow("one ring") << qint64(MinMaxPyramid::kBuckets);
    QTest::newRow("one ring and a bit") << qint64(MinMaxPyramid::kBuckets + 5);
    QTest::newRow("a day") << qint64(86'400'000);
    QTest::newRow("fifty years") << qint64(1'577'000'000'000);
}

void MinMaxPyramidTest::bigGapLeavesNoGhosts()
{
    QFETCH(const qint64, gap);
    Both both;
    for (int i = 0; i < 3'000; ++i) {
        both.add(i, float(i));
    }

    both.add(gap, 5);
    both.add(gap + 3, 6);

    for (std::int64_t width = 1; width <= 1 << 20; width *= 4) {
        const std::int64_t from = floorTo(gap, width) - 2'000 * width;
        const auto columns = columnsOf(both.pyramid, from, width, 2'010);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::int64_t left = from + std::int64_t(i) * width;
            QVERIFY(columns[i] == both.reference.between(left, left + width));
        }
    }
}

void MinMaxPyramidTest::newestPointIsTheLastInTime()
{
    MinMaxPyramid pyramid;

    pyramid.add(-5'000, 1);
    pyramid.add(-7'000, 2);
    QCOMPARE(pyramid.lastTime(), std::int64_t{-5'000});
    QCOMPARE(pyramid.lastValue(), 1.0F);

    pyramid.add(-5'000, 3);
    QCOMPARE(pyramid.lastValue(), 3.0F);
}

void MinMaxPyramidTest::wideWindowIsCoveredToItsEnd()
{
    MinMaxPyramid pyramid;
    const std::int64_t width = 1'000; // buckets of 256 ms: nearly four a column
    const std::int64_t columns = 4'000;
    for (std::int64_t i = 0; i < columns; ++i) {
        pyramid.add(i * width, float(i));
    }

    for (const ValueRange& column : columnsOf(pyramid, 0, width, std::size_t(columns))) {
        QVERIFY(!column.isEmpty());
    }
}

void MinMaxPyramidTest::windowLongAgoIsAnsweredMoreCoarsely()
{
    MinMaxPyramid pyramid;
    for (std::int64_t time = 0; time < 86'400'000; time += 1'000) {
        pyramid.add(time, time < 3'600'000 ? 7 : 1);
    }

    const auto columns = columnsOf(pyramid, 1'000'000, 100, 100);

    for (const ValueRange& column : columns) {
        QVERIFY(column == (ValueRange{7, 7}));
    }
}

void MinMaxPyramidTest::memoryIsBounded()
{
    MinMaxPyramid pyramid;
    std::mt19937 random(11);

    std::int64_t time = 0;
    for (int i = 0; i < 20'000; ++i) {
        time += std::int64_t(random() % 5'000'000u);
        pyramid.add(time - std::int64_t(random() % 2'000'000u), float(random() % 100u));
    }

    QVERIFY(pyramid.bytes() <= 730 * 1024);
}

void MinMaxPyramidTest::fewPointsTakeLittleMemory()
{
    MinMaxPyramid pyramid;

    for (std::int64_t second = 0; second < 60; ++second) {
        pyramid.add(second * 1'000, float(second));
    }

    // Two levels that are full, and halves of it from there on.
    QVERIFY2(pyramid.bytes() < 240 * 1024, qPrintable(QString::number(pyramid.bytes())));
}

std::unique_ptr<QObject> minMaxPyramidTest()
{
    return std::make_unique<MinMaxPyramidTest>();
}

} // namespace deck::test

#include "tst_min_max_pyramid.moc"
