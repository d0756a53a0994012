// A refusal: who, why, and what helps.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Why somebody was refused. The names are part of the admin API (events).
enum class DenialReason {
    RequestMalformed, ///< user name, client id or header cannot be understood
    HostUnknown,      ///< addressed to a host that this hub is not
    DeviceUnknown,
    DeviceDisabled,
    WrongAuthType, ///< a token for an identity that signs in otherwise
    CredentialsMissing,
    TokenMalformed,
    TokenAudience, ///< the token is for something else
    TokenSignature,
    TokenExpired,
    PolicyUnknown,
    PolicyRight,          ///< the policy may not do this
    CertificateUnknown,   ///< none of those that the identity names
    CertificateExpired,   ///< it, or one that vouches for it, is over or not yet valid
    CertificateUntrusted, ///< no verified authority vouches for it
    CertificateName,      ///< its common name is another one
    CertificateRevoked,   ///< it, or one that vouches for it
    AddressRejected,      ///< by an IP rule, or by the default behind them
    Blocked,              ///< an entry of the block list is about it
    NotOnAllowList,       ///< and the hub lets in only who is on it
    PersonDisabled,
    KeyExpired,    ///< a person's
    FactorMissing, ///< the second one was not shown
    FactorWrong,
    LockedOut,            ///< has failed too often; not looked at
};

std::string_view nameOf(DenialReason reason);
std::string_view remedyOf(DenialReason reason); ///< one sentence for the operator
std::optional<DenialReason> denialReasonFromName(std::string_view name);

struct Denial
{
    DenialReason reason{};
    std::string detail; ///< adds to the reason; no secret
};

/// Who knocked. Everything here is a claim of the caller, but the address.
struct Caller
{
    std::string address;
    std::string protocol;
    std::string claimedId;
};

} // namespace hub
