// When and from where keys were used last. Blocking; one thread at a time.
#pragma once

#include "domain/key_use.h"

#include "hub/error.h"

#include <vector>

namespace hub {

struct KeyUseNote
{
    KeyHolder holder;
    KeySlot slot = KeySlot::Primary;
    KeyUse use;
};

/// A network that a holder has signed in from.
struct KeyNetwork
{
    std::string network;
    WallTime first{};
    WallTime last{};
};

class KeyUseStore
{
public:
    virtual ~KeyUseStore() = default;

    /// Keeps the later time. Of more than `mostNetworks` of the holder the one that was used longest
    /// ago goes. True: the holder has signed in before, but never from this network. An identity that
    /// is deleted leaves nothing.
    virtual Result<bool> note(const KeyUseNote& note, std::size_t mostNetworks) = 0;

    virtual Result<KeyUses> find(const KeyHolder& holder) = 0;
    virtual Result<void> put(const KeyHolder& holder, const KeyUses& uses) = 0;

    virtual Result<std::vector<KeyNetwork>> networks(const KeyHolder& holder) = 0; ///< newest first
};

} // namespace hub
