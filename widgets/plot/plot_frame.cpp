#include "widgets/plot/plot_frame.h"

#include "widgets/plot/column_bands.h"

#include <algorithm>

namespace deck {

std::int64_t PlotFrame::widthFor(std::int64_t windowMs, int pixels)
{
    return std::max<std::int64_t>(1, (windowMs + pixels - 1) / pixels);
}

void PlotFrame::read(const Lines& lines, std::int64_t windowMs, std::int64_t endMs, int pixels)
{
    pixels_ = std::max(pixels, 1);
    columnMs_ = widthFor(windowMs, pixels_);
    firstColumn_ = endMs / columnMs_ - pixels_ + 1;
    columns_.resize(lines.size());
    gaps_.resize(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        columns_[i].resize(std::size_t(pixels_));
        lines[i]->points.columns(firstColumn_ * columnMs_, columnMs_, columns_[i]);
        gaps_[i] = usualGap(columns_[i]);
    }
}

ValueRange PlotFrame::extent() const
{
    ValueRange extent;
    for (const std::vector<ValueRange>& line : columns_) {
        for (const ValueRange& column : line) {
            extent.include(column);
        }
    }
    return extent;
}

std::optional<float> PlotFrame::valueNear(std::size_t line, int column, int reach) const
{
    const std::vector<ValueRange>& values = columns_[line];
    for (int away = 0; away <= reach; ++away) {
        for (const int place : {column - away, column + away}) {
            if (place >= 0 && place < int(values.size()) && !values[std::size_t(place)].isEmpty()) {
                const ValueRange& found = values[std::size_t(place)];
                return (found.low + found.high) / 2;
            }
        }
    }
    return std::nullopt;
}

std::optional<int> PlotFrame::lastColumn(std::size_t line, int reach) const
{
    const std::vector<ValueRange>& values = columns_[line];
    const int end = int(values.size()) - 1;
    for (int column = end; column >= std::max(0, end - reach); --column) {
        if (!values[std::size_t(column)].isEmpty()) {
            return column;
        }
    }
    return std::nullopt;
}

bool PlotFrame::isSamePlace(std::int64_t windowMs, std::int64_t endMs, int pixels) const
{
    return pixels == pixels_ && widthFor(windowMs, pixels) == columnMs_ &&
           endMs / columnMs_ - pixels + 1 == firstColumn_;
}

} // namespace deck
