// The range of a live chart's value axis: round numbers that stand still while they can. Pure.
#pragma once

#include <cstdint>

namespace deck {

struct ScaleRange
{
    double low = 0;
    double high = 1;
    double step = 0.25; ///< between grid lines; 1, 2 or 5 times a power of ten

    bool operator==(const ScaleRange&) const = default;
    double part(double value) const { return (value - low) / (high - low); }
    int decimals() const; ///< that a label needs to tell steps apart

    /// For QString::number: 'f' with decimals, or 'g' where that would be very long.
    struct Format
    {
        char letter;
        int precision;
    };
    Format format() const;
};

class ValueScale final
{
public:
    static constexpr std::int64_t kBetweenChangesMs = 500; ///< a change lays the axis out anew
    static constexpr std::int64_t kShrinkAfterMs = 5'000;

    /// Low and high, both finite, rounded outwards to whole steps, of which there are three to six.
    static ScaleRange around(double low, double high);

    /// Grows at once when a value would leave the chart, shrinks when there was room for a while.
    /// True when range() is another one now.
    bool update(double low, double high, std::int64_t nowMs);
    void reset();

    const ScaleRange& range() const { return range_; }

private:
    bool change(const ScaleRange& range, std::int64_t nowMs);

    ScaleRange range_;
    std::int64_t changedAt_ = 0;
    std::int64_t roomySince_ = -1; ///< -1: the range is as small as can be
    bool fresh_ = true;
};

} // namespace deck
