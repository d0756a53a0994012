#include "widgets/pages/chart_card.h"

#include "widgets/plot/plot_view.h"
#include "widgets/theme.h"

#include "models/hub_session.h"
#include "models/telemetry_series.h"
#include "models/texts.h"

#include <QVBoxLayout>

namespace deck {
namespace {

constexpr int kLeastHeight = 190;

} // namespace

ChartCard::ChartCard(const PageContext& context, const QString& path)
    : Card(context.theme),
      path_(path),
      plot_(new PlotView(context.theme,
                         context.clock,
                         path,
                         [&session = context.session] { return toSeriesTime(session.hubNow()); }))
{
    setMinimumHeight(kLeastHeight);
    body()->setContentsMargins(16, 12, 8, 8);
    body()->setSpacing(6);
    body()->addWidget(plot_, 1);
    setTitle(plainLine(path, 60));
}

void ChartCard::setLines(const PlotFrame::Lines& lines, const QHash<QString, std::size_t>& colors)
{
    std::vector<std::size_t> chosen;
    for (const auto& series : lines) {
        chosen.push_back(colors.value(series->device));
    }
    const int left = int(lines.size()) - PlotView::kMostLines;
    setTitle(plainLine(path_, 60),
             left > 0 ? tr("%1 of %2 devices").arg(PlotView::kMostLines).arg(lines.size())
                      : lines.size() == 1 ? tr("1 device") : tr("%1 devices").arg(lines.size()));
    plot_->setLines(lines, std::move(chosen));
}

void ChartCard::setWindow(std::chrono::milliseconds window)
{
    plot_->setWindow(window);
}

void ChartCard::setFrozenAt(std::optional<std::int64_t> endMs)
{
    plot_->setFrozenAt(endMs);
}

void ChartCard::invalidate()
{
    plot_->invalidate();
}

} // namespace deck
