// A clock that stands still until a test moves it.
#pragma once

#include "base/clock.h"

namespace hub::test {

class ManualClock final : public Clock
{
public:
    explicit ManualClock(WallTime wall = WallTime(std::chrono::seconds(1'700'000'000)))
        : wall_(wall), mono_(MonoTime(std::chrono::hours(1)))
    {
    }

    WallTime wall() const override { return wall_.load(); }
    MonoTime mono() const override { return mono_.load(); }

    /// Both clocks go on.
    void advance(std::chrono::microseconds by)
    {
        wall_ = wall_.load() + by;
        mono_ = mono_.load() + by;
    }

    /// Somebody sets the wall clock.
    void setWall(WallTime wall) { wall_ = wall; }

private:
    std::atomic<WallTime> wall_;
    std::atomic<MonoTime> mono_;
};

} // namespace hub::test
