#include "services/authenticator.h"

#include "base/crypto.h"

#include <array>
#include <vector>

namespace hub {
namespace {

/// Which of two keys signed a token. Both are always tried, so that time tells nothing.
enum class SignedWith { Neither, Primary, Secondary };

SignedWith whichKey(const SasToken& token, const SymmetricKeys& keys)
{
    const bool primary = !keys.primary.empty() && isSignedWith(token, keys.primary);
    const bool secondary = !keys.secondary.empty() && isSignedWith(token, keys.secondary);
    if (primary) {
        return SignedWith::Primary;
    }
    return secondary ? SignedWith::Secondary : SignedWith::Neither;
}

/// The same work for an identity or policy that does not exist.
void spendTimeOn(const SasToken& token)
{
    static const SymmetricKeys nobody = makeKeys();
    (void)whichKey(token, nobody);
}

std::vector<std::string_view> pathOf(const IdentityId& id)
{
    std::vector<std::string_view> path{"devices", id.device};
    if (id.isModule()) {
        path.insert(path.end(), {"modules", id.module});
    }
    return path;
}

Denial expired(const SasToken& token, WallTime now)
{
    const auto ago = std::chrono::duration_cast<std::chrono::seconds>(now - token.expiry);
    return {DenialReason::TokenExpired, "ended " + std::to_string(ago.count()) + " s ago"};
}

} // namespace

Result<Verdict<DevicePrincipal>> Authenticator::device(Storage& storage,
                                                       const DeviceSignIn& signIn) const
{
    if (const auto denial = checkClaims(signIn)) {
        return Verdict<DevicePrincipal>(*denial);
    }
    const Result<SasToken> token = parseSasToken(*signIn.token);
    if (!token) {
        return Verdict<DevicePrincipal>(
            Denial{DenialReason::TokenMalformed, token.error().detail});
    }
    if (!audienceCovers(token.value(), rules_.hosts, pathOf(signIn.id))) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::TokenAudience, {}});
    }
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(signIn.id));
    HUB_TRY(Verdict<DevicePrincipal> verdict,
            token.value().policy.empty()
                ? withOwnKey(signIn, token.value(), std::move(row))
                : withPolicyKey(storage, token.value(), std::move(row)));
    // Only a caller that holds a key learns about expiry and the device's state.
    if (const auto* principal = std::get_if<DevicePrincipal>(&verdict)) {
        if (isExpired(token.value())) {
            return Verdict<DevicePrincipal>(expired(token.value(), clock_.highestWall()));
        }
        if (!principal->identity.enabled) {
            return Verdict<DevicePrincipal>(
                Denial{DenialReason::DeviceDisabled, principal->identity.statusReason});
        }
    }
    return verdict;
}

std::optional<Denial> Authenticator::checkClaims(const DeviceSignIn& signIn) const
{
    if (signIn.clientId != signIn.id.text()) {
        return Denial{DenialReason::RequestMalformed, "client id and user name differ"};
    }
    if (!rules_.hosts.accepts(signIn.host)) {
        return Denial{DenialReason::HostUnknown, signIn.host};
    }
    if (!signIn.token || signIn.token->empty()) {
        return Denial{DenialReason::CredentialsMissing, {}};
    }
    return std::nullopt;
}

Result<Verdict<DevicePrincipal>> Authenticator::withOwnKey(const DeviceSignIn& signIn,
                                                           const SasToken& token,
                                                           std::optional<DeviceRow> row) const
{
    if (!row || row->identity.authType != AuthType::Sas) {
        spendTimeOn(token);
        return Verdict<DevicePrincipal>(
            row ? Denial{DenialReason::WrongAuthType, std::string(nameOf(row->identity.authType))}
                : Denial{DenialReason::DeviceUnknown, {}});
    }
    const SignedWith key = whichKey(token, row->identity.keys);
    if (key == SignedWith::Neither) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::TokenSignature, {}});
    }
    const SymmetricKeys& keys = row->identity.keys;
    DevicePrincipal principal;
    principal.keyDigest = sha256(
        (key == SignedWith::Primary ? keys.primary : keys.secondary).reveal());
    principal.identity = std::move(row->identity);
    principal.method.scope =
        signIn.id.isModule() ? AuthMethod::Scope::Module : AuthMethod::Scope::Device;
    principal.signedInWith = key == SignedWith::Primary ? "primaryKey" : "secondaryKey";
    principal.expires = token.expiry;
    return Verdict<DevicePrincipal>(std::move(principal));
}

Result<Verdict<DevicePrincipal>> Authenticator::withPolicyKey(Storage& storage,
                                                              const SasToken& token,
                                                              std::optional<DeviceRow> row) const
{
    HUB_TRY(const std::optional<SharedAccessPolicy> policy,
            storage.policies().find(token.policy));
    if (!policy) {
        spendTimeOn(token);
        return Verdict<DevicePrincipal>(Denial{DenialReason::PolicyUnknown, token.policy});
    }
    if (whichKey(token, policy->keys) == SignedWith::Neither) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::TokenSignature, token.policy});
    }
    if (!policy->rights.includes({Right::DeviceConnect})) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::PolicyRight, token.policy});
    }
    if (!row) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::DeviceUnknown, {}});
    }
    DevicePrincipal principal;
    principal.identity = std::move(row->identity);
    principal.method.scope = AuthMethod::Scope::Hub;
    principal.signedInWith = "policy:" + token.policy;
    principal.expires = token.expiry;
    return Verdict<DevicePrincipal>(std::move(principal));
}

Result<Verdict<ServicePrincipal>> Authenticator::service(
    Storage& storage,
    std::optional<std::string_view> header,
    std::span<const std::string_view> path) const
{
    if (!header) {
        return Verdict<ServicePrincipal>(Denial{DenialReason::CredentialsMissing, {}});
    }
    const Result<SasToken> parsed = parseSasToken(*header);
    if (!parsed || parsed.value().policy.empty()) {
        return Verdict<ServicePrincipal>(
            Denial{DenialReason::TokenMalformed,
                   parsed ? "a policy name (skn) is needed" : parsed.error().detail});
    }
    const SasToken& token = parsed.value();
    HUB_TRY(const std::optional<SharedAccessPolicy> policy,
            storage.policies().find(token.policy));
    if (!policy) {
        spendTimeOn(token);
        return Verdict<ServicePrincipal>(Denial{DenialReason::PolicyUnknown, token.policy});
    }
    if (whichKey(token, policy->keys) == SignedWith::Neither) {
        return Verdict<ServicePrincipal>(Denial{DenialReason::TokenSignature, token.policy});
    }
    if (!audienceCovers(token, rules_.hosts, path)) {
        return Verdict<ServicePrincipal>(Denial{DenialReason::TokenAudience, token.policy});
    }
    if (isExpired(token)) {
        return Verdict<ServicePrincipal>(expired(token, clock_.highestWall()));
    }
    return Verdict<ServicePrincipal>(ServicePrincipal{token.policy, policy->rights, token.expiry});
}

bool Authenticator::isExpired(const SasToken& token) const
{
    // Whole seconds, as tokens have them: good for all of the last one.
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.highestWall());
    return now > token.expiry + rules_.clockSkew;
}

} // namespace hub
