// A device's or module's identity: who it is and how it signs in. A value; the laws about ids, keys
// and thumbprints stand here, so that every route obeys the same ones.
#pragma once

#include "base/clock.h"
#include "base/secret.h"

#include "hub/error.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Never reused: one per id and generation. A device that is deleted and made anew gets a new key.
using DeviceKey = std::int64_t;

/// Names a device, or a module of it. Ids are case-sensitive.
struct IdentityId
{
    std::string device;
    std::string module; ///< empty for the device itself

    bool isModule() const { return !module.empty(); }
    std::string text() const { return isModule() ? device + "/" + module : device; }
    bool operator==(const IdentityId&) const = default;
    auto operator<=>(const IdentityId&) const = default;
};

enum class AuthType { Sas, SelfSigned, CertificateAuthority, None };

std::string_view nameOf(AuthType type); ///< "sas", "selfSigned", …
std::optional<AuthType> authTypeFromName(std::string_view name);

/// Decoded key bytes; both or neither.
struct SymmetricKeys
{
    Secret primary;
    Secret secondary;
    bool empty() const { return primary.empty(); }
};

/// SHA-1 (40) or SHA-256 (64) hex digits over the certificate's DER; empty = not set.
struct Thumbprints
{
    std::string primary;
    std::string secondary;
    bool operator==(const Thumbprints&) const = default;
};

struct DeviceIdentity
{
    DeviceKey key = 0;
    IdentityId id;
    std::string generationId;
    std::uint64_t etag = 0;
    bool enabled = true;
    std::string statusReason; ///< empty = none
    std::optional<WallTime> statusUpdated;
    AuthType authType = AuthType::Sas;
    SymmetricKeys keys;
    Thumbprints thumbprints;
    bool edge = false;
    std::string parentScope{}; ///< of its parent, an edge device; empty = none
    std::string tags = "{}"; ///< JSON object
    std::string managedBy;   ///< of a module; empty = nobody said
};

/// With a certificate of its own, and never with a token.
bool signsInByCertificate(const DeviceIdentity& identity);

/// ASCII letters, digits and - : . + % _ # * ? ! ( ) , = @ ; $ ' ; 1 to 128 characters.
bool isValidId(std::string_view id);

/// A key as users give it. Errors: InvalidArgument (not base64, or not 16 to 64 bytes).
Result<Secret> parseKey(std::string_view base64);

/// Two new random keys of 32 bytes.
SymmetricKeys makeKeys();

bool isThumbprint(std::string_view text);

/// Is a certificate, by its thumbprints, one of the two? Ignores case, and takes the same time
/// whatever the answer.
bool isListed(const Thumbprints& listed, std::string_view sha1, std::string_view sha256);

/// The modules that an edge device has from its beginning.
inline constexpr std::array<std::string_view, 2> kEdgeModules{"$edgeAgent", "$edgeHub"};
inline constexpr std::string_view kEdgeManager = "iotEdge"; ///< who manages them

bool isEdgeModule(std::string_view moduleId);

/// isValidId(), and a $ at the beginning only for those two.
bool isValidModuleId(std::string_view id);

} // namespace hub
