// What a live chart shows at one moment: one column of lowest and highest value for each pixel and
// line, read from the series. Pure.
#pragma once

#include "models/telemetry_series.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace deck {

class PlotFrame final
{
public:
    using Lines = std::vector<std::shared_ptr<const Series>>;

    /// Reads `pixels` columns that end with the one that holds endMs. Columns are anchored at the
    /// epoch, so that a column keeps its points while time goes on.
    void read(const Lines& lines, std::int64_t windowMs, std::int64_t endMs, int pixels);

    int pixels() const { return pixels_; }
    std::int64_t columnMs() const { return columnMs_; }
    std::int64_t firstColumn() const { return firstColumn_; } ///< since the epoch
    std::int64_t shownMs() const { return columnMs_ * pixels_; }
    std::int64_t timeAt(int column) const { return (firstColumn_ + column) * columnMs_; }

    const std::vector<std::vector<ValueRange>>& columns() const { return columns_; }

    /// Empty columns that are ordinary between two points of a line; see usualGap().
    int usualGapOf(std::size_t line) const { return gaps_[line]; }

    /// Of all lines; empty when there is nothing to see.
    ValueRange extent() const;

    /// The nearest value of a line at a column, at most `reach` columns away.
    std::optional<float> valueNear(std::size_t line, int column, int reach) const;

    /// The newest column of a line that has a value, at most `reach` columns from the end.
    std::optional<int> lastColumn(std::size_t line, int reach) const;

    /// Whether reading again would give the same picture, if no points came.
    bool isSamePlace(std::int64_t windowMs, std::int64_t endMs, int pixels) const;

private:
    static std::int64_t widthFor(std::int64_t windowMs, int pixels);

    int pixels_ = 0;
    std::int64_t columnMs_ = 1;
    std::int64_t firstColumn_ = 0;
    std::vector<std::vector<ValueRange>> columns_;
    std::vector<int> gaps_; ///< one for each line
};

} // namespace deck
