// Keeps those out who try keys: locks an address out that fails with many ids, and an id at an
// address that fails with that one. A device that signs in elsewhere is never locked out by
// strangers.
#pragma once

#include "base/guarded.h"
#include "services/denial.h"
#include "services/lockout.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

struct GuardRules
{
    LockoutRules address{};
    LockoutRules idAtAddress{};
};

/// failures: of an address in a minute, half of it of one id there; 0 = nobody is locked out. Where
/// only this computer can reach the hub all share one address, so only ids are locked out.
GuardRules guardRulesFor(unsigned failures, bool loopbackOnly);

/// Callable from any thread.
class Guard final
{
public:
    /// locked: called outside of all locks, when somebody is locked out just now.
    struct Locked
    {
        std::string address;
        std::string id; ///< empty = the address as a whole
        std::chrono::seconds time{};
    };
    using OnLocked = std::function<void(const Locked&)>;

    Guard(GuardRules rules, const Clock& clock, OnLocked locked)
        : clock_(clock), onLocked_(std::move(locked)), state_(rules)
    {}

    /// Before anything costly is done for the caller.
    std::optional<Denial> refuse(const Caller& caller) const;

    /// What became of a caller that was not refused here.
    void failed(const Caller& caller, DenialReason reason);
    void succeeded(const Caller& caller);

    /// False: neither the address nor an id there was known.
    bool lift(std::string_view address);

private:
    struct State
    {
        explicit State(const GuardRules& rules)
            : address(rules.address), idAtAddress(rules.idAtAddress)
        {}
        Lockout address;
        Lockout idAtAddress;
    };

    const Clock& clock_;
    const OnLocked onLocked_;
    Guarded<State> state_;
};

} // namespace hub
