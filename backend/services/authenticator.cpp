#include "services/authenticator.h"

#include "services/access_condition.h"
#include "domain/tag_condition.h"

#include "base/crypto.h"
#include "base/time_text.h"

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

UsedKey usedKey(KeyHolder holder, SignedWith key, const SymmetricKeys& keys)
{
    const bool isPrimary = key == SignedWith::Primary;
    return {std::move(holder), isPrimary ? KeySlot::Primary : KeySlot::Secondary,
            sha256((isPrimary ? keys.primary : keys.secondary).reveal())};
}

/// The same work for an identity or policy that does not exist.
void spendTimeOn(const SasToken& token)
{
    static const SymmetricKeys nobody = makeKeys();
    (void)whichKey(token, nobody);
}

/// Why a person's key, which has signed, is not taken; nothing: it is.
std::optional<Denial> judgeKey(const Person& person, SignedWith key, WallTime now)
{
    const auto& until =
        key == SignedWith::Primary ? person.keys.expires : person.keys.previousUntil;
    if (!person.enabled) {
        return Denial{DenialReason::PersonDisabled, person.name};
    }
    if (until && *until <= now) {
        return Denial{DenialReason::KeyExpired, person.name + ", " + toAdminTime(*until)};
    }
    return std::nullopt;
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

bool hasToken(const DeviceSignIn& signIn)
{
    return signIn.token && !signIn.token->empty();
}

Denial wrongType(const DeviceIdentity& identity)
{
    return {DenialReason::WrongAuthType, std::string(nameOf(identity.authType))};
}

AuthMethod::Scope scopeOf(const IdentityId& id)
{
    return id.isModule() ? AuthMethod::Scope::Module : AuthMethod::Scope::Device;
}

std::shared_ptr<const CertificateCredential> credentialOf(const CertificateProof& proof,
                                                          bool byAuthority)
{
    auto credential = std::make_shared<CertificateCredential>();
    credential->sha1 = proof.leaf().sha1;
    credential->sha256 = proof.leaf().sha256;
    credential->byAuthority = byAuthority;
    credential->chain =
        byAuthority ? proof.chain() : std::vector<std::string>{proof.leaf().sha256};
    return credential;
}

} // namespace

Result<Verdict<DevicePrincipal>> Authenticator::device(Storage& storage,
                                                       const DeviceSignIn& signIn) const
{
    const AccessRulesPointer rules = access_.rules(); // before the identity is read: see sessions
    const std::optional<IpAddress> address = addressOfPeer(signIn.address);
    if (const auto denial = judgeAddress(*rules, AccessScope::Device, address)) {
        return Verdict<DevicePrincipal>(*denial);
    }
    if (const auto denial = checkClaims(signIn)) {
        return Verdict<DevicePrincipal>(*denial);
    }
    HUB_TRY(Verdict<DevicePrincipal> verdict,
            hasToken(signIn) ? withToken(storage, signIn) : withCertificate(storage, signIn));
    // Only a caller that holds a key learns about the identity's state.
    if (auto* principal = std::get_if<DevicePrincipal>(&verdict)) {
        principal->subject.address = address;
        HUB_TRY(const std::optional<Denial> denial, checkAccess(storage, *rules, *principal));
        if (denial) {
            return Verdict<DevicePrincipal>(*denial);
        }
    }
    return verdict;
}

Result<Verdict<DevicePrincipal>> Authenticator::withToken(Storage& storage,
                                                          const DeviceSignIn& signIn) const
{
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
    if (std::holds_alternative<DevicePrincipal>(verdict) && isExpired(token.value())) {
        return Verdict<DevicePrincipal>(expired(token.value(), clock_.highestWall()));
    }
    return verdict;
}

/// A module is as enabled as its device, and has its device's tags and places on lists.
Result<std::optional<Denial>> Authenticator::checkAccess(Storage& storage,
                                                         const AccessRules& rules,
                                                         DevicePrincipal& principal) const
{
    const DeviceIdentity& identity = principal.identity;
    IdentityState state{true, identity.enabled, identity.statusReason};
    std::shared_ptr<const DeviceFacts> facts = identity.id.isModule() ? nullptr : factsOf(identity);
    if (identity.id.isModule()) {
        HUB_TRY(std::optional<DeviceRow> device,
                storage.identities().find({identity.id.device, {}}));
        state.registered = device.has_value();
        if (device && state.enabled) {
            state.enabled = device->identity.enabled;
            state.reason = device->identity.statusReason;
        }
        facts = device ? factsOf(std::move(device->identity)) : nullptr;
    }
    AccessSubject& subject = principal.subject;
    subject.device = identity.id.device;
    subject.tags = facts ? tagKeys(facts->identity.tags) : std::vector<std::string>();
    subject.facts = std::move(facts);
    if (const CertificateCredential* certificate = principal.certificate.get()) {
        subject.thumbprints = {certificate->sha1, certificate->sha256};
    }
    return decide(rules, subject, state, AccessScope::Device, clock_.highestWall()).denial;
}

std::optional<Denial> Authenticator::checkClaims(const DeviceSignIn& signIn) const
{
    if (signIn.clientId != signIn.id.text()) {
        return Denial{DenialReason::RequestMalformed, "client id and user name differ"};
    }
    if (!rules_.hosts.accepts(signIn.host)) {
        return Denial{DenialReason::HostUnknown, signIn.host};
    }
    if (!hasToken(signIn) && signIn.certificates.empty()) {
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
            row ? wrongType(row->identity)
                : Denial{DenialReason::DeviceUnknown, {}});
    }
    const SignedWith key = whichKey(token, row->identity.keys);
    if (key == SignedWith::Neither) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::TokenSignature, {}});
    }
    DevicePrincipal principal;
    principal.usedKey = usedKey({row->identity.key, {}}, key, row->identity.keys);
    principal.identity = std::move(row->identity);
    principal.method.scope = scopeOf(signIn.id);
    principal.signedInWith = key == SignedWith::Primary ? "primaryKey" : "secondaryKey";
    principal.expires = token.expiry;
    return Verdict<DevicePrincipal>(std::move(principal));
}

Result<Verdict<DevicePrincipal>> Authenticator::withCertificate(Storage& storage,
                                                                const DeviceSignIn& signIn) const
{
    HUB_TRY(const CertificateProof proof,
            CertificateProof::examine(storage.authorities(), signIn.certificates,
                                      clock_.highestWall()));
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(signIn.id));
    if (!row) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::DeviceUnknown, {}});
    }
    DeviceIdentity& identity = row->identity;
    if (!signsInByCertificate(identity)) {
        return Verdict<DevicePrincipal>(identity.authType == AuthType::Sas
                                            ? Denial{DenialReason::CredentialsMissing, {}}
                                            : wrongType(identity));
    }
    const bool byAuthority = identity.authType == AuthType::CertificateAuthority;
    const std::optional<Denial> denial =
        byAuthority ? proof.judgeByAuthority(signIn.id)
                    : proof.judgeByThumbprint(identity.thumbprints, rules_.checkThumbprintDates);
    if (denial) {
        return Verdict<DevicePrincipal>(*denial);
    }
    DevicePrincipal principal;
    principal.identity = std::move(identity);
    principal.method.scope = scopeOf(signIn.id);
    principal.method.type =
        byAuthority ? AuthMethod::Type::X509Authority : AuthMethod::Type::X509SelfSigned;
    principal.signedInWith = "certificate:" + proof.leaf().sha256;
    principal.certificate = credentialOf(proof, byAuthority);
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
    const SignedWith key = whichKey(token, policy->keys);
    if (key == SignedWith::Neither) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::TokenSignature, token.policy});
    }
    if (!policy->rights.includes({Right::DeviceConnect})) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::PolicyRight, token.policy});
    }
    if (!row) {
        return Verdict<DevicePrincipal>(Denial{DenialReason::DeviceUnknown, {}});
    }
    if (signsInByCertificate(row->identity)) {
        return Verdict<DevicePrincipal>(wrongType(row->identity));
    }
    DevicePrincipal principal;
    principal.identity = std::move(row->identity);
    principal.method.scope = AuthMethod::Scope::Hub;
    principal.signedInWith = "policy:" + token.policy;
    principal.usedKey = usedKey({0, token.policy}, key, policy->keys);
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
    HUB_TRY(Verdict<ServicePrincipal> verdict, policyOrPerson(storage, token));
    if (!std::holds_alternative<ServicePrincipal>(verdict)) {
        return verdict;
    }
    if (!audienceCovers(token, rules_.hosts, path)) {
        return Verdict<ServicePrincipal>(Denial{DenialReason::TokenAudience, token.policy});
    }
    if (isExpired(token)) {
        return Verdict<ServicePrincipal>(expired(token, clock_.highestWall()));
    }
    return verdict;
}

Result<Verdict<ServicePrincipal>> Authenticator::policyOrPerson(Storage& storage,
                                                                const SasToken& token) const
{
    HUB_TRY(const std::optional<SharedAccessPolicy> policy,
            storage.policies().find(token.policy));
    if (!policy) {
        return person(storage, token);
    }
    const SignedWith key = whichKey(token, policy->keys);
    if (key == SignedWith::Neither) {
        return Verdict<ServicePrincipal>(Denial{DenialReason::TokenSignature, token.policy});
    }
    return Verdict<ServicePrincipal>(ServicePrincipal{
        token.policy, policy->rights, token.expiry,
        key == SignedWith::Primary ? "primaryKey" : "secondaryKey",
        usedKey({0, token.policy}, key, policy->keys), {}});
}

Result<Verdict<ServicePrincipal>> Authenticator::person(Storage& storage,
                                                        const SasToken& token) const
{
    HUB_TRY(const std::optional<Person> person, storage.people().find(token.policy));
    if (!person) {
        spendTimeOn(token);
        return Verdict<ServicePrincipal>(Denial{DenialReason::PolicyUnknown, token.policy});
    }
    const SymmetricKeys keys{person->keys.current, person->keys.previous};
    const SignedWith key = whichKey(token, keys);
    if (key == SignedWith::Neither) {
        return Verdict<ServicePrincipal>(Denial{DenialReason::TokenSignature, token.policy});
    }
    if (const auto denial = judgeKey(*person, key, clock_.highestWall())) {
        return Verdict<ServicePrincipal>(*denial);
    }
    ServicePrincipal principal;
    principal.name = person->name;
    principal.expires = token.expiry;
    principal.signedInWith = key == SignedWith::Primary ? "key" : "previousKey";
    principal.person = PersonRights{person->role, person->permissions(), person->scope,
                                    person->needsFactor()};
    return Verdict<ServicePrincipal>(std::move(principal));
}

bool Authenticator::isExpired(const SasToken& token) const
{
    // Whole seconds, as tokens have them: good for all of the last one.
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.highestWall());
    return now > token.expiry + rules_.clockSkew;
}

} // namespace hub
