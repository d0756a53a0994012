#include "domain/key_use.h"

#include "domain/ip_network.h"

namespace hub {
namespace {

constexpr unsigned kPlaceV4 = 24;
constexpr unsigned kPlaceV6 = 64;

std::optional<KeyUse> useOf(const Secret& key, const KeyUses& uses, const SymmetricKeys& keys)
{
    if (key.empty()) {
        return std::nullopt;
    }
    if (equalInConstantTime(key.reveal(), keys.primary.reveal())) {
        return uses.primary;
    }
    return equalInConstantTime(key.reveal(), keys.secondary.reveal()) ? uses.secondary : std::nullopt;
}

} // namespace

std::string_view nameOf(KeySlot slot)
{
    return slot == KeySlot::Primary ? "primary" : "secondary";
}

KeyUses followKeys(const KeyUses& uses, const SymmetricKeys& before, const SymmetricKeys& after)
{
    return {useOf(after.primary, uses, before), useOf(after.secondary, uses, before)};
}

std::string placeOf(std::string_view peer)
{
    const auto address = addressOfPeer(peer);
    if (!address) {
        return std::string(peer);
    }
    const bool isV4 = address->family == IpAddress::Family::V4;
    return IpNetwork::around(*address, isV4 ? kPlaceV4 : kPlaceV6).text();
}

} // namespace hub
