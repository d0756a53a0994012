#include "domain/access_entry.h"

#include "domain/glob.h"
#include "domain/identity.h"
#include "domain/ip_network.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

// In the order of their enumerations.
constexpr std::array<std::string_view, 2> kLists{"allow", "block"};
constexpr std::array<std::string_view, 5> kKinds{"device", "pattern", "thumbprint", "network",
                                                 "group"};
constexpr std::array<std::string_view, 2> kModes{"open", "allowListOnly"};

template <class Value, std::size_t size>
std::optional<Value> valueOf(const std::array<std::string_view, size>& names, std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<Value>(found - names.begin()));
}

Result<std::string> checkedId(std::string_view value, const char* what)
{
    if (!isValidId(value)) {
        return fail(Errc::InvalidArgument,
                    std::string("'value' must be ") + what + ": 1 to 128 characters of ids");
    }
    return std::string(value);
}

} // namespace

std::string_view nameOf(AccessList list)
{
    return kLists[static_cast<std::size_t>(list)];
}

std::string_view nameOf(AccessKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view nameOf(AccessMode mode)
{
    return kModes[static_cast<std::size_t>(mode)];
}

std::optional<AccessList> accessListFromName(std::string_view name)
{
    return valueOf<AccessList>(kLists, name);
}

std::optional<AccessKind> accessKindFromName(std::string_view name)
{
    return valueOf<AccessKind>(kKinds, name);
}

std::optional<AccessMode> accessModeFromName(std::string_view name)
{
    return valueOf<AccessMode>(kModes, name);
}

std::string AccessEntry::text() const
{
    std::string text = "entry " + std::to_string(id) + " (";
    text += nameOf(list);
    text += ' ';
    text += nameOf(kind);
    text += ' ' + value + ')';
    return reason.empty() ? text : text + ": " + reason;
}

Result<std::string> canonicalValue(AccessKind kind, std::string_view value)
{
    switch (kind) {
    case AccessKind::Device: return checkedId(value, "a device id");
    case AccessKind::Group: return checkedId(value, "the name of a group");
    case AccessKind::Pattern: {
        HUB_TRYV(Glob::parse(value));
        return std::string(value);
    }
    case AccessKind::Network: {
        HUB_TRY(const IpNetwork network, IpNetwork::parse(value));
        return network.text();
    }
    case AccessKind::Thumbprint: break;
    }
    auto thumbprint = canonicalThumbprint(value);
    if (!thumbprint) {
        return fail(Errc::InvalidArgument, "'value' must be a thumbprint: 40 or 64 hex digits");
    }
    return std::move(*thumbprint);
}

std::optional<std::string> canonicalThumbprint(std::string_view text)
{
    if (text.size() > 256) {
        return std::nullopt;
    }
    std::string digits = toLower(text);
    std::erase_if(digits, [](char c) { return c == ':' || c == ' '; });
    return isThumbprint(digits) ? std::optional(digits) : std::nullopt;
}

} // namespace hub
