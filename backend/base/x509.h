// X.509 certificates as values, and whether a chain of them holds (RFC 5280 §6). Nothing is fetched:
// no revocation list, no OCSP, no missing issuer. Callable from any thread.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"

#include "hub/error.h"

#include <span>
#include <string>
#include <vector>

namespace hub {

struct X509Certificate
{
    Bytes der;
    std::string sha1;       ///< thumbprints over the DER, lower-case hex
    std::string sha256;
    std::string subject;    ///< "CN=dev1,O=Plant" (RFC 2253), cut after 512 bytes
    std::string issuer;     ///< likewise
    std::string commonName; ///< of the subject; empty when there is none, or more than one
    std::string serial;     ///< lower-case hex
    WallTime notBefore{};
    WallTime notAfter{}; ///< good for all of this second
    bool isAuthority = false; ///< may sign other certificates

    bool isValidAt(WallTime time) const
    {
        return time >= notBefore && time < notAfter + std::chrono::seconds(1);
    }
};

/// The first certificate of a PEM text, or one in DER with nothing behind it; at most 64 KiB.
/// Errors: InvalidArgument.
Result<X509Certificate> parseCertificate(ByteView pemOrDer);

enum class CertificateUse {
    Client, ///< TLS client; an extended key usage, if there is one, must say so
    Any,
};

enum class ChainFault {
    None,
    Expired,   ///< it would hold at another time
    Untrusted, ///< leads to no root, or breaks a rule on the way
};

struct ChainVerdict
{
    ChainFault fault = ChainFault::None;
    std::string detail; ///< of a fault: what is wrong with which certificate

    /// SHA-256 thumbprints of what vouches, leaf first. A certificate that is signed with ECDSA has
    /// two, since (r, n - s) is as good a signature as (r, s): whoever holds such a certificate can
    /// write it in another form, which must not take it off a list of thumbprints.
    std::vector<std::string> thumbprints;
};

/// Does the leaf chain up to a root at that time? Roots are authorities, self-signed or not, and must
/// be valid too; a root itself is no leaf. At most 8 steps; keys of 112 bits of security or more, no
/// SHA-1. Intermediates and roots in DER; what cannot be read counts as missing.
ChainVerdict verifyChain(const X509Certificate& leaf,
                         std::span<const Bytes> intermediates,
                         std::span<const Bytes> roots,
                         WallTime at,
                         CertificateUse use);

} // namespace hub
