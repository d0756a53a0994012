#include "models/min_max_pyramid.h"

#include <algorithm>

namespace deck {
namespace {

constexpr int kBitsPerLevel = 2;

std::int64_t bucketOf(std::int64_t milliseconds, int level)
{
    return milliseconds >> (kBitsPerLevel * level);
}

std::size_t placeOf(std::int64_t bucket, std::size_t size)
{
    return static_cast<std::size_t>(bucket) & (size - 1); // sizes are powers of two
}

} // namespace

void ValueRange::include(float value)
{
    include(ValueRange{value, value});
}

void ValueRange::include(const ValueRange& other)
{
    if (isEmpty()) {
        *this = other;
    } else if (!other.isEmpty()) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
}

void MinMaxPyramid::add(std::int64_t milliseconds, float value)
{
    ++count_;
    if (milliseconds >= lastTime_) {
        lastTime_ = milliseconds;
        lastValue_ = value;
    }
    for (int level = 0; level < kLevels; ++level) {
        if (!addTo(levels_[static_cast<std::size_t>(level)], bucketOf(milliseconds, level), value)) {
            break; // already inside this bucket's range, so inside those above
        }
    }
}

/// False when nothing changed.
bool MinMaxPyramid::addTo(Level& level, std::int64_t bucket, float value)
{
    if (level.ring.empty()) {
        level.ring.resize(16);
        level.newest = level.oldest = bucket;
    }
    if (level.newest - bucket >= kBuckets) {
        return true; // too old for this level, maybe not for the next
    }
    if (bucket > level.newest) {
        advanceTo(level, bucket);
    } else if (bucket < level.oldest) {
        growFor(level, level.newest - bucket + 1);
        level.oldest = bucket;
    }
    ValueRange& range = level.ring[placeOf(bucket, level.ring.size())];
    if (!range.isEmpty() && value >= range.low && value <= range.high) {
        return false;
    }
    range.include(value);
    return true;
}

void MinMaxPyramid::advanceTo(Level& level, std::int64_t bucket)
{
    growFor(level, bucket - level.oldest + 1);
    const auto size = std::int64_t(level.ring.size());
    const std::int64_t cleared = std::min(bucket - level.newest, size);
    for (std::int64_t i = 0; i < cleared; ++i) {
        level.ring[placeOf(bucket - i, level.ring.size())] = {};
    }
    level.newest = bucket;
    level.oldest = std::max(level.oldest, bucket - size + 1);
}

/// Doubles the ring until so many buckets fit, up to the limit.
void MinMaxPyramid::growFor(Level& level, std::int64_t buckets)
{
    const auto oldSize = std::int64_t(level.ring.size());
    std::int64_t size = oldSize;
    while (size < buckets && size < kBuckets) {
        size *= 2;
    }
    if (size == oldSize) {
        return;
    }
    std::vector<ValueRange> grown(static_cast<std::size_t>(size));
    for (std::int64_t i = 0; i < oldSize; ++i) {
        const std::int64_t bucket = level.newest - i;
        grown[placeOf(bucket, grown.size())] = level.ring[placeOf(bucket, level.ring.size())];
    }
    level.ring.swap(grown);
}

const ValueRange* MinMaxPyramid::find(const Level& level, std::int64_t bucket)
{
    const std::int64_t age = level.newest - bucket;
    if (level.ring.empty() || age < 0 || age >= std::int64_t(level.ring.size())) {
        return nullptr;
    }
    return &level.ring[placeOf(bucket, level.ring.size())];
}

/// The coarsest level whose buckets are no wider than a column.
int MinMaxPyramid::levelFor(std::int64_t width)
{
    int level = 0;
    while (level + 1 < kLevels && (std::int64_t{1} << (kBitsPerLevel * (level + 1))) <= width) {
        ++level;
    }
    return level;
}

/// The finest level from there on that still knows that time, or the coarsest.
int MinMaxPyramid::levelThatReaches(std::int64_t milliseconds, int finest) const
{
    int level = finest;
    while (level + 1 < kLevels && levels_[static_cast<std::size_t>(level)].newest -
                                          bucketOf(milliseconds, level) >= kBuckets) {
        ++level;
    }
    return level;
}

void MinMaxPyramid::columns(std::int64_t from,
                            std::int64_t width,
                            std::vector<ValueRange>& out) const
{
    const int finest = levelFor(width);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = {};
        const std::int64_t start = from + std::int64_t(i) * width;
        const int number = levelThatReaches(start, finest);
        const Level& level = levels_[static_cast<std::size_t>(number)];
        const std::int64_t last = bucketOf(start + width - 1, number);
        for (std::int64_t bucket = bucketOf(start, number); bucket <= last; ++bucket) {
            if (const ValueRange* const range = find(level, bucket)) {
                out[i].include(*range);
            }
        }
    }
}

std::size_t MinMaxPyramid::bytes() const
{
    std::size_t sum = sizeof *this;
    for (const Level& level : levels_) {
        sum += level.ring.capacity() * sizeof(ValueRange);
    }
    return sum;
}

} // namespace deck
