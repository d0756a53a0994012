// Time. Wall time is UTC with microseconds and may jump; monotonic time never does. Laws about
// expiry use the highest wall time seen, so that setting the clock back revives nothing; timers use
// monotonic time.
#pragma once

#include <atomic>
#include <chrono>

namespace hub {

using Micros = std::chrono::microseconds;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Micros>;
using MonoTime = std::chrono::steady_clock::time_point;

inline WallTime wallFromMicros(std::int64_t micros)
{
    return WallTime(Micros(micros));
}

inline std::int64_t toMicros(WallTime time)
{
    return time.time_since_epoch().count();
}

/// Asked from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual WallTime wall() const = 0;
    virtual MonoTime mono() const = 0;

    /// The highest wall time that this clock has shown, now included.
    WallTime highestWall() const;

protected:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;

private:
    mutable std::atomic<std::int64_t> highest_{0};
};

class SystemClock final : public Clock
{
public:
    WallTime wall() const override;
    MonoTime mono() const override;
};

} // namespace hub
