// When something is due next: may be too early, never too late.
#pragma once

#include "base/clock.h"

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

namespace hub {

/// Callable from any thread, but set() only from the one that asked the store.
class DueTime final
{
public:
    bool isDue(WallTime now) const { return toMicros(now) >= due_; }

    /// There is something to do at this time.
    void expect(WallTime time)
    {
        std::int64_t due = due_;
        while (toMicros(time) < due && !due_.compare_exchange_weak(due, toMicros(time))) {
        }
    }
    void expectNow() { expect(WallTime{}); }

    /// The store says that nothing is due before this.
    void set(const std::optional<WallTime>& time) { due_ = time ? toMicros(*time) : kNever; }

private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    std::atomic<std::int64_t> due_{0}; ///< µs; at the start nothing is known
};

} // namespace hub
