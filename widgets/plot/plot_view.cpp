#include "widgets/plot/plot_view.h"

#include "widgets/plot/frame_clock.h"
#include "widgets/plot/plot_overlay.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QValueAxis>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr int kTopMargin = 10;
constexpr int kBottomMargin = 24;
constexpr int kLabelRoom = 10; ///< right of a label of the value axis
constexpr int kTimeLabelWidth = 64;
constexpr int kRightMargin = 52; ///< room for the newest values
constexpr std::size_t kMostEndValues = 8;
constexpr int kCursorReach = 24; ///< columns
constexpr int kBigCursorStep = 10;

/// One line of values from far to now for each length of window.
std::chrono::milliseconds tickOf(std::chrono::milliseconds window, int mostTicks)
{
    for (const std::chrono::milliseconds tick :
         {10s, 15s, 30s, 60s, 180s, 300s, 600s, 1'800s, 3'600s, 2 * 3'600s, 4 * 3'600s,
          8 * 3'600s}) {
        if (window / tick <= mostTicks) {
            return tick;
        }
    }
    return 24h;
}

QString tickText(std::chrono::milliseconds before)
{
    using std::chrono::duration_cast;
    if (before == 0ms) {
        return PlotView::tr("now");
    }
    if (before < 60s || before % 60s != 0ms) {
        return PlotView::tr("−%1 s").arg(duration_cast<std::chrono::seconds>(before).count());
    }
    if (before < 3'600s || before % 3'600s != 0ms) {
        return PlotView::tr("−%1 min").arg(duration_cast<std::chrono::minutes>(before).count());
    }
    return PlotView::tr("−%1 h").arg(duration_cast<std::chrono::hours>(before).count());
}

hub::WallTime wallTime(std::int64_t milliseconds)
{
    return hub::WallTime(std::chrono::milliseconds(milliseconds));
}

} // namespace

PlotView::PlotView(Theme& theme,
                   FrameClock& clock,
                   const QString& name,
                   std::function<std::int64_t()> now,
                   QWidget* parent)
    : QWidget(parent),
      theme_(theme),
      clock_(clock),
      now_(std::move(now)),
      chart_(new QChart),
      view_(new QChartView(chart_, this)),
      timeAxis_(new QCategoryAxis(chart_)),
      valueAxis_(new QValueAxis(chart_)),
      item_(new PlotItem(chart_)),
      overlay_(new PlotOverlay(theme, chart_))
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    FocusRing::attach(theme, *this, kControlRadius);
    buildChart();
    applyTheme();
    connect(&clock_, &FrameClock::tick, this, &PlotView::onTick);
    connect(&theme_, &Theme::changed, this, &PlotView::applyTheme);
}

PlotView::~PlotView()
{
    clock_.setWanted(this, false);
}

void PlotView::buildChart()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    view_->setFocusPolicy(Qt::NoFocus);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setBackgroundBrush(Qt::NoBrush);
    view_->viewport()->setAutoFillBackground(false);
    view_->setViewportUpdateMode(QGraphicsView::MinimalViewportUpdate);
    view_->setOptimizationFlag(QGraphicsView::DontSavePainterState);
    view_->setMouseTracking(true);
    view_->viewport()->setMouseTracking(true);
    view_->viewport()->installEventFilter(this);

    chart_->setAnimationOptions(QChart::NoAnimation);
    chart_->legend()->hide();
    chart_->setMargins({});
    chart_->setBackgroundVisible(false);
    chart_->setBackgroundRoundness(0);
    chart_->setDropShadowEnabled(false);
    chart_->addAxis(timeAxis_, Qt::AlignBottom);
    chart_->addAxis(valueAxis_, Qt::AlignLeft);
    timeAxis_->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    timeAxis_->setGridLineVisible(false);
    valueAxis_->setTickType(QValueAxis::TicksDynamic);
    valueAxis_->setTickAnchor(0);
    valueAxis_->setLineVisible(false);
    valueAxis_->setLabelsVisible(false); // it leaves out the highest, and cuts those that grow
}

void PlotView::applyTheme()
{
    const Tokens& t = theme_.tokens();
    const QFont font = fontFor(TextStyle::Axis);
    for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(timeAxis_),
                                static_cast<QAbstractAxis*>(valueAxis_)}) {
        axis->setLabelsFont(font);
        axis->setLabelsBrush(t.text2);
        axis->setLinePen(QPen(t.borderStrong, 1));
        axis->setGridLinePen(QPen(t.border, 1));
    }
    looks_.clear();
    for (const std::size_t color : colors_) {
        looks_.push_back(lookOf(theme_, color));
    }
    dirty_ = true;
    refreshNow();
}

LineLook PlotView::lookOf(const Theme& theme, std::size_t color)
{
    const auto& colors = theme.tokens().series;
    static constexpr std::array kDashes{Dash::Solid, Dash::Dashes, Dash::Dots};
    return {colors[color % colors.size()],
            kDashes[std::min(color / colors.size(), kDashes.size() - 1)]};
}

void PlotView::setLines(PlotFrame::Lines lines, std::vector<std::size_t> colors)
{
    lines.resize(std::min<std::size_t>(lines.size(), kMostLines));
    colors.resize(lines.size());
    if (lines == lines_ && colors == colors_) {
        return;
    }
    colors_ = std::move(colors);
    if (lines_.empty()) {
        scale_.reset();
    }
    lines_ = std::move(lines);
    moveCursor(std::nullopt);
    applyTheme();
}

void PlotView::setWindow(std::chrono::milliseconds window)
{
    if (window != window_) {
        window_ = window;
        scale_.reset();
        moveCursor(std::nullopt);
        layOut();
    }
}

void PlotView::setFrozenAt(std::optional<std::int64_t> endMs)
{
    frozenAt_ = endMs;
    dirty_ = true;
}

std::int64_t PlotView::end() const
{
    return frozenAt_.value_or(now_());
}

int PlotView::pixels() const
{
    return std::max(1, qRound(area_.width() * devicePixelRatioF()));
}

void PlotView::onTick()
{
    const bool seen = isVisible() && !visibleRegion().isEmpty(); // not scrolled away
    if (!seen || (!dirty_ && frame_.isSamePlace(window_.count(), end(), pixels()))) {
        return;
    }
    QElapsedTimer spent;
    spent.start();
    draw();
    clock_.frameTook(double(spent.nsecsElapsed()) / 1e6);
}

void PlotView::refreshNow()
{
    if (area_.isValid()) {
        draw();
    }
}

void PlotView::draw()
{
    dirty_ = false;
    frame_.read(lines_, window_.count(), end(), pixels());
    updateScale();
    item_->draw({.frame = frame_,
                 .looks = looks_,
                 .scale = scale_.range(),
                 .devicePixelRatio = devicePixelRatioF(),
                 .fillBelow = lines_.size() == 1});
    updateEnds();
    updateCursor();
}

void PlotView::updateScale()
{
    const ValueRange extent = frame_.extent();
    if (extent.isEmpty() ||
        !scale_.update(double(extent.low), double(extent.high), end())) {
        return;
    }
    layOut();
}

void PlotView::layOutValueAxis()
{
    const ScaleRange& range = scale_.range();
    valueAxis_->setTickInterval(range.step);
    valueAxis_->setTickAnchor(range.low);
    valueAxis_->setRange(range.low, range.high + range.step * 1e-6); // the last line counts too
    const ScaleRange::Format format = range.format();
    QList<ValueLabel> labels;
    for (double value = range.low; value < range.high + range.step / 2; value += range.step) {
        labels.append({1 - range.part(value),
                       QString::number(value, format.letter, format.precision)});
    }
    overlay_->setValueLabels(std::move(labels));
}

int PlotView::leftMargin() const
{
    const ScaleRange& range = scale_.range();
    int widest = 0;
    const ScaleRange::Format format = range.format();
    for (const double value : {range.low, range.high}) {
        const QString text = QString::number(value, format.letter, format.precision);
        widest = std::max(widest, textWidth(text, TextStyle::Axis));
    }
    return std::max(32, widest + kLabelRoom);
}

/// Puts axes, lines and overlay in their places; then everything is drawn anew.
void PlotView::layOut()
{
    const QRectF whole(0, 0, view_->width(), view_->height());
    const QRectF area = whole.adjusted(leftMargin(), kTopMargin, -kRightMargin, -kBottomMargin);
    if (area.width() < 1 || area.height() < 1) {
        return;
    }
    area_ = area;
    item_->setArea(area_);
    overlay_->setAreas(whole, area_);
    layOutTimeAxis();
    layOutValueAxis();
    chart_->setPlotArea(area_);
    draw();
}

void PlotView::layOutTimeAxis()
{
    PlotFrame place;
    place.read({}, window_.count(), 0, pixels());
    const double shown = double(place.shownMs());
    for (const QString& label : timeAxis_->categoriesLabels()) {
        timeAxis_->remove(label);
    }
    timeAxis_->setRange(-shown, 0);
    timeAxis_->setStartValue(-shown - 1);
    const int mostTicks = std::clamp(int(area_.width()) / kTimeLabelWidth, 1, 6);
    const std::chrono::milliseconds tick = tickOf(window_, mostTicks);
    for (std::chrono::milliseconds before = window_ - window_ % tick; before >= 0ms;
         before -= tick) {
        timeAxis_->append(tickText(before), -double(before.count()));
    }
}

double PlotView::xOf(int column) const
{
    return double(column) / std::max(1, frame_.pixels() - 1);
}

void PlotView::updateEnds()
{
    QList<EndValue> ends;
    if (lines_.size() <= kMostEndValues) {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::optional<int> last = frame_.lastColumn(i, frame_.usualGapOf(i));
            if (last) {
                const double value = double(*frame_.valueNear(i, *last, 0));
                ends.append({xOf(*last), 1 - scale_.range().part(value), valueText(value),
                             looks_[i].color});
            }
        }
    }
    overlay_->setEndValues(std::move(ends));
}

void PlotView::moveCursor(std::optional<int> column)
{
    if (column) {
        column = std::clamp(*column, 0, frame_.pixels() - 1);
    }
    if (cursor_ == column) {
        return;
    }
    cursor_ = column;
    updateCursor();
    Q_EMIT cursorMoved(column ? std::optional<qint64>(frame_.timeAt(*column)) : std::nullopt);
}

void PlotView::updateCursor()
{
    if (!cursor_ || lines_.empty() || frame_.pixels() < 2) {
        overlay_->setCursor(std::nullopt);
        return;
    }
    CursorMark mark{.x = xOf(*cursor_),
                    .time = clockTime(wallTime(frame_.timeAt(*cursor_)))};
    const double pointer = double(view_->mapFromGlobal(QCursor::pos()).y() - area_.top());
    double nearest = 1e9;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const int reach = std::max(kCursorReach, frame_.usualGapOf(i));
        const auto value = frame_.valueNear(i, *cursor_, reach);
        if (!value) {
            continue;
        }
        const double y = 1 - scale_.range().part(double(*value));
        const double away = std::abs(y * area_.height() - pointer);
        if (away < nearest) {
            nearest = away;
            mark.nearest = int(mark.dots.size());
            mark.name = lines_[i]->device;
            mark.value = valueText(double(*value));
        }
        mark.dots.append({y, looks_[i].color});
    }
    overlay_->setCursor(std::move(mark));
}

bool PlotView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseMove) {
        const QPointF at = static_cast<QMouseEvent*>(event)->position();
        const bool inside = area_.adjusted(0, -kTopMargin, 0, kBottomMargin).contains(at);
        const int column = int((at.x() - area_.left()) * devicePixelRatioF());
        moveCursor(inside ? std::optional(column) : std::nullopt);
    } else if (event->type() == QEvent::Leave) {
        moveCursor(std::nullopt);
    }
    return QWidget::eventFilter(watched, event);
}

void PlotView::keyPressEvent(QKeyEvent* event)
{
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? kBigCursorStep : 1;
    const int here = cursor_.value_or(frame_.pixels() - 1);
    switch (event->key()) {
    case Qt::Key_Left: moveCursor(here - step); break;
    case Qt::Key_Right: moveCursor(here + step); break;
    case Qt::Key_Home: moveCursor(0); break;
    case Qt::Key_End: moveCursor(frame_.pixels() - 1); break;
    case Qt::Key_Escape:
        if (cursor_) {
            moveCursor(std::nullopt);
            break;
        }
        [[fallthrough]];
    default: QWidget::keyPressEvent(event);
    }
}

void PlotView::focusOutEvent(QFocusEvent* event)
{
    moveCursor(std::nullopt);
    QWidget::focusOutEvent(event);
}

void PlotView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void PlotView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    dirty_ = true;
    clock_.setWanted(this, true);
}

void PlotView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    clock_.setWanted(this, false);
    moveCursor(std::nullopt);
}

} // namespace deck
