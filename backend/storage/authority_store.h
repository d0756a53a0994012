// Certificate authorities whose devices may sign in, and which certificates are revoked. Blocking; one
// thread at a time.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct Authority
{
    std::string name;
    Bytes certificate;      ///< DER
    std::string thumbprint; ///< SHA-256, lower-case hex
    bool verified = false;  ///< whoever registered it has shown that its key is theirs
    std::string code;       ///< what the proof must name; empty = none was asked for
    WallTime created{};
    WallTime updated{}; ///< with a code: since when that is good
    std::uint64_t etag = 0;
};

struct Revocation
{
    std::string thumbprint; ///< SHA-256, lower-case hex
    std::string subject;    ///< empty = the certificate itself is not known
    std::string reason;
    WallTime since{};
    std::string by; ///< the policy that revoked it
};

class AuthorityStore
{
public:
    virtual ~AuthorityStore() = default;

    virtual Result<std::vector<Authority>> list() = 0; ///< by name; limits::kMaxAuthorities at most
    virtual Result<std::optional<Authority>> find(std::string_view name) = 0;

    /// Writes or overwrites.
    virtual Result<void> put(const Authority& authority) = 0;

    /// Errors: CertificateNotFound.
    virtual Result<void> remove(std::string_view name) = 0;

    /// Is any of these thumbprints revoked?
    virtual Result<bool> isRevoked(std::span<const std::string> thumbprints) = 0;

    /// By thumbprint, those behind `after` (empty = from the first).
    virtual Result<std::vector<Revocation>> revocations(std::string_view after,
                                                        std::size_t limit) = 0;
    virtual Result<std::size_t> revocationCount() = 0;

    /// Writes or overwrites.
    virtual Result<void> revoke(const Revocation& revocation) = 0;

    /// Errors: CertificateNotFound.
    virtual Result<void> unrevoke(std::string_view thumbprint) = 0;
};

} // namespace hub
