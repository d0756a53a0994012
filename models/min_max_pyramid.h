// The history of one number in bounded memory: per level, buckets of 4^level ms with the lowest and
// the highest value, the newest 8,192 of each level. Any window is answered from the coarsest level
// that is fine enough and reaches so far back, in some ten microseconds, however many points there
// were.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace deck {

/// Lowest and highest value of a stretch of time; empty when low > high.
struct ValueRange
{
    float low = 1;
    float high = 0;

    bool isEmpty() const { return low > high; }
    void include(float value);
    void include(const ValueRange& other);
};

class MinMaxPyramid final
{
public:
    static constexpr int kLevels = 11; ///< the last one has buckets of 17.5 min: 99 days
    static constexpr std::int64_t kBuckets = 8'192;

    void add(std::int64_t milliseconds, float value);

    bool isEmpty() const { return count_ == 0; }
    std::uint64_t count() const { return count_; }
    std::int64_t lastTime() const { return lastTime_; } ///< of the newest point, ms
    float lastValue() const { return lastValue_; }

    /// Column i covers [from + i·width, from + (i+1)·width) ms; from must be a multiple of width, so
    /// that a column keeps its points while the window moves.
    void columns(std::int64_t from, std::int64_t width, std::vector<ValueRange>& out) const;

    std::size_t bytes() const;

private:
    struct Level
    {
        std::vector<ValueRange> ring; ///< grows up to kBuckets
        std::int64_t newest = 0;      ///< index of the newest bucket, if the ring is not empty
        std::int64_t oldest = 0;      ///< of the first one that was ever needed
    };

    static bool addTo(Level& level, std::int64_t bucket, float value);
    static void advanceTo(Level& level, std::int64_t bucket);
    static void growFor(Level& level, std::int64_t buckets);
    static const ValueRange* find(const Level& level, std::int64_t bucket);
    static int levelFor(std::int64_t width);
    int levelThatReaches(std::int64_t milliseconds, int finest) const;

    std::array<Level, kLevels> levels_;
    std::uint64_t count_ = 0;
    std::int64_t lastTime_ = INT64_MIN;
    float lastValue_ = 0;
};

} // namespace deck
