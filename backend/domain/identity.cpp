#include "domain/identity.h"

#include "domain/limits.h"

#include "base/base64.h"
#include "base/crypto.h"
#include "base/hex.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

struct AuthTypeName
{
    AuthType type;
    std::string_view name;
};
constexpr std::array<AuthTypeName, 4> kAuthTypeNames{{
    {AuthType::Sas, "sas"},
    {AuthType::SelfSigned, "selfSigned"},
    {AuthType::CertificateAuthority, "certificateAuthority"},
    {AuthType::None, "none"},
}};

bool isIdChar(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("-:.+%_#*?!(),=@;$'").find(c) != std::string_view::npos;
}

} // namespace

std::string_view nameOf(AuthType type)
{
    const auto* const found =
        std::find_if(kAuthTypeNames.begin(), kAuthTypeNames.end(),
                     [type](const AuthTypeName& entry) { return entry.type == type; });
    return found->name;
}

std::optional<AuthType> authTypeFromName(std::string_view name)
{
    for (const AuthTypeName& entry : kAuthTypeNames) {
        if (equalsIgnoringCase(entry.name, name)) {
            return entry.type;
        }
    }
    return std::nullopt;
}

bool signsInByCertificate(const DeviceIdentity& identity)
{
    return identity.authType == AuthType::SelfSigned ||
           identity.authType == AuthType::CertificateAuthority;
}

bool isValidId(std::string_view id)
{
    return !id.empty() && id.size() <= limits::kMaxIdChars &&
           std::all_of(id.begin(), id.end(), isIdChar);
}

Result<Secret> parseKey(std::string_view base64)
{
    auto bytes = fromBase64(base64);
    if (!bytes) {
        return fail(Errc::InvalidArgument, "a key must be base64");
    }
    Secret key(std::move(*bytes));
    if (key.size() < limits::kMinKeyBytes || key.size() > limits::kMaxKeyBytes) {
        return fail(Errc::InvalidArgument, "a key must have 16 to 64 bytes");
    }
    return key;
}

SymmetricKeys makeKeys()
{
    return {randomSecret(limits::kNewKeyBytes), randomSecret(limits::kNewKeyBytes)};
}

bool isThumbprint(std::string_view text)
{
    return (text.size() == 40 || text.size() == 64) && isHex(text);
}

bool isListed(const Thumbprints& listed, std::string_view sha1, std::string_view sha256)
{
    bool found = false;
    for (const std::string* const entry : {&listed.primary, &listed.secondary}) {
        const std::string text = toLower(*entry);
        const bool first = equalInConstantTime(text, sha1);
        const bool second = equalInConstantTime(text, sha256);
        found = found || (!text.empty() && (first || second));
    }
    return found;
}

bool isEdgeModule(std::string_view moduleId)
{
    return std::find(kEdgeModules.begin(), kEdgeModules.end(), moduleId) != kEdgeModules.end();
}

bool isValidModuleId(std::string_view id)
{
    return isValidId(id) && (!id.starts_with('$') || isEdgeModule(id));
}

} // namespace hub
