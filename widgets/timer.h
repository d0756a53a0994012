// A single-shot timer behind an interface, so that tests move time by hand.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace deck {

/// GUI thread. Owned by the part that waits; destroying it cancels the wait.
class Timer
{
public:
    virtual ~Timer() = default;

    /// Starts anew if it already runs.
    virtual void start(std::chrono::milliseconds wait, std::function<void()> then) = 0;
    virtual void stop() = 0;

    /// Zero when it does not run.
    virtual std::chrono::milliseconds remaining() const = 0;
};

using TimerFactory = std::function<std::unique_ptr<Timer>()>;

/// Timers of the event loop.
TimerFactory realTimers();

} // namespace deck
