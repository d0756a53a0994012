// Who may do what. Every decision about access is made here, over what the store holds, and gives
// either a principal or a reason; callers report refusals and tell the peer no more than they must.
#pragma once

#include "services/access_rules.h"
#include "services/certificate_credential.h"
#include "services/certificate_proof.h"

#include "domain/auth_method.h"
#include "domain/host_names.h"
#include "domain/policy.h"
#include "domain/token.h"

#include "storage/storage.h"

#include "base/crypto.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hub {

/// What a device says at sign-in (device API, authentication).
struct DeviceSignIn
{
    IdentityId id;
    std::string host;                 ///< the hub name that it addressed
    std::string clientId;             ///< of the protocol; must name the same identity
    std::optional<std::string> token; ///< SAS; nothing or empty = none sent
    std::vector<Bytes> certificates{}; ///< of the TLS connection, in DER, leaf first
    std::string address{};             ///< of the peer, with its port
};

/// A device that is who it says it is.
struct DevicePrincipal
{
    DeviceIdentity identity;
    AuthMethod method;
    std::string signedInWith;        ///< "primaryKey", "secondaryKey", "policy:<name>" or
                                     ///< "certificate:<SHA-256 thumbprint>"
    std::optional<WallTime> expires; ///< of the token
    std::optional<Sha256> keyDigest; ///< of the identity's own key; nothing with a policy's
    std::shared_ptr<const CertificateCredential> certificate; ///< nullptr with a token
    AccessSubject subject;           ///< what access lists and IP rules know it by
};

/// A program or person with a policy's key.
struct ServicePrincipal
{
    std::string policy;
    Rights rights;
    WallTime expires{};
    std::string signedInWith; ///< "primaryKey" or "secondaryKey"
};

template <class Principal>
using Verdict = std::variant<Principal, Denial>;

struct AuthRules
{
    HostNames hosts;
    std::chrono::seconds clockSkew{300}; ///< how long past its end a token is still taken
    bool checkThumbprintDates = false;   ///< of certificates that are registered by thumbprint
};

/// Callable from any thread that may block on the given storage.
class Authenticator final
{
public:
    /// access: outlives the authenticator.
    Authenticator(AuthRules rules, const ActiveAccess& access, const Clock& clock)
        : rules_(std::move(rules)), access_(access), clock_(clock)
    {
    }

    /// Errors (of the store, not of the device): Corrupt, Io.
    Result<Verdict<DevicePrincipal>> device(Storage& storage, const DeviceSignIn& signIn) const;

    /// header: the Authorization header; path: the decoded segments that are asked for.
    Result<Verdict<ServicePrincipal>> service(Storage& storage,
                                              std::optional<std::string_view> header,
                                              std::span<const std::string_view> path) const;

    const HostNames& hosts() const { return rules_.hosts; }

private:
    std::optional<Denial> checkClaims(const DeviceSignIn& signIn) const;
    Result<Verdict<DevicePrincipal>> withToken(Storage& storage, const DeviceSignIn& signIn) const;
    Result<Verdict<DevicePrincipal>> withCertificate(Storage& storage,
                                                     const DeviceSignIn& signIn) const;
    Result<std::optional<Denial>> checkAccess(Storage& storage,
                                              const AccessRules& rules,
                                              DevicePrincipal& principal) const;
    Result<Verdict<DevicePrincipal>> withOwnKey(const DeviceSignIn& signIn,
                                                const SasToken& token,
                                                std::optional<DeviceRow> row) const;
    Result<Verdict<DevicePrincipal>> withPolicyKey(Storage& storage,
                                                   const SasToken& token,
                                                   std::optional<DeviceRow> row) const;
    bool isExpired(const SasToken& token) const;

    AuthRules rules_;
    const ActiveAccess& access_;
    const Clock& clock_;
};

} // namespace hub
