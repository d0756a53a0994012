#include "base/clock.h"

namespace hub {

WallTime Clock::highestWall() const
{
    const std::int64_t now = toMicros(wall());
    std::int64_t seen = highest_.load(std::memory_order_relaxed);
    while (seen < now && !highest_.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
    }
    return wallFromMicros(std::max(seen, now));
}

WallTime SystemClock::wall() const
{
    return std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
}

MonoTime SystemClock::mono() const
{
    return std::chrono::steady_clock::now();
}

} // namespace hub
