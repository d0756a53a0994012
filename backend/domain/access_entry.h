// The allow list and the block list: which entries there are, and what each of them may say.
#pragma once

#include "base/clock.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

enum class AccessList { Allow, Block };

enum class AccessKind {
    Device,     ///< an id; its modules are meant too
    Pattern,    ///< ids with * and ?
    Thumbprint, ///< of a certificate: SHA-1 or SHA-256, lower-case hex
    Network,    ///< addresses: 10.0.0.0/8
    Group,      ///< its name
};

/// Whom a hub lets in: all that are registered, or only those on the allow list.
enum class AccessMode { Open, AllowListOnly };

// As the admin API writes them: "allow", "thumbprint", "allowListOnly".
std::string_view nameOf(AccessList list);
std::string_view nameOf(AccessKind kind);
std::string_view nameOf(AccessMode mode);
std::optional<AccessList> accessListFromName(std::string_view name);
std::optional<AccessKind> accessKindFromName(std::string_view name);
std::optional<AccessMode> accessModeFromName(std::string_view name);

using AccessEntryId = std::int64_t;

struct AccessEntry
{
    AccessEntryId id = 0; ///< never given twice
    AccessList list{};
    AccessKind kind{};
    std::string value; ///< as canonicalValue() gives it
    std::string reason;
    std::string by; ///< the policy that wrote it last
    WallTime since{};
    std::optional<WallTime> until; ///< from then on it counts nothing; nothing = for ever
    std::uint64_t etag = 0;

    bool isActive(WallTime now) const { return !until || now < *until; }
    std::string text() const; ///< "entry 12 (block device pump-1): stolen"
};

/// The one way in which a value is written. Errors: InvalidArgument.
Result<std::string> canonicalValue(AccessKind kind, std::string_view value);

/// Certificates' thumbprints as people copy them: with colons, blanks and capitals. Nothing = none.
std::optional<std::string> canonicalThumbprint(std::string_view text);

} // namespace hub
