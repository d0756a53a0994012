#include "services/key_use_log.h"

#include "domain/limits.h"

#include <algorithm>

namespace hub {
namespace {

void mergeLater(std::optional<KeyUse>& into, const KeyUse& use)
{
    if (!into || into->last < use.last) {
        into = use;
    }
}

} // namespace

void KeyUseLog::note(const UsedKey& key,
                     const std::string& name,
                     const std::string& peer,
                     std::string_view protocol)
{
    const KeyUse use{parts_.clock.wall(), peer, placeOf(peer), std::string(protocol)};
    if (remember(key, name, use)) {
        post({{{key.holder, key.slot, use}, name}});
    }
}

/// True when it is to be written. Memory that is full is written out and begins anew: then a use is
/// written once more often, and none is lost.
bool KeyUseLog::remember(const UsedKey& key, const std::string& name, const KeyUse& use)
{
    const MonoTime now = parts_.clock.mono();
    const bool isFull =
        entries_.with([](const Entries& all) { return all.size() >= limits::kMaxKeyUses; });
    if (isFull) {
        flush();
    }
    return entries_.with([&](Entries& all) {
        if (all.size() >= limits::kMaxKeyUses) {
            all.clear();
        }
        const auto [place, added] = all.try_emplace({key.holder, key.slot, use.network});
        Entry& entry = place->second;
        entry.use = use;
        entry.isNewer = !added && now - entry.written < limits::kKeyUseAgain;
        if (!entry.isNewer) {
            entry.name = name;
            entry.written = now;
        }
        return !entry.isNewer;
    });
}

void KeyUseLog::sweep()
{
    const MonoTime now = parts_.clock.mono();
    if (now.time_since_epoch().count() >= nextSweep_) {
        nextSweep_ = (now + limits::kKeyUseSweep).time_since_epoch().count();
        write(false);
    }
}

void KeyUseLog::write(bool all)
{
    const MonoTime now = parts_.clock.mono();
    std::vector<Named> due;
    entries_.with([&](Entries& entries) {
        for (auto entry = entries.begin(); entry != entries.end();) {
            auto& [place, known] = *entry;
            const bool isOld = now - known.written >= limits::kKeyUseAgain;
            if (known.isNewer && (all || isOld)) {
                due.push_back({{std::get<0>(place), std::get<1>(place), known.use}, known.name});
                known.isNewer = false;
                known.written = now;
                ++entry;
            } else {
                entry = isOld && !known.isNewer ? entries.erase(entry) : std::next(entry);
            }
        }
    });
    if (!due.empty()) {
        post(std::move(due));
    }
}

void KeyUseLog::post(std::vector<Named> notes)
{
    struct Posted
    {
        std::vector<Named> notes;
        std::vector<Named> fresh;
    };
    auto job = std::make_shared<Posted>(Posted{std::move(notes), {}});
    parts_.workers.post(
        WriteJob{[job](Storage& storage) -> Result<void> {
                     job->fresh.clear(); // a commit may be tried again
                     for (const Named& named : job->notes) {
                         HUB_TRY(const bool isNew, storage.keyUses().note(
                                                       named.note, limits::kMaxKeyNetworks));
                         if (isNew) {
                             job->fresh.push_back(named);
                         }
                     }
                     return success();
                 },
                 [this, job](const Result<void>& done) {
                     if (done) {
                         warn(job->fresh);
                     } else {
                         parts_.log.warning("key-use-not-stored", {{"detail", done.error().detail}});
                     }
                 },
                 true});
}

void KeyUseLog::warn(const std::vector<Named>& notes)
{
    for (const Named& named : notes) {
        const KeyUse& use = named.note.use;
        parts_.alerts.raise({"keyNewNetwork", named.name,
                             "the " + std::string(nameOf(named.note.slot)) + " key was used from " +
                                 use.network + " (" + use.address + ", " + use.protocol +
                                 "), where it never signed in before",
                             Severity::Warning});
    }
}

boost::asio::awaitable<Result<KeyUseView>> KeyUseLog::read(KeyHolder holder)
{
    auto work = [holder](Storage& storage) -> Result<KeyUseView> {
        KeyUseView view;
        HUB_TRY(view.uses, storage.keyUses().find(holder));
        HUB_TRY(view.networks, storage.keyUses().networks(holder));
        return view;
    };
    HUB_CO_TRY(KeyUseView view, co_await parts_.workers.read(work));
    mergeInto(view.uses, holder);
    co_return view;
}

void KeyUseLog::mergeInto(KeyUses& uses, const KeyHolder& holder) const
{
    entries_.with([&](const Entries& all) {
        for (auto entry = all.lower_bound({holder, KeySlot::Primary, {}});
             entry != all.end() && std::get<0>(entry->first) == holder; ++entry) {
            mergeLater(uses.of(std::get<1>(entry->first)), entry->second.use);
        }
    });
}

Result<KeyUses> KeyUseLog::find(Storage& storage, const KeyHolder& holder) const
{
    HUB_TRY(KeyUses uses, storage.keyUses().find(holder));
    mergeInto(uses, holder);
    return uses;
}

Result<void> KeyUseLog::keysChanged(Storage& storage,
                                    const KeyHolder& holder,
                                    const SymmetricKeys& before,
                                    const SymmetricKeys& after) const
{
    HUB_TRY(const KeyUses uses, find(storage, holder));
    return storage.keyUses().put(holder, followKeys(uses, before, after));
}

void KeyUseLog::forget(const KeyHolder& holder)
{
    entries_.with([&](Entries& all) {
        auto entry = all.lower_bound({holder, KeySlot::Primary, {}});
        while (entry != all.end() && std::get<0>(entry->first) == holder) {
            entry = all.erase(entry);
        }
    });
}

} // namespace hub
