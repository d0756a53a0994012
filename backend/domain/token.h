// Shared access signatures (device and service API, authentication). Parsing, the signature and the
// audience; whose key is right is the authenticator's business.
#pragma once

#include "domain/host_names.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/secret.h"

#include "hub/error.h"

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace hub {

/// SharedAccessSignature sr={resource}&sig={signature}&se={expiry}[&skn={policy}]
struct SasToken
{
    std::string resource;   ///< sr exactly as transmitted
    std::string expiryText; ///< se exactly as transmitted
    Bytes signature;        ///< decoded
    std::string policy;     ///< skn; empty = signed with an identity's key
    WallTime expiry{};
};

/// Fields in any order, names ignoring case, unknown ones ignored, a duplicate refused.
/// Errors: Unauthorized, with a reason for the operator.
Result<SasToken> parseSasToken(std::string_view text);

/// HMAC over the raw sr and se. Normalising sr first would break SDKs that encode it differently.
bool isSignedWith(const SasToken& token, const Secret& key);

/// The token's sr names a host that the hub answers to, and the rest of it is a prefix, segment by
/// segment, of the wanted path ("devices", "{id}", …). Ids compare ignoring case in sr only.
bool audienceCovers(const SasToken& token,
                    const HostNames& hosts,
                    std::span<const std::string_view> path);

struct TokenRequest
{
    std::string_view resource; ///< not yet percent-encoded: "localhost" or "localhost/devices/d1"
    std::string_view policy;   ///< empty = an identity's own key
    std::chrono::seconds expiry{}; ///< since 1970
};

/// A new token. The inverse of the three functions above.
std::string makeSasToken(const TokenRequest& request, const Secret& key);

} // namespace hub
