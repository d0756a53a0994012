#include "services/denied_log.h"

#include "base/text.h"
#include "domain/ip_network.h"
#include "domain/limits.h"

#include <utility>

namespace hub {
namespace {

std::string hostOf(const std::string& peer)
{
    const auto address = addressOfPeer(peer);
    return address ? address->text() : peer;
}

std::string keyOf(const DeniedEntry& entry)
{
    return entry.address + '\n' + entry.claimedId;
}

/// Another refusal of the same caller. Who is locked out was not looked at: the reason stays.
void countUp(DeniedEntry& known, const DeniedEntry& again, bool lockedOut)
{
    known.count += 1;
    known.lockedOut += lockedOut ? 1 : 0;
    known.last = again.last;
    known.protocol = again.protocol;
    if (!lockedOut) {
        known.reason = again.reason;
        known.detail = again.detail;
    }
}

bool matches(const DeniedEntry& entry, const DeniedLog::Query& query)
{
    return (query.showsIgnored || !entry.ignored) &&
           (query.reason.empty() || entry.reason == query.reason) &&
           (query.contains.empty() || containsIgnoringCase(entry.claimedId, query.contains) ||
            containsIgnoringCase(entry.address, query.contains));
}

} // namespace

void DeniedLog::load(std::vector<DeniedEntry> entries)
{
    state_.with([&](State& state) {
        for (DeniedEntry& entry : entries) {
            state.entries.push_back({std::move(entry)});
            state.byKey.emplace(keyOf(state.entries.back().entry), std::prev(state.entries.end()));
        }
    });
}

void DeniedLog::note(const Caller& caller, const Denial& denial, WallTime now)
{
    const bool lockedOut = denial.reason == DenialReason::LockedOut;
    DeniedEntry entry{.address = hostOf(caller.address),
                      .claimedId = caller.claimedId,
                      .reason = std::string(nameOf(denial.reason)),
                      .protocol = caller.protocol,
                      .detail = denial.detail,
                      .count = 1,
                      .lockedOut = lockedOut ? 1U : 0U,
                      .first = now,
                      .last = now};
    state_.with([&](State& state) {
        const auto found = state.byKey.find(keyOf(entry));
        if (found != state.byKey.end()) {
            countUp(found->second->entry, entry, lockedOut);
            found->second->changed = true;
            state.entries.splice(state.entries.begin(), state.entries, found->second);
            return;
        }
        if (state.entries.size() >= limits::kMaxDeniedEntries) {
            state.byKey.erase(keyOf(state.entries.back().entry));
            state.entries.pop_back();
        }
        state.entries.push_front({std::move(entry), true});
        state.byKey.emplace(keyOf(state.entries.front().entry), state.entries.begin());
    });
}

DeniedLog::Page DeniedLog::list(const Query& query) const
{
    return state_.with([&](const State& state) {
        Page page;
        for (const Kept& kept : state.entries) {
            if (!matches(kept.entry, query)) {
                continue;
            }
            if (page.total >= query.offset && page.entries.size() < query.limit) {
                page.entries.push_back(kept.entry);
            }
            ++page.total;
        }
        return page;
    });
}

bool DeniedLog::setIgnored(const std::string& claimedId, bool ignored)
{
    return state_.with([&](State& state) {
        bool found = false;
        for (Kept& kept : state.entries) {
            if (kept.entry.claimedId == claimedId) {
                found = true;
                kept.changed = kept.changed || kept.entry.ignored != ignored;
                kept.entry.ignored = ignored;
            }
        }
        return found;
    });
}

void DeniedLog::clear()
{
    state_.with([](State& state) {
        state.byKey.clear();
        state.entries.clear();
        state.cleared = true;
    });
}

DeniedLog::Changes DeniedLog::takeChanges(std::size_t most)
{
    return state_.with([&](State& state) {
        Changes changes;
        changes.cleared = std::exchange(state.cleared, false);
        for (Kept& kept : state.entries) {
            if (changes.entries.size() >= most) {
                break;
            }
            if (std::exchange(kept.changed, false)) {
                changes.entries.push_back(kept.entry);
            }
        }
        return changes;
    });
}

void DeniedLog::notStored(const Changes& changes)
{
    state_.with([&](State& state) {
        if (changes.cleared) { // what was stored since goes with the next clear()
            state.cleared = true;
            for (Kept& kept : state.entries) {
                kept.changed = true;
            }
        }
        for (const DeniedEntry& entry : changes.entries) {
            const auto known = state.byKey.find(keyOf(entry));
            if (known != state.byKey.end()) {
                known->second->changed = true;
            }
        }
    });
}

} // namespace hub
