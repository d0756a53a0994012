#include "services/lockout.h"

#include <algorithm>

namespace hub {
namespace {

constexpr unsigned kForgivenAfterWindows = 60; // without a failure; then back-off starts anew
constexpr unsigned kMaxDoublings = 16;

} // namespace

std::chrono::seconds Lockout::lockedFor(std::string_view key, MonoTime now) const
{
    const auto found = byKey_.find(key);
    if (found == byKey_.end() || found->second->lockedUntil <= now) {
        return std::chrono::seconds(0);
    }
    return std::chrono::ceil<std::chrono::seconds>(found->second->lockedUntil - now);
}

bool Lockout::failed(std::string_view key, MonoTime now)
{
    if (rules_.failures == 0) {
        return false;
    }
    Entry& entry = entryOf(key, now);
    slide(entry, now);
    entry.now += 1;
    if (entry.lockedUntil > now || failuresOf(entry, now) < rules_.failures) {
        return false;
    }
    lock(entry, now);
    return true;
}

void Lockout::succeeded(std::string_view key, MonoTime now)
{
    const auto found = byKey_.find(key);
    if (found != byKey_.end()) {
        Entry& entry = *found->second;
        slide(entry, now);
        (entry.now > 0 ? entry.now : entry.before) -= 1;
        entry.before = std::max(0.0, entry.before);
    }
}

bool Lockout::lift(std::string_view key)
{
    const auto found = byKey_.find(key);
    if (found == byKey_.end()) {
        return false;
    }
    const auto entry = found->second;
    byKey_.erase(found);
    entries_.erase(entry);
    return true;
}

bool Lockout::liftAll(std::string_view prefix)
{
    const std::size_t before = entries_.size();
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        if (std::string_view(entry->key).starts_with(prefix)) {
            byKey_.erase(entry->key);
            entry = entries_.erase(entry);
        } else {
            ++entry;
        }
    }
    return entries_.size() < before;
}

Lockout::Entry& Lockout::entryOf(std::string_view key, MonoTime now)
{
    const auto found = byKey_.find(key);
    if (found != byKey_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return entries_.front();
    }
    if (entries_.size() >= rules_.maxKeys) {
        byKey_.erase(entries_.back().key);
        entries_.pop_back();
    }
    entries_.push_front({std::string(key), now});
    byKey_.emplace(entries_.front().key, entries_.begin());
    return entries_.front();
}

void Lockout::slide(Entry& entry, MonoTime now) const
{
    const auto windows = (now - entry.windowStart) / rules_.window;
    if (windows < 1) {
        return;
    }
    entry.before = windows == 1 ? entry.now : 0;
    entry.now = 0;
    entry.windowStart += windows * rules_.window;
    if (windows > kForgivenAfterWindows) {
        entry.locks = 0;
    }
}

/// Of the window that ends now: the part of the last one that it still covers, and this one.
double Lockout::failuresOf(const Entry& entry, MonoTime now) const
{
    using Seconds = std::chrono::duration<double>;
    const double passed = Seconds(now - entry.windowStart) / Seconds(rules_.window);
    return entry.before * (1 - passed) + entry.now;
}

void Lockout::lock(Entry& entry, MonoTime now) const
{
    const auto factor = 1U << std::min(entry.locks, kMaxDoublings);
    entry.lockedUntil =
        now + std::min<std::chrono::seconds>(rules_.firstLock * factor, rules_.longestLock);
    ++entry.locks;
    entry.before = 0;
    entry.now = 0;
}

} // namespace hub
