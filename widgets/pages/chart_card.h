// One live chart in its card: every device that sends a field of this name.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"
#include "widgets/plot/plot_frame.h"

#include <QHash>

#include <chrono>
#include <optional>

namespace deck {

class PlotView;

class ChartCard final : public Card
{
    Q_OBJECT

public:
    ChartCard(const PageContext& context, const QString& path);

    const QString& path() const { return path_; }

    /// Colours by device, the same in all charts.
    void setLines(const PlotFrame::Lines& lines, const QHash<QString, std::size_t>& colors);
    void setWindow(std::chrono::milliseconds window);
    void setFrozenAt(std::optional<std::int64_t> endMs);
    void invalidate();

    PlotView* plot() const { return plot_; }

private:
    QString path_;
    PlotView* plot_;
};

} // namespace deck
