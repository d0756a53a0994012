// Waiting with an end: every loop of the benchmark asks here whether it may go on.
#pragma once

#include "hub/error.h"

#include <chrono>
#include <string>

namespace hub::bench {

/// From here on Ctrl+C and SIGTERM end the waits, so that everything is cleaned up on the way out.
void catchSignals();

class Patience final
{
public:
    using Clock = std::chrono::steady_clock;

    explicit Patience(Clock::duration time) : end_(Clock::now() + time) {}

    /// Errors: Timeout, naming what was waited for; Cancelled.
    Result<void> check(const std::string& what) const;

private:
    Clock::time_point end_;
};

void pause(); ///< 200 µs

} // namespace hub::bench
