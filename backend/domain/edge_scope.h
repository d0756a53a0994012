// The scopes in which edge devices gather others: each edge device has one of its own, and a device may
// name its parent's (service API, device identity JSON).
#pragma once

#include "domain/identity.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Whose scope a text is.
struct EdgeScope
{
    std::string device;
    std::string generationId;

    /// ms-azure-iot-edge://<device>-<generation>; nothing when it looks different.
    static std::optional<EdgeScope> parse(std::string_view text);
    std::string text() const;
};

/// The member deviceScope: of an edge device its own, of another its parent's; empty = none.
std::string deviceScopeOf(const DeviceIdentity& identity);

/// What a PUT says about scopes; nothing = not a word, empty = none.
struct ScopeWish
{
    std::optional<std::string> device{}; ///< deviceScope
    std::optional<std::string> parent{}; ///< the one in parentScopes
};

/// The parent that is meant: an edge device names it in parentScopes, another in either member; of two that
/// differ, the one that is not as it was, since clients send back the other one as they got it. stored: the
/// identity before, nothing of a new one. Errors: InvalidDeviceScope (two parents; an edge device's own scope
/// would change).
Result<std::string> wishedParent(const ScopeWish& wish, bool edge, const DeviceIdentity* stored);

} // namespace hub
