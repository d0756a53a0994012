// Which key is used when and from where. Uses are kept in memory and written rarely: for a holder, key
// and network at most once in limits::kKeyUseAgain. Tells of a network that is new to a holder.
#pragma once

#include "services/alerts.h"
#include "services/workers.h"

#include "storage/key_use_store.h"

#include "base/guarded.h"
#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace hub {

/// What an identity's or a policy's keys were used for.
struct KeyUseView
{
    KeyUses uses;
    std::vector<KeyNetwork> networks;
};

/// Callable from any thread.
class KeyUseLog final
{
public:
    struct Parts
    {
        Workers& workers;
        Alerts& alerts;
        const Log& log;
        const Clock& clock;
    };

    explicit KeyUseLog(Parts parts) : parts_(parts) {}

    /// name: of the holder, for the alert: "pump", "pump/motor", "policy:service". peer: address with
    /// port.
    void note(const UsedKey& key,
              const std::string& name,
              const std::string& peer,
              std::string_view protocol);

    /// Writes what memory knows better than the store and has waited long enough; at the stop all of
    /// it. sweep() may be called every second: it looks once a minute.
    void sweep();
    void flush() { write(true); }

    /// Errors: Unavailable.
    boost::asio::awaitable<Result<KeyUseView>> read(KeyHolder holder);

    /// On the writer: all uses up to now.
    Result<KeyUses> find(Storage& storage, const KeyHolder& holder) const;

    /// On the writer, inside a change of the holder's keys: each use stays with its key, or goes with
    /// it. Once that is committed memory is to forget().
    Result<void> keysChanged(Storage& storage,
                             const KeyHolder& holder,
                             const SymmetricKeys& before,
                             const SymmetricKeys& after) const;
    void forget(const KeyHolder& holder);

private:
    using Place = std::tuple<KeyHolder, KeySlot, std::string>; ///< the last: its network
    struct Entry
    {
        std::string name;
        KeyUse use;
        MonoTime written{};
        bool isNewer = false; ///< than what was written
    };
    struct Named
    {
        KeyUseNote note;
        std::string name;
    };
    using Entries = std::map<Place, Entry>;

    bool remember(const UsedKey& key, const std::string& name, const KeyUse& use);
    void mergeInto(KeyUses& uses, const KeyHolder& holder) const;
    void write(bool all);
    void post(std::vector<Named> notes);
    void warn(const std::vector<Named>& notes);

    Parts parts_;
    std::atomic<std::int64_t> nextSweep_{0}; ///< of the monotonic clock, ns
    Guarded<Entries> entries_; ///< at most limits::kMaxKeyUses
};

} // namespace hub
