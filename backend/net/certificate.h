// X.509 certificates and their keys, made and read with OpenSSL (RFC 5280).
#pragma once

#include "base/bytes.h"

#include "hub/error.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using X509 = struct x509_st;
using EVP_PKEY = struct evp_pkey_st;

namespace hub::net {

class PrivateKey final
{
public:
    static Result<PrivateKey> make(); ///< ECDSA P-256
    static Result<PrivateKey> fromPem(ByteView pem);

    Bytes toPem() const; ///< PKCS #8, not encrypted: a secret
    std::string kind() const; ///< "EC 256", "RSA 2048"
    int securityBits() const; ///< what breaking it takes (NIST SP 800-57): 128 of EC 256
    EVP_PKEY* handle() const { return handle_.get(); }

private:
    struct Free
    {
        void operator()(EVP_PKEY* key) const;
    };
    std::unique_ptr<EVP_PKEY, Free> handle_;
    friend class Certificate;
};

class Certificate final
{
public:
    struct Request
    {
        std::string commonName;
        std::vector<std::string> names; ///< DNS names and IP literals for subjectAltName
        std::chrono::days validFor{};
        bool isAuthority = false;
    };

    /// Self-signed when issuer is nullptr.
    static Result<Certificate> make(const Request& request,
                                    const PrivateKey& key,
                                    const Certificate* issuer,
                                    const PrivateKey& issuerKey);
    static Result<Certificate> fromPem(ByteView pem); ///< the first one of the text

    Bytes toPem() const;
    std::chrono::days daysLeft() const; ///< negative when it has ended
    bool covers(const std::string& name) const; ///< DNS name or IP literal
    bool isSignedBy(const Certificate& issuer) const;
    bool isOf(const PrivateKey& key) const;
    X509* handle() const { return handle_.get(); }

private:
    struct Free
    {
        void operator()(X509* certificate) const;
    };
    std::unique_ptr<X509, Free> handle_;
};

bool isIpLiteral(const std::string& name);

} // namespace hub::net
