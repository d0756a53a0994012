// The key that a live connection signed in with. The connection and the directory share it, so that it
// is told when its key changes places or ends. Callable from any thread.
#pragma once

#include "domain/key_use.h"

#include <atomic>
#include <optional>
#include <utility>

namespace hub {

class LiveKey final
{
public:
    explicit LiveKey(UsedKey key)
        : key_(std::move(key)), slot_(static_cast<std::int8_t>(key_.slot))
    {
    }

    const Sha256& digest() const { return key_.digest; }
    bool isPolicys() const { return !key_.holder.policy.empty(); }

    /// Its holder's keys are these now.
    void follow(const SymmetricKeys& keys)
    {
        if (!keys.primary.empty() && sha256(keys.primary.reveal()) == key_.digest) {
            slot_ = static_cast<std::int8_t>(KeySlot::Primary);
        } else if (!keys.secondary.empty() && sha256(keys.secondary.reveal()) == key_.digest) {
            slot_ = static_cast<std::int8_t>(KeySlot::Secondary);
        } else {
            slot_ = kEnded;
        }
    }

    /// Where it is now; nothing when it has ended.
    std::optional<UsedKey> now() const
    {
        const std::int8_t slot = slot_;
        return slot == kEnded
                   ? std::nullopt
                   : std::optional(UsedKey{key_.holder, static_cast<KeySlot>(slot), key_.digest});
    }

private:
    static constexpr std::int8_t kEnded = -1;

    const UsedKey key_;
    std::atomic<std::int8_t> slot_;
};

} // namespace hub
