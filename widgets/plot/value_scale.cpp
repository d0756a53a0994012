#include "widgets/plot/value_scale.h"

#include <algorithm>
#include <cmath>

namespace deck {
namespace {

constexpr double kWantedSteps = 4;

/// The smallest 1, 2 or 5 times a power of ten that is not below the wish.
double roundStep(double wish)
{
    const double power = std::pow(10.0, std::floor(std::log10(wish)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= wish * 0.999) {
            return factor * power;
        }
    }
    return 10 * power;
}

} // namespace

int ScaleRange::decimals() const
{
    return std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
}

ScaleRange ValueScale::around(double low, double high)
{
    const double least = std::max({std::abs(low), std::abs(high), 1.0}) * 1e-6;
    if (high - low < least) { // a flat line stands in the middle
        const double room = std::max(std::abs(low) * 0.05, 0.5);
        low -= room;
        high += room;
    }
    ScaleRange range;
    range.step = roundStep((high - low) / kWantedSteps);
    range.low = std::floor(low / range.step) * range.step;
    range.high = std::ceil(high / range.step) * range.step;
    return range;
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
