// Refused sign-ins: logged, told to consoles, never told to the caller in detail.
#pragma once

#include "services/event_hub.h"

#include "base/clock.h"
#include "base/log.h"

#include <mutex>
#include <string>
#include <string_view>

namespace hub {

/// Why somebody was refused. The names are part of the admin API (events).
enum class DenialReason {
    RequestMalformed,  ///< user name, client id or header cannot be understood
    HostUnknown,       ///< addressed to a host that this hub is not
    DeviceUnknown,
    DeviceDisabled,
    WrongAuthType,     ///< a token for an identity that signs in otherwise
    CredentialsMissing,
    TokenMalformed,
    TokenAudience,     ///< the token is for something else
    TokenSignature,
    TokenExpired,
    PolicyUnknown,
    PolicyRight,       ///< the policy may not do this
    CertificateUnknown,   ///< none of those that the identity names
    CertificateExpired,   ///< it, or one that vouches for it, is over or not yet valid
    CertificateUntrusted, ///< no verified authority vouches for it
    CertificateName,      ///< its common name is another one
    CertificateRevoked,   ///< it, or one that vouches for it
    AddressRejected,      ///< by an IP rule, or by the default behind them
    Blocked,              ///< an entry of the block list is about it
    NotOnAllowList,       ///< and the hub lets in only who is on it
};

std::string_view nameOf(DenialReason reason);
std::string_view remedyOf(DenialReason reason); ///< one sentence for the operator

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

/// Callable from any thread. A flood of refusals is thinned out: the rest is counted.
class Denials final
{
public:
    Denials(EventHub& events, const Log& log, const Clock& clock)
        : events_(events), log_(log), clock_(clock)
    {
    }

    void note(const Caller& caller, const Denial& denial);

private:
    bool mayReport();

    EventHub& events_;
    const Log& log_;
    const Clock& clock_;
    std::mutex mutex_;
    MonoTime second_{}; ///< these three under mutex_
    unsigned reported_ = 0;
    std::uint64_t suppressed_ = 0;
};

} // namespace hub
