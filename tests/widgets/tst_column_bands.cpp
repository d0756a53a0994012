#include "widgets/plot/column_bands.h"

#include <QTest>

#include <limits>
#include <memory>

namespace deck::test {

class ColumnBandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bandCoversItsValuesAndItsThickness();
    void scaleRunsUpwards();
    void neighboursThatDoNotTouchMeetHalfWay();
    void fewEmptyColumnsAreBridgedByAStraightLine();
    void manyEmptyColumnsAreAGap();
    void nothingIsDrawnBeforeAndAfterThePoints();
    void usualGapIsAFewTimesTheMedian_data();
    void usualGapIsAFewTimesTheMedian();
    void pixelsAreCoveredInProportion();
    void halfCoveredPixelKeepsHalfOfWhatIsUnder();
    void dashesBelongToTheTimeAndNotToThePlace();
    void valuesFarOutsideDrawNothingAndTakeNoTime_data();
    void valuesFarOutsideDrawNothingAndTakeNoTime();
    void areaFadesBelowTheLine();
};

namespace {

const ValueRange kNone;

/// Ten pixels for ten units, a line of two pixels.
BandLayout layoutOf(int mostBridged = 0)
{
    return {.scale = {0, 10, 2}, .height = 10, .thickness = 2, .mostBridged = mostBridged};
}

std::vector<ColumnBand> bandsOf(const std::vector<ValueRange>& columns, int mostBridged = 0)
{
    std::vector<ColumnBand> bands;
    layOutBands(columns, layoutOf(mostBridged), bands);
    return bands;
}

QImage emptyImage(int width, int height = 10)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
}

QList<int> alphasOf(const QImage& image, int x)
{
    QList<int> alphas;
    for (int y = 0; y < image.height(); ++y) {
        alphas << qAlpha(image.pixel(x, y));
    }
    return alphas;
}

int paintedIn(const QImage& image)
{
    int painted = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (const int alpha : alphasOf(image, x)) {
            painted += alpha > 0 ? 1 : 0;
        }
    }
    return painted;
}

} // namespace

void ColumnBandsTest::bandCoversItsValuesAndItsThickness()
{
    const auto bands = bandsOf({{3, 6}});

    QCOMPARE(bands[0].top, 3.0F);    // 10 − 6, less half of the thickness
    QCOMPARE(bands[0].bottom, 8.0F); // 10 − 3, and half of the thickness
}

void ColumnBandsTest::scaleRunsUpwards()
{
    const auto low = bandsOf({{0, 0}});
    const auto high = bandsOf({{10, 10}});

    QCOMPARE(low[0].middle(), 10.0F);
    QCOMPARE(high[0].middle(), 0.0F);
}

void ColumnBandsTest::neighboursThatDoNotTouchMeetHalfWay()
{
    const auto falling = bandsOf({{9, 9}, {1, 1}});
    const auto rising = bandsOf({{1, 1}, {9, 9}});

    QCOMPARE(falling[0].bottom, 5.0F);
    QCOMPARE(falling[1].top, 5.0F);
    QCOMPARE(rising[0].top, 5.0F);
    QCOMPARE(rising[1].bottom, 5.0F);
}

void ColumnBandsTest::fewEmptyColumnsAreBridgedByAStraightLine()
{
    const auto bands = bandsOf({{2, 2}, kNone, kNone, {5, 5}}, 2);

    QCOMPARE(bands[1].middle(), 7.0F);
    QCOMPARE(bands[2].middle(), 6.0F);
    QCOMPARE(bands[1].bottom - bands[1].top, 2.0F);
}

void ColumnBandsTest::manyEmptyColumnsAreAGap()
{
    const auto bands = bandsOf({{2, 2}, kNone, kNone, {5, 5}}, 1);

    QVERIFY(bands[1].isEmpty() && bands[2].isEmpty());
    QCOMPARE(bands[3].middle(), 5.0F); // nothing pulls it to the other side
}

void ColumnBandsTest::nothingIsDrawnBeforeAndAfterThePoints()
{
    const auto bands = bandsOf({kNone, {2, 2}, kNone}, 8);

    QVERIFY(bands[0].isEmpty() && bands[2].isEmpty());
    QVERIFY(bandsOf({}).empty());
}

void ColumnBandsTest::usualGapIsAFewTimesTheMedian_data()
{
    QTest::addColumn<int>("every");
    QTest::addColumn<int>("gap");
    QTest::newRow("in each column") << 1 << 8;
    QTest::newRow("every second column") << 2 << 8;
    QTest::newRow("every tenth column") << 10 << 40;
}

void ColumnBandsTest::usualGapIsAFewTimesTheMedian()
{
    QFETCH(const int, every);
    std::vector<ValueRange> columns(200);
    for (std::size_t i = 0; i < columns.size(); i += std::size_t(every)) {
        columns[i] = {1, 1};
    }

    QTEST(usualGap(columns), "gap");
    QCOMPARE(usualGap(std::vector<ValueRange>(5)), 8);
}

void ColumnBandsTest::pixelsAreCoveredInProportion()
{
    QImage image = emptyImage(1);

    paintBands(image, {{2.5F, 4.25F}}, Qt::black, Dash::Solid, 0);

    QCOMPARE(alphasOf(image, 0), (QList<int>{0, 0, 127, 255, 63, 0, 0, 0, 0, 0}));
}

void ColumnBandsTest::halfCoveredPixelKeepsHalfOfWhatIsUnder()
{
    QImage image = emptyImage(1);
    image.fill(Qt::white);

    paintBands(image, {{2, 2.5F}}, Qt::black, Dash::Solid, 0);

    QCOMPARE(qAlpha(image.pixel(0, 2)), 255);
    QVERIFY(std::abs(qRed(image.pixel(0, 2)) - 128) <= 1);
    QCOMPARE(image.pixelColor(0, 3), QColor(Qt::white));
}

void ColumnBandsTest::dashesBelongToTheTimeAndNotToThePlace()
{
    const std::vector<ColumnBand> bands(30, {2, 4});
    for (const Dash dash : {Dash::Dashes, Dash::Dots}) {
        QImage now = emptyImage(30);
        QImage later = emptyImage(30);

        paintBands(now, bands, Qt::black, dash, -5);
        paintBands(later, bands, Qt::black, dash, -2); // three columns later

        QCOMPARE(later.copy(0, 0, 27, 10), now.copy(3, 0, 27, 10));
        QVERIFY(paintedIn(now) > 0 && paintedIn(now) < 60);
    }
}

void ColumnBandsTest::valuesFarOutsideDrawNothingAndTakeNoTime_data()
{
    constexpr float kMax = std::numeric_limits<float>::max();
    QTest::addColumn<float>("low");
    QTest::addColumn<float>("high");
    QTest::newRow("far below") << -1e12F << -1e12F;
    QTest::newRow("far above") << 1e12F << 1e12F;
    QTest::newRow("lowest") << -kMax << -kMax;
    QTest::newRow("highest") << kMax << kMax;
}

/// A device that sends a huge number while the scale may not change yet held the window up for
/// seconds: its pixel row did not fit into an int.
void ColumnBandsTest::valuesFarOutsideDrawNothingAndTakeNoTime()
{
    QFETCH(const float, low);
    QFETCH(const float, high);
    QImage image = emptyImage(400);
    const std::vector<ValueRange> columns(400, ValueRange{low, high});

    const auto bands = bandsOf(columns);
    paintBands(image, bands, Qt::black, Dash::Solid, 0);

    QCOMPARE(paintedIn(image), 0);
}

void ColumnBandsTest::areaFadesBelowTheLine()
{
    QImage image = emptyImage(1);

    paintAreaBelow(image, {{3, 5}}, Qt::black);

    const QList<int> alphas = alphasOf(image, 0);
    QCOMPARE(alphas.mid(0, 4), QList<int>(4, 0));
    QVERIFY(alphas[4] > alphas[9]);
    QVERIFY(alphas[4] > 0 && alphas[4] < 255 / 5);
}

std::unique_ptr<QObject> columnBandsTest()
{
    return std::make_unique<ColumnBandsTest>();
}

} // namespace deck::test

#include "tst_column_bands.moc"
