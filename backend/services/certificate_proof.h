// What the certificates of a sign-in prove: worked out before it is known whose they should be, so
// that the work is the same for identities that exist and that do not.
#pragma once

#include "services/denials.h"

#include "storage/authority_store.h"

#include "domain/identity.h"

#include "base/x509.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hub {

class CertificateProof final
{
public:
    /// certificates: DER, leaf first, at least one. That the caller holds the leaf's key is known from
    /// TLS. Errors (of the store): Corrupt, Io.
    static Result<CertificateProof> examine(AuthorityStore& store,
                                            std::span<const Bytes> certificates,
                                            WallTime now);

    /// Is the leaf one that the identity names? Nothing = yes. Dates count only when they are to.
    std::optional<Denial> judgeByThumbprint(const Thumbprints& listed, bool checkDates) const;

    /// Does a verified authority vouch that the leaf is this identity's? Nothing = yes.
    std::optional<Denial> judgeByAuthority(const IdentityId& id) const;

    const X509Certificate& leaf() const { return leaf_; }

    /// SHA-256 thumbprints of all that vouched, leaf first; after judgeByAuthority().
    const std::vector<std::string>& chain() const { return chain_.thumbprints; }

private:
    CertificateProof() = default;

    X509Certificate leaf_;
    std::optional<std::string> unreadable_; ///< why
    ChainVerdict chain_;
    bool leafRevoked_ = false;
    bool chainRevoked_ = false;
    WallTime now_{};
};

} // namespace hub
