// Refused sign-ins: logged, told to consoles, never told to the caller in detail.
#pragma once

#include "services/denied_log.h"
#include "services/event_hub.h"
#include "services/guard.h"

#include "base/clock.h"
#include "base/log.h"

#include <mutex>

namespace hub {

/// Callable from any thread. A flood of refusals is thinned out: the rest is counted.
class Denials final
{
public:
    struct Parts
    {
        EventHub& events;
        const Log& log;
        const Clock& clock;
        GuardRules guard;
        Guard::OnLocked onLocked; ///< may be unset
    };

    explicit Denials(const Parts& parts)
        : events_(parts.events), log_(parts.log), clock_(parts.clock),
          guard_(parts.guard, parts.clock, parts.onLocked)
    {
    }

    DeniedLog& entries() { return entries_; }
    Guard& guard() { return guard_; }

    /// Before anything costly is done for a caller. True: it is locked out, and that is noted.
    bool isLockedOut(const Caller& caller);

    void note(const Caller& caller, const Denial& denial);

    /// It was let in.
    void succeeded(const Caller& caller);

private:
    bool mayReport();

    void report(const Caller& caller, const Denial& denial);

    EventHub& events_;
    const Log& log_;
    const Clock& clock_;
    DeniedLog entries_;
    Guard guard_;
    std::mutex mutex_;
    MonoTime second_{}; ///< these three under mutex_
    unsigned reported_ = 0;
    std::uint64_t suppressed_ = 0;
};

} // namespace hub
