#include "widgets/plot/plot_frame.h"

#include <QTest>

#include <memory>

namespace deck::test {

class PlotFrameTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lastColumnHoldsTheEnd_data();
    void lastColumnHoldsTheEnd();
    void columnsKeepTheirPointsWhileTimeGoesOn();
    void windowIsNeverCutShort();
    void samePlaceLastsAsLongAsAColumn();
    void extentIsOfAllLines();
    void valueNearLooksToBothSides();
    void lastColumnIsLookedForNearTheEnd();
    void noPixelsAndNoLinesAreHarmless();
};

namespace {

std::shared_ptr<Series> seriesOf(const std::vector<std::pair<std::int64_t, float>>& points)
{
    auto series = std::make_shared<Series>();
    for (const auto& [time, value] : points) {
        series->points.add(time, value);
    }
    return series;
}

/// One column a second, up to second 100 of the epoch.
PlotFrame frameOf(const std::vector<std::pair<std::int64_t, float>>& points)
{
    PlotFrame frame;
    frame.read({seriesOf(points)}, 20'000, 100'000, 20);
    return frame;
}

} // namespace

void PlotFrameTest::lastColumnHoldsTheEnd_data()
{
    QTest::addColumn<qint64>("end");
    QTest::newRow("start of a column") << qint64(1'700'000'001'000);
    QTest::newRow("within a column") << qint64(1'700'000'001'999);
}

void PlotFrameTest::lastColumnHoldsTheEnd()
{
    QFETCH(const qint64, end);
    PlotFrame frame;

    frame.read({}, 60'000, end, 60);

    QCOMPARE(frame.columnMs(), 1'000);
    QCOMPARE(frame.timeAt(59), 1'700'000'001'000);
    QCOMPARE(frame.timeAt(0), 1'700'000'001'000 - 59'000);
}

void PlotFrameTest::columnsKeepTheirPointsWhileTimeGoesOn()
{
    const PlotFrame::Lines lines{
        seriesOf({{95'100, 1}, {95'900, 5}, {96'000, 2}, {97'500, 3}, {99'999, 4}})};
    PlotFrame now;
    PlotFrame later;

    now.read(lines, 20'000, 100'000, 20);
    later.read(lines, 20'000, 103'700, 20);

    for (std::size_t column = 3; column < 20; ++column) {
        const ValueRange& before = now.columns()[0][column];
        const ValueRange& after = later.columns()[0][column - 3];
        QCOMPARE(after.isEmpty(), before.isEmpty());
        QCOMPARE(after.low, before.low);
        QCOMPARE(after.high, before.high);
    }
    QCOMPARE(now.columns()[0][14].low, 1.0F);
    QCOMPARE(now.columns()[0][14].high, 5.0F);
}

void PlotFrameTest::windowIsNeverCutShort()
{
    for (const int pixels : {1, 7, 333, 1'000, 100'000}) {
        PlotFrame frame;
        frame.read({}, 60'000, 1'000'000, pixels);
        QVERIFY2(frame.shownMs() >= 60'000, qPrintable(QString::number(pixels)));
        QVERIFY(frame.columnMs() >= 1);
    }
}

void PlotFrameTest::samePlaceLastsAsLongAsAColumn()
{
    const PlotFrame frame = frameOf({});

    QVERIFY(frame.isSamePlace(20'000, 100'999, 20));
    QVERIFY(!frame.isSamePlace(20'000, 101'000, 20));
    QVERIFY(!frame.isSamePlace(40'000, 100'000, 20));
    QVERIFY(!frame.isSamePlace(20'000, 100'000, 21));
}

void PlotFrameTest::extentIsOfAllLines()
{
    PlotFrame frame;

    frame.read({seriesOf({{90'000, -3}}), seriesOf({}), seriesOf({{95'000, 7}, {10'000, 99}})},
               20'000, 100'000, 20);

    QCOMPARE(frame.extent().low, -3.0F);
    QCOMPARE(frame.extent().high, 7.0F);
    QVERIFY(frameOf({}).extent().isEmpty());
}

void PlotFrameTest::valueNearLooksToBothSides()
{
    const PlotFrame frame = frameOf({{91'200, 4}, {91'500, 6}, {97'500, 9}}); // columns 10 and 16

    QCOMPARE(frame.valueNear(0, 10, 0), 5.0F);
    QCOMPARE(frame.valueNear(0, 12, 2), 5.0F);
    QCOMPARE(frame.valueNear(0, 14, 2), 9.0F);
    QVERIFY(!frame.valueNear(0, 13, 2));
    QCOMPARE(frame.valueNear(0, 0, 100), 5.0F);
    QCOMPARE(frame.valueNear(0, 19, 100), 9.0F);
}

void PlotFrameTest::lastColumnIsLookedForNearTheEnd()
{
    const PlotFrame frame = frameOf({{91'200, 4}, {97'500, 9}});

    QCOMPARE(frame.lastColumn(0, 3), 16);
    QVERIFY(!frame.lastColumn(0, 2));
    QCOMPARE(frame.lastColumn(0, 1'000), 16);
    QVERIFY(!frameOf({}).lastColumn(0, 1'000));
}

void PlotFrameTest::noPixelsAndNoLinesAreHarmless()
{
    PlotFrame frame;

    frame.read({}, 60'000, 100'000, 0);

    QCOMPARE(frame.pixels(), 1);
    QVERIFY(frame.columns().empty() && frame.extent().isEmpty());
}

std::unique_ptr<QObject> plotFrameTest()
{
    return std::make_unique<PlotFrameTest>();
}

} // namespace deck::test

#include "tst_plot_frame.moc"
