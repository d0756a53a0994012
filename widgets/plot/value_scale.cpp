#include "widgets/plot/value_scale.h"

#include <algorithm>
#include <cmath>

namespace deck {
namespace {

constexpr double kMostSteps = 6;
constexpr double kLongFrom = 1e13; ///< milliseconds since 1970 still stand as they are

/// Low and high rounded outwards to whole steps.
ScaleRange inSteps(double low, double high, double step)
{
    return {.low = std::floor(low / step) * step,
            .high = std::ceil(high / step) * step,
            .step = step};
}

double stepsOf(const ScaleRange& range)
{
    return std::round((range.high - range.low) / range.step);
}

} // namespace

int ScaleRange::decimals() const
{
    return std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 7);
}

ScaleRange::Format ScaleRange::format() const
{
    const double largest = std::max(std::abs(low), std::abs(high));
    if (largest < kLongFrom) {
        return {'f', decimals()};
    }
    return {'g', int(std::ceil(std::log10(largest / step))) + 1};
}

ScaleRange ValueScale::around(double low, double high)
{
    const double least = std::max({std::abs(low), std::abs(high), 1.0}) * 1e-6;
    if (high - low < least) { // a flat line stands in the middle
        const double room = std::max(std::abs(low) * 0.05, 0.5);
        low -= room;
        high += room;
    }
    // The first step that is wide enough: the one before it, at most 2.5 times as narrow, made seven
    // steps or more of the same, so that these are three at least.
    double power = std::pow(10.0, std::floor(std::log10((high - low) / kMostSteps)));
    for (;; power *= 10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            const ScaleRange range = inSteps(low, high, factor * power);
            if (stepsOf(range) <= kMostSteps) {
                return range;
            }
        }
    }
}

bool ValueScale::update(double low, double high, std::int64_t nowMs)
{
    const ScaleRange wanted = around(low, high);
    if (fresh_) {
        fresh_ = false;
        range_ = wanted;
        changedAt_ = nowMs;
        return true;
    }
    if (low < range_.low || high > range_.high) {
        const ScaleRange grown =
            around(std::min(low, range_.low), std::max(high, range_.high));
        return nowMs - changedAt_ >= kBetweenChangesMs && change(grown, nowMs);
    }
    if (wanted.high - wanted.low >= range_.high - range_.low) {
        roomySince_ = -1;
        return false;
    }
    if (roomySince_ < 0) {
        roomySince_ = nowMs;
    }
    return nowMs - roomySince_ >= kShrinkAfterMs && change(wanted, nowMs);
}

void ValueScale::reset()
{
    *this = {};
}

bool ValueScale::change(const ScaleRange& range, std::int64_t nowMs)
{
    roomySince_ = -1;
    changedAt_ = nowMs;
    if (range == range_) {
        return false;
    }
    range_ = range;
    return true;
}

} // namespace deck
