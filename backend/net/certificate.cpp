#include "net/certificate.h"

#include "net/tls_context.h"

#include "base/crypto.h"

#include <boost/asio/ip/address.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace hub::net {
namespace {

struct FreeBio
{
    void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Memory = std::unique_ptr<BIO, FreeBio>;

Memory readFrom(ByteView text)
{
    return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Bytes contentOf(const Memory& memory)
{
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    return length > 0 ? Bytes(data, static_cast<std::size_t>(length)) : Bytes();
}

bool addExtension(X509* certificate, X509* issuer, int id, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    if (extension == nullptr) {
        return false;
    }
    const bool added = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

std::string alternativeNames(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) {
        text += text.empty() ? "" : ",";
        text += (isIpLiteral(name) ? "IP:" : "DNS:") + name;
    }
    return text;
}

bool addExtensions(X509* certificate, X509* issuer, const Certificate::Request& request)
{
    bool ok = addExtension(certificate, issuer, NID_basic_constraints,
                           request.isAuthority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE");
    ok = ok && addExtension(certificate, issuer, NID_key_usage,
                            request.isAuthority ? "critical,keyCertSign,cRLSign"
                                                : "critical,digitalSignature");
    ok = ok && addExtension(certificate, issuer, NID_subject_key_identifier, "hash");
    ok = ok && addExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
    if (!request.isAuthority) {
        ok = ok && addExtension(certificate, issuer, NID_ext_key_usage, "serverAuth");
        ok = ok && addExtension(certificate, issuer, NID_subject_alt_name,
                                alternativeNames(request.names));
    }
    return ok;
}

bool setName(X509* certificate, const std::string& commonName)
{
    X509_NAME* const name = X509_get_subject_name(certificate);
    const auto add = [name](const char* field, const std::string& value) {
        return X509_NAME_add_entry_by_txt(
                   name, field, MBSTRING_UTF8,
                   reinterpret_cast<const unsigned char*>(value.data()),
                   static_cast<int>(value.size()), -1, 0) == 1;
    };
    return add("O", "Hubdeck") && add("CN", commonName.substr(0, 64)); // ub-common-name
}

bool setSerial(X509* certificate)
{
    const Secret serial = randomSecret(16);
    BIGNUM* const number = BN_bin2bn(
        reinterpret_cast<const unsigned char*>(serial.reveal().data()), 16, nullptr);
    BN_clear_bit(number, 127); // positive (RFC 5280 §4.1.2.2)
    const bool set = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
    BN_free(number);
    return set;
}

} // namespace

bool isIpLiteral(const std::string& name)
{
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    return !error;
}

void PrivateKey::Free::operator()(EVP_PKEY* key) const
{
    EVP_PKEY_free(key);
}

Result<PrivateKey> PrivateKey::make()
{
    PrivateKey key;
    key.handle_.reset(EVP_EC_gen("P-256"));
    if (!key.handle_) {
        return fail(Errc::Tls, "cannot make a key: " + tlsError());
    }
    return key;
}

Result<PrivateKey> PrivateKey::fromPem(ByteView pem)
{
    PrivateKey key;
    key.handle_.reset(PEM_read_bio_PrivateKey(readFrom(pem).get(), nullptr, nullptr, nullptr));
    if (!key.handle_) {
        return fail(Errc::Tls, "cannot read a private key: " + tlsError());
    }
    return key;
}

Bytes PrivateKey::toPem() const
{
    const Memory memory(BIO_new(BIO_s_secmem()));
    PEM_write_bio_PKCS8PrivateKey(memory.get(), handle_.get(), nullptr, nullptr, 0, nullptr,
                                  nullptr);
    return contentOf(memory);
}

std::string PrivateKey::kind() const
{
    const char* const name = EVP_PKEY_get0_type_name(handle_.get());
    return std::string(name != nullptr ? name : "unknown") + " " +
           std::to_string(EVP_PKEY_get_bits(handle_.get()));
}

int PrivateKey::securityBits() const
{
    return EVP_PKEY_get_security_bits(handle_.get());
}

void Certificate::Free::operator()(X509* certificate) const
{
    X509_free(certificate);
}

Result<Certificate> Certificate::make(const Request& request,
                                      const PrivateKey& key,
                                      const Certificate* issuer,
                                      const PrivateKey& issuerKey)
{
    constexpr long clockTolerance = -3600; // a device whose clock is a little behind
    Certificate certificate;
    certificate.handle_.reset(X509_new());
    X509* const handle = certificate.handle_.get();
    X509* const signer = issuer != nullptr ? issuer->handle() : handle;
    const auto seconds = std::chrono::seconds(request.validFor).count();
    bool ok = handle != nullptr && X509_set_version(handle, X509_VERSION_3) == 1;
    ok = ok && setSerial(handle) && setName(handle, request.commonName);
    ok = ok && X509_set_issuer_name(handle, X509_get_subject_name(signer)) == 1;
    ok = ok && X509_gmtime_adj(X509_getm_notBefore(handle), clockTolerance) != nullptr;
    ok = ok && X509_gmtime_adj(X509_getm_notAfter(handle), seconds) != nullptr;
    ok = ok && X509_set_pubkey(handle, key.handle()) == 1;
    ok = ok && addExtensions(handle, signer, request);
    ok = ok && X509_sign(handle, issuerKey.handle(), EVP_sha256()) > 0;
    if (!ok) {
        return fail(Errc::Tls, "cannot make a certificate for " + request.commonName + ": " +
                                   tlsError());
    }
    return certificate;
}

Result<Certificate> Certificate::fromPem(ByteView pem)
{
    Certificate certificate;
    certificate.handle_.reset(PEM_read_bio_X509(readFrom(pem).get(), nullptr, nullptr, nullptr));
    if (!certificate.handle_) {
        return fail(Errc::Tls, "cannot read a certificate: " + tlsError());
    }
    return certificate;
}

Bytes Certificate::toPem() const
{
    const Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), handle_.get());
    return contentOf(memory);
}

std::chrono::days Certificate::daysLeft() const
{
    int days = 0;
    int seconds = 0;
    ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(handle_.get()));
    return std::chrono::days(seconds < 0 ? days - 1 : days);
}

bool Certificate::covers(const std::string& name) const
{
    return isIpLiteral(name) ? X509_check_ip_asc(handle_.get(), name.c_str(), 0) == 1
                             : X509_check_host(handle_.get(), name.data(), name.size(), 0,
                                               nullptr) == 1;
}

bool Certificate::isSignedBy(const Certificate& issuer) const
{
    const bool same = X509_verify(handle_.get(), X509_get0_pubkey(issuer.handle())) == 1;
    (void)tlsError();
    return same;
}

bool Certificate::isOf(const PrivateKey& key) const
{
    const bool same = X509_check_private_key(handle_.get(), key.handle()) == 1;
    (void)tlsError();
    return same;
}

} // namespace hub::net
