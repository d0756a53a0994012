#include "widgets/pages/chart_grid.h"

#include "widgets/metrics.h"
#include "widgets/pages/chart_card.h"
#include "widgets/theme.h"

#include "models/live_telemetry.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

constexpr int kTwoColumnsFrom = 700;
constexpr int kFirstHeight = 256;
constexpr int kHeight = 196;

/// Those that most devices send first.
QStringList pathsOf(const TelemetrySeries& series)
{
    QHash<QString, int> counts;
    for (const auto& one : series.all()) {
        ++counts[one->path];
    }
    QStringList paths = series.paths();
    std::stable_sort(paths.begin(), paths.end(), [&counts](const QString& a, const QString& b) {
        return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
    });
    return paths.mid(0, ChartGrid::kMostCharts);
}

} // namespace

ChartGrid::ChartGrid(const PageContext& context)
    : context_(context), scroll_(new ScrollColumn), grid_(new QGridLayout)
{
    grid_->setSpacing(kCardGap);
    scroll_->body()->addLayout(grid_);
    scroll_->body()->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll_);
    TelemetrySeries& series = context.telemetry.series();
    connect(&series, &TelemetrySeries::seriesAdded, this, &ChartGrid::updateSeries);
    connect(&series, &TelemetrySeries::pointsAdded, this, [this] {
        for (ChartCard* card : cards_) {
            card->invalidate();
        }
    });
    updateSeries();
}

void ChartGrid::updateSeries()
{
    const TelemetrySeries& series = context_.telemetry.series();
    for (const auto& one : series.all()) {
        if (!colors_.contains(one->device)) {
            colors_.insert(one->device, std::size_t(colors_.size()));
        }
    }
    const QStringList paths = pathsOf(series);
    for (ChartCard* card : QList(cards_)) {
        if (!paths.contains(card->path())) {
            cards_.removeOne(card);
            card->deleteLater();
        }
    }
    QList<ChartCard*> ordered;
    for (const QString& path : paths) {
        ordered << cardOf(path);
        ordered.back()->setLines(series.ofPath(path), colors_);
    }
    cards_ = ordered;
    arrange();
    Q_EMIT colorsChanged();
}

ChartCard* ChartGrid::cardOf(const QString& path)
{
    for (ChartCard* card : cards_) {
        if (card->path() == path) {
            return card;
        }
    }
    auto* card = new ChartCard(context_, path);
    card->setWindow(window_);
    card->setFrozenAt(frozenAt_);
    cards_ << card;
    return card;
}

void ChartGrid::arrange()
{
    for (int i = 0; i < cards_.size(); ++i) {
        ChartCard* const card = cards_[i];
        const bool wide = i == 0 || !twoColumns_;
        const int row = wide ? i : (i + 1) / 2;
        grid_->addWidget(card, row, wide ? 0 : (i + 1) % 2, 1, wide ? 2 : 1);
        card->setFixedHeight(i == 0 ? kFirstHeight : kHeight);
        card->show();
    }
    grid_->setColumnStretch(0, 1);
    grid_->setColumnStretch(1, 1);
}

void ChartGrid::setWindow(std::chrono::milliseconds window)
{
    window_ = window;
    for (ChartCard* card : cards_) {
        card->setWindow(window);
    }
}

void ChartGrid::setFrozenAt(std::optional<std::int64_t> endMs)
{
    frozenAt_ = endMs;
    for (ChartCard* card : cards_) {
        card->setFrozenAt(endMs);
    }
}

void ChartGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool two = width() >= kTwoColumnsFrom;
    if (two != twoColumns_) {
        twoColumns_ = two;
        arrange();
    }
}

} // namespace deck
