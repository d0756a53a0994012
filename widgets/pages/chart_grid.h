// The charts of all numeric fields: the first one wide, the others two in a row, as they turn up.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/scroll_column.h"

#include <QHash>

#include <chrono>
#include <optional>

class QGridLayout;

namespace deck {

class ChartCard;

class ChartGrid final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostCharts = 16; ///< fields

    explicit ChartGrid(const PageContext& context);

    void setWindow(std::chrono::milliseconds window);
    void setFrozenAt(std::optional<std::int64_t> endMs);

    /// The colour of a device, the same in all charts and in the list of series.
    const QHash<QString, std::size_t>& colors() const { return colors_; }

Q_SIGNALS:
    void colorsChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateSeries();
    ChartCard* cardOf(const QString& path);
    void arrange();

    PageContext context_;
    ScrollColumn* scroll_;
    QGridLayout* grid_;
    QList<ChartCard*> cards_;
    QHash<QString, std::size_t> colors_;
    std::chrono::milliseconds window_{std::chrono::minutes(5)};
    std::optional<std::int64_t> frozenAt_;
    bool twoColumns_ = true;
};

} // namespace deck
