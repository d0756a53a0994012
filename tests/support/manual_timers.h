// Timers that run only when a test says so.
#pragma once

#include "widgets/timer.h"

#include <list>

namespace deck {

/// Outlives the parts it gives timers to.
class ManualTimers final
{
public:
    TimerFactory factory();

    /// Runs what falls due, in order, also what is started on the way.
    void advance(std::chrono::milliseconds by);

private:
    class ManualTimer;

    std::chrono::milliseconds now_{0};
    std::list<ManualTimer*> running_;
};

} // namespace deck
