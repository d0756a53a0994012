#include "domain/edge_scope.h"

namespace hub {
namespace {

constexpr std::string_view kScheme = "ms-azure-iot-edge://";

} // namespace

std::optional<EdgeScope> EdgeScope::parse(std::string_view text)
{
    if (!text.starts_with(kScheme)) {
        return std::nullopt;
    }
    text.remove_prefix(kScheme.size());
    const std::size_t dash = text.rfind('-'); // ids have dashes, generations none
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == text.size()) {
        return std::nullopt;
    }
    return EdgeScope{std::string(text.substr(0, dash)), std::string(text.substr(dash + 1))};
}

std::string EdgeScope::text() const
{
    return std::string(kScheme) + device + "-" + generationId;
}

std::string deviceScopeOf(const DeviceIdentity& identity)
{
    return identity.edge ? EdgeScope{identity.id.device, identity.generationId}.text()
                         : identity.parentScope;
}

Result<std::string> wishedParent(const ScopeWish& wish, bool edge, const DeviceIdentity* stored)
{
    const std::string parent = wish.parent.value_or("");
    const std::string device = wish.device.value_or("");
    if (edge) {
        const bool isEdge = stored != nullptr && stored->edge;
        if (isEdge && !device.empty() && device != deviceScopeOf(*stored)) {
            return fail(Errc::InvalidDeviceScope,
                        "'deviceScope' of an edge device is its own and stays as it is; its parent is "
                        "named in 'parentScopes'");
        }
        return parent;
    }
    if (!wish.device || !wish.parent || device == parent) {
        return wish.device ? device : parent;
    }
    const std::string before = stored != nullptr ? stored->parentScope : std::string();
    if (device != before && parent != before) {
        return fail(Errc::InvalidDeviceScope,
                    "'deviceScope' and 'parentScopes' name different parents");
    }
    return device != before ? device : parent;
}

} // namespace hub
