// Certificates as devices and authorities have them, made in memory for one test.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"

#include <memory>
#include <string>

using X509 = struct x509_st;
using EVP_PKEY = struct evp_pkey_st;

namespace hub::test {

class TestCertificate final
{
public:
    enum class Key { P256, Rsa2048, Rsa1024, Ed25519 };

    struct Options
    {
        std::string commonName;
        std::string organisation = "Plant";
        WallTime notBefore = wallFromMicros(0);
        WallTime notAfter = wallFromMicros(4'000'000'000'000'000); ///< 2096
        bool isAuthority = false;
        int pathLength = -1; ///< of an authority; negative = any
        std::string extendedUse = "clientAuth"; ///< of a leaf; empty = none
        Key key = Key::P256;
        bool sha1 = false; ///< signed over SHA-1
        std::string secondName{}; ///< another common name
    };

    /// Signed by the issuer, or by itself.
    static TestCertificate make(const Options& options, const TestCertificate* issuer = nullptr);

    /// An authority, and a device's certificate, with the defaults.
    static TestCertificate authority(const std::string& name,
                                     const TestCertificate* issuer = nullptr);
    static TestCertificate device(const std::string& commonName,
                                  const TestCertificate* issuer = nullptr);

    Bytes der() const;
    std::string pem() const;
    std::string keyPem() const;
    std::string sha1() const; ///< thumbprints, lower-case hex
    std::string sha256() const;

    /// The same certificate with the other ECDSA signature that is as good: (r, n - s).
    Bytes twin() const;

private:
    TestCertificate() = default;
    std::shared_ptr<X509> certificate_;
    std::shared_ptr<EVP_PKEY> key_;
};

} // namespace hub::test
