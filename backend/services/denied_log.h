// Who was refused, for people who have to find out why: refusals of one id at one address are one
// entry with a count. Kept in memory here and, some seconds later, in the store; who floods it
// pushes out only what was refused longest ago.
#pragma once

#include "base/guarded.h"
#include "services/denial.h"
#include "storage/denied_store.h"

#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace hub {

/// Callable from any thread.
class DeniedLog final
{
public:
    /// What the store has kept.
    void load(std::vector<DeniedEntry> entries);

    void note(const Caller& caller, const Denial& denial, WallTime now);

    struct Query
    {
        std::string contains{}; ///< in id or address, ignoring ASCII case; empty = all
        std::string reason{};   ///< as nameOf() has it; empty = every
        bool showsIgnored = false;
        std::size_t offset = 0;
        std::size_t limit = 256;
    };
    struct Page
    {
        std::vector<DeniedEntry> entries; ///< the latest first
        std::size_t total = 0;            ///< of all that match
    };
    Page list(const Query& query) const;

    /// Whether an id's entries are shown no more. False: there is none.
    bool setIgnored(const std::string& claimedId, bool ignored);
    void clear();

    /// Entries that changed since the last call, at most so many; and whether all were cleared.
    struct Changes
    {
        bool cleared = false;
        std::vector<DeniedEntry> entries;
    };
    Changes takeChanges(std::size_t most);

    /// What takeChanges() gave could not be stored: it is a change again.
    void notStored(const Changes& changes);

private:
    struct Kept
    {
        DeniedEntry entry;
        bool changed = false;
    };
    using Entries = std::list<Kept>;
    struct State
    {
        Entries entries; ///< the latest first
        std::unordered_map<std::string, Entries::iterator> byKey;
        bool cleared = false;
    };

    Guarded<State> state_;
};

} // namespace hub
