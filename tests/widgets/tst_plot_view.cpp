// A live chart on a window, and the clock that lets it draw. The hub's time stands still unless a
// test moves it.
#include "tests/widgets/stage.h"
#include "widgets/plot/frame_clock.h"
#include "widgets/plot/plot_view.h"

#include <QGraphicsTextItem>
#include <QGraphicsView>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <set>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class PlotViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeAxisHasLabelsThatDiffer_data();
    void timeAxisHasLabelsThatDiffer();
    void linesAreDrawnInTheirColors();
    void arrowKeysMoveTheCursor();
    void mouseMovesTheCursorAndLeavingTakesItAway();
    void escapeTakesTheCursorAway();
    void frozenChartStandsStill();
    void liveChartFollows();
    void hiddenChartGetsNoFrames();
    void onlySoManyLinesAreShown();
    void colorsGoRoundWithOtherDashes();
    void hugeValuesLeaveRoomForTheLine();

    void clockRunsWhileItIsWanted();
    void clockForgetsAChartThatGoes();
    void clockSlowsDownAfterSlowFramesAndRecovers();
    void minimisedWindowGetsNoFrames();
};

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

/// Shows what a cursor tells: times, and −1 for none.
struct Chart
{
    Stage stage;
    FrameClock clock;
    std::int64_t now = kNow;
    PlotView plot{stage.theme, clock, u"Temperature"_s, [this] { return now; }};
    std::shared_ptr<Series> series = std::make_shared<Series>();
    QList<qint64> cursor;

    Chart()
    {
        series->device = u"pump"_s;
        plot.setWindow(60s);
        stage.add(&plot);
        QObject::connect(&plot, &PlotView::cursorMoved, &plot,
                         [this](std::optional<qint64> time) { cursor << time.value_or(-1); });
    }

    ~Chart() { plot.setParent(nullptr); }

    bool show(float low = 20, float high = 30)
    {
        for (int second = 0; second < 60; ++second) {
            series->points.add(kNow - 59'500 + second * 1'000, second % 2 == 0 ? low : high);
        }
        plot.setLines({series}, {0});
        return stage.show();
    }

    QImage picture()
    {
        QImage image(plot.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        plot.render(&image);
        return image;
    }

    QStringList labels() const
    {
        QStringList texts;
        for (QGraphicsItem* item : plot.findChild<QGraphicsView*>()->scene()->items()) {
            const auto* const text = dynamic_cast<QGraphicsTextItem*>(item);
            if (text != nullptr && text->isVisible() && !text->toPlainText().isEmpty()) {
                texts << text->toPlainText();
            }
        }
        return texts;
    }

    void point(QPoint at)
    {
        QTest::mouseMove(stage.window.windowHandle(), plot.mapTo(&stage.window, at));
    }
};

int pixelsLike(const QImage& image, const QColor& color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == color ? 1 : 0;
        }
    }
    return count;
}

} // namespace

void PlotViewTest::timeAxisHasLabelsThatDiffer_data()
{
    QTest::addColumn<float>("low");
    QTest::addColumn<float>("high");
    QTest::addColumn<std::chrono::milliseconds>("window");
    QTest::newRow("a minute") << 20.0F << 30.0F << std::chrono::milliseconds(60s);
    QTest::newRow("an hour") << 20.0F << 20.4F << std::chrono::milliseconds(1h);
    QTest::newRow("a day") << -1.0F << 1'000.0F << std::chrono::milliseconds(24h);
    QTest::newRow("small values") << 1e-6F << 4e-6F << std::chrono::milliseconds(5min);
    QTest::newRow("flat") << 7.0F << 7.0F << std::chrono::milliseconds(15min);
}

void PlotViewTest::timeAxisHasLabelsThatDiffer()
{
    QFETCH(const float, low);
    QFETCH(const float, high);
    QFETCH(const std::chrono::milliseconds, window);
    Chart chart;
    chart.plot.setWindow(window);

    QVERIFY(chart.show(low, high));
    chart.plot.refreshNow();

    const QStringList labels = chart.labels();
    QVERIFY2(labels.contains(u"now"_s), qPrintable(labels.join(u' ')));
    QVERIFY2(labels.size() >= 3, qPrintable(labels.join(u' ')));
    const std::set<QString> different(labels.begin(), labels.end());
    QVERIFY2(qsizetype(different.size()) == labels.size(), qPrintable(labels.join(u' ')));
}

void PlotViewTest::linesAreDrawnInTheirColors()
{
    Chart chart;
    QVERIFY(chart.show());
    const QColor color = PlotView::lookOf(chart.stage.theme, 0).color;

    chart.plot.refreshNow();

    QVERIFY(pixelsLike(chart.picture(), color) > 100);
    chart.plot.setLines({}, {});
    QCOMPARE(pixelsLike(chart.picture(), color), 0);
}

void PlotViewTest::arrowKeysMoveTheCursor()
{
    Chart chart;
    QVERIFY(chart.show());
    chart.plot.setFocus();

    chart.stage.key(Qt::Key_Home);
    chart.stage.key(Qt::Key_Right);
    chart.stage.key(Qt::Key_Right, Qt::ShiftModifier);
    chart.stage.key(Qt::Key_Left);
    chart.stage.key(Qt::Key_End);
    chart.stage.key(Qt::Key_Right); // no further

    QCOMPARE(chart.cursor.size(), 5);
    const qint64 column = chart.cursor[1] - chart.cursor[0];
    QVERIFY(column > 0);
    QCOMPARE(chart.cursor[2] - chart.cursor[1], 10 * column);
    QCOMPARE(chart.cursor[3], chart.cursor[2] - column);
    QVERIFY(chart.cursor[4] <= kNow && chart.cursor[4] > kNow - column);
    QVERIFY(chart.cursor[0] <= kNow - 60'000 + column);
}

void PlotViewTest::mouseMovesTheCursorAndLeavingTakesItAway()
{
    Chart chart;
    QVERIFY(chart.show());
    chart.cursor.clear();

    chart.point(chart.plot.rect().center());
    QTRY_COMPARE(chart.cursor.size(), 1);
    QVERIFY(chart.cursor[0] > kNow - 45'000 && chart.cursor[0] < kNow - 15'000);
    chart.point({2, chart.plot.height() / 2}); // on the labels of the axis

    QTRY_COMPARE(chart.cursor.size(), 2);
    QCOMPARE(chart.cursor[1], -1);
}

void PlotViewTest::escapeTakesTheCursorAway()
{
    Chart chart;
    QVERIFY(chart.show());
    chart.plot.setFocus();
    chart.stage.key(Qt::Key_Home);

    chart.stage.key(Qt::Key_Escape);

    QCOMPARE(chart.cursor.size(), 2);
    QCOMPARE(chart.cursor[1], -1);
}

void PlotViewTest::frozenChartStandsStill()
{
    Chart chart;
    QVERIFY(chart.show());
    chart.plot.setFrozenAt(kNow);
    chart.plot.refreshNow();
    const QImage before = chart.picture();

    chart.now += 10'000;
    chart.series->points.add(kNow + 5'000, 25);
    chart.plot.invalidate();
    Q_EMIT chart.clock.tick();

    QCOMPARE(chart.picture(), before);
}

void PlotViewTest::liveChartFollows()
{
    Chart chart;
    QVERIFY(chart.show());
    chart.plot.refreshNow();
    const QImage before = chart.picture();

    chart.now += 10'000;
    Q_EMIT chart.clock.tick();

    QVERIFY(chart.picture() != before);
}

void PlotViewTest::hiddenChartGetsNoFrames()
{
    Chart chart;
    QVERIFY(!chart.clock.isRunning());
    QVERIFY(chart.show());
    QVERIFY(chart.clock.isRunning());

    chart.plot.hide();
    QVERIFY(!chart.clock.isRunning());
    chart.plot.show();

    QVERIFY(chart.clock.isRunning());
}

void PlotViewTest::onlySoManyLinesAreShown()
{
    Chart chart;
    const PlotFrame::Lines many(40, chart.series);

    chart.plot.setLines(many, std::vector<std::size_t>(40, 3));
    QVERIFY(chart.stage.show());
    chart.plot.refreshNow();

    QCOMPARE(chart.plot.lines().size(), std::size_t{PlotView::kMostLines});
}

void PlotViewTest::colorsGoRoundWithOtherDashes()
{
    Stage stage;
    const LineLook first = PlotView::lookOf(stage.theme, 0);

    QCOMPARE(PlotView::lookOf(stage.theme, 8), (LineLook{first.color, Dash::Dashes}));
    QCOMPARE(PlotView::lookOf(stage.theme, 16), (LineLook{first.color, Dash::Dots}));
    QCOMPARE(PlotView::lookOf(stage.theme, 1'000'000).dash, Dash::Dots);
}

/// Labels of 39 figures left no room for a plot.
void PlotViewTest::hugeValuesLeaveRoomForTheLine()
{
    Chart chart;
    QVERIFY(chart.show(1e37F, 3e38F));
    const QColor color = PlotView::lookOf(chart.stage.theme, 0).color;

    chart.plot.refreshNow();

    QVERIFY(pixelsLike(chart.picture(), color) > 100);
}

void PlotViewTest::clockRunsWhileItIsWanted()
{
    FrameClock clock;
    QWidget one;
    QWidget two;

    clock.setWanted(&one, true);
    clock.setWanted(&one, true);
    clock.setWanted(&two, true);
    clock.setWanted(&one, false);
    QVERIFY(clock.isRunning());
    clock.setWanted(&two, false);

    QVERIFY(!clock.isRunning());
    QCOMPARE(clock.interval(), FrameClock::kFrameMs);
}

void PlotViewTest::clockForgetsAChartThatGoes()
{
    Stage stage;
    FrameClock clock;
    auto plot = std::make_unique<PlotView>(stage.theme, clock, u"x"_s, [] { return kNow; });
    plot->show();
    QVERIFY(clock.isRunning());

    plot.reset();

    QVERIFY(!clock.isRunning());
}

void PlotViewTest::clockSlowsDownAfterSlowFramesAndRecovers()
{
    FrameClock clock;
    QWidget chart;
    bool slow = true;
    connect(&clock, &FrameClock::tick, this, [&] { clock.frameTook(slow ? 30 : 1); });

    clock.setWanted(&chart, true);
    QTRY_COMPARE(clock.interval(), FrameClock::kSlowFrameMs);
    slow = false;

    QTRY_COMPARE(clock.interval(), FrameClock::kFrameMs);
}

void PlotViewTest::minimisedWindowGetsNoFrames()
{
    FrameClock clock;
    QWidget chart;
    chart.showMinimized();
    QSignalSpy ticks(&clock, &FrameClock::tick);
    QWidget seen;

    clock.setWanted(&chart, true);
    QVERIFY(!ticks.wait(5 * FrameClock::kFrameMs));
    clock.setWanted(&seen, true);

    QVERIFY(ticks.wait());
}

std::unique_ptr<QObject> plotViewTest()
{
    return std::make_unique<PlotViewTest>();
}

} // namespace deck::test

#include "tst_plot_view.moc"
