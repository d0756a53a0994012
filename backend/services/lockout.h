// Who fails too often is locked out for a while, and longer each time: a sliding window with
// back-off for each key. Time is told, never asked.
#pragma once

#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hub {

struct LockoutRules
{
    unsigned failures = 20; ///< within a window; 0 = nobody is ever locked out
    std::chrono::seconds window{60};
    std::chrono::seconds firstLock{30};
    std::chrono::seconds longestLock{900};
    std::size_t maxKeys = 65'536; ///< those that failed longest ago are forgotten first
};

/// One thread at a time.
class Lockout final
{
public:
    explicit Lockout(LockoutRules rules) : rules_(rules) {}

    /// How long a key stays locked; zero = it is not.
    std::chrono::seconds lockedFor(std::string_view key, MonoTime now) const;

    /// True when this failure locks the key.
    bool failed(std::string_view key, MonoTime now);

    /// Makes up for one failure of the window, so that one broken device among many that work
    /// behind one address does not lock them all out.
    void succeeded(std::string_view key, MonoTime now);

    /// As if it had never failed. False: nothing was known of it.
    bool lift(std::string_view key);
    bool liftAll(std::string_view prefix); ///< of all keys that begin so

    std::size_t size() const { return byKey_.size(); }

private:
    struct Entry
    {
        std::string key;
        MonoTime windowStart{};
        double before = 0; ///< failures of the window before
        double now = 0;    ///< and of this one; successes have been taken off
        unsigned locks = 0;
        MonoTime lockedUntil{};
    };
    using Entries = std::list<Entry>;

    Entry& entryOf(std::string_view key, MonoTime now);
    void slide(Entry& entry, MonoTime now) const;
    double failuresOf(const Entry& entry, MonoTime now) const;
    void lock(Entry& entry, MonoTime now) const;

    LockoutRules rules_;
    Entries entries_;                                               ///< the latest failure first
    std::unordered_map<std::string_view, Entries::iterator> byKey_; ///< views into the entries
};

} // namespace hub
