// Which of its two keys a device, a module or a policy used last, and from where.
#pragma once

#include "domain/identity.h"

#include "base/clock.h"
#include "base/crypto.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

enum class KeySlot : std::uint8_t { Primary, Secondary };

std::string_view nameOf(KeySlot slot); ///< "primary", "secondary"

/// Whose keys: those of an identity or of a policy.
struct KeyHolder
{
    DeviceKey device = 0; ///< 0 = a policy's
    std::string policy{}; ///< empty = an identity's

    auto operator<=>(const KeyHolder&) const = default;
};

/// A key that somebody has just proven to have. digest: SHA-256 of the key; never told or stored.
struct UsedKey
{
    KeyHolder holder;
    KeySlot slot = KeySlot::Primary;
    Sha256 digest{};
};

struct KeyUse
{
    WallTime last{};
    std::string address;  ///< of the peer, with its port
    std::string network;  ///< the /24 of an IPv4 address, the /64 of an IPv6 one
    std::string protocol; ///< "mqtt", "https", …
};

/// Nothing: not used since the key was made, or since uses are noted.
struct KeyUses
{
    std::optional<KeyUse> primary{};
    std::optional<KeyUse> secondary{};

    std::optional<KeyUse>& of(KeySlot slot)
    {
        return slot == KeySlot::Primary ? primary : secondary;
    }
};

/// Where uses belong once the keys are others: each stays with its key, and goes with it.
KeyUses followKeys(const KeyUses& uses, const SymmetricKeys& before, const SymmetricKeys& after);

/// The network that counts as one place. peer: "10.0.0.1:5000", "[2001:db8::1]:5000".
std::string placeOf(std::string_view peer);

} // namespace hub
