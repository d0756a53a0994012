#include "services/certificate_proof.h"

#include "base/assert.h"

namespace hub {
namespace {

/// Only those whose owner has shown that their key is theirs.
Result<std::vector<Bytes>> verifiedAuthorities(AuthorityStore& store)
{
    HUB_TRY(std::vector<Authority> authorities, store.list());
    std::vector<Bytes> certificates;
    for (Authority& authority : authorities) {
        if (authority.verified) {
            certificates.push_back(std::move(authority.certificate));
        }
    }
    return certificates;
}

std::string named(const X509Certificate& certificate)
{
    return certificate.subject + " (" + certificate.sha256 + ")";
}

} // namespace

Result<CertificateProof> CertificateProof::examine(AuthorityStore& store,
                                                   std::span<const Bytes> certificates,
                                                   WallTime now)
{
    HUB_ASSERT(!certificates.empty());
    CertificateProof proof;
    proof.now_ = now;
    Result<X509Certificate> leaf = parseCertificate(certificates.front());
    if (!leaf) {
        proof.unreadable_ = leaf.error().detail;
        return proof;
    }
    proof.leaf_ = std::move(leaf.value());
    HUB_TRY(const std::vector<Bytes> roots, verifiedAuthorities(store));
    proof.chain_ =
        verifyChain(proof.leaf_, certificates.subspan(1), roots, now, CertificateUse::Client);
    HUB_TRY(proof.leafRevoked_, store.isRevoked(std::span(&proof.leaf_.sha256, 1)));
    HUB_TRY(proof.chainRevoked_, store.isRevoked(proof.chain_.thumbprints));
    return proof;
}

std::optional<Denial> CertificateProof::judgeByThumbprint(const Thumbprints& listed,
                                                          bool checkDates) const
{
    if (unreadable_) {
        return Denial{DenialReason::CertificateUntrusted, *unreadable_};
    }
    if (!isListed(listed, leaf_.sha1, leaf_.sha256)) {
        return Denial{DenialReason::CertificateUnknown, named(leaf_)};
    }
    if (leafRevoked_) {
        return Denial{DenialReason::CertificateRevoked, named(leaf_)};
    }
    if (checkDates && !leaf_.isValidAt(now_)) {
        return Denial{DenialReason::CertificateExpired, named(leaf_)};
    }
    return std::nullopt;
}

std::optional<Denial> CertificateProof::judgeByAuthority(const IdentityId& id) const
{
    if (unreadable_) {
        return Denial{DenialReason::CertificateUntrusted, *unreadable_};
    }
    if (chain_.fault != ChainFault::None) {
        return Denial{chain_.fault == ChainFault::Expired ? DenialReason::CertificateExpired
                                                          : DenialReason::CertificateUntrusted,
                      chain_.detail};
    }
    if (leaf_.commonName != id.text()) {
        return Denial{DenialReason::CertificateName, named(leaf_)};
    }
    if (chainRevoked_) {
        return Denial{DenialReason::CertificateRevoked, named(leaf_)};
    }
    return std::nullopt;
}

} // namespace hub
