#include "tests/support/test_certificate.h"

#include "base/hex.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <QtGlobal>

#include <array>
#include <atomic>

namespace hub::test {
namespace {

std::shared_ptr<EVP_PKEY> makeKey(TestCertificate::Key kind)
{
    EVP_PKEY* made = nullptr;
    switch (kind) {
    case TestCertificate::Key::P256: made = EVP_EC_gen("P-256"); break;
    case TestCertificate::Key::Rsa2048: made = EVP_RSA_gen(2048); break;
    case TestCertificate::Key::Rsa1024: made = EVP_RSA_gen(1024); break;
    case TestCertificate::Key::Ed25519:
        made = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        break;
    }
    return {made, EVP_PKEY_free};
}

void addName(X509* certificate, const char* field, const std::string& value)
{
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

void addExtension(X509* certificate, X509* issuer, int id, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    if (extension == nullptr || X509_add_ext(certificate, extension, -1) != 1) {
        qFatal("no extension %s", value.c_str());
    }
    X509_EXTENSION_free(extension);
}

void addExtensions(X509* certificate, X509* issuer, const TestCertificate::Options& options)
{
    if (options.isAuthority) {
        const std::string length =
            options.pathLength < 0 ? "" : ",pathlen:" + std::to_string(options.pathLength);
        addExtension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE" + length);
        addExtension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
        addExtension(certificate, issuer, NID_subject_key_identifier, "hash");
        return;
    }
    addExtension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
    addExtension(certificate, issuer, NID_key_usage, "critical,digitalSignature");
    if (!options.extendedUse.empty()) {
        addExtension(certificate, issuer, NID_ext_key_usage, options.extendedUse);
    }
}

void setTime(ASN1_TIME* out, WallTime time)
{
    ASN1_TIME_set(out, std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch())
                           .count());
}

template <class Write>
std::string pemOf(Write write)
{
    BIO* const memory = BIO_new(BIO_s_mem());
    write(memory);
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory, &data);
    std::string text(data, static_cast<std::size_t>(length));
    BIO_free_all(memory);
    return text;
}

Bytes derOf(const X509* certificate)
{
    unsigned char* raw = nullptr;
    const int length = i2d_X509(certificate, &raw);
    Bytes der(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length));
    OPENSSL_free(raw);
    return der;
}

std::string thumbprint(const X509* certificate, const EVP_MD* hash)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    X509_digest(certificate, hash, digest.data(), &length);
    return toHex({reinterpret_cast<const char*>(digest.data()), length});
}

} // namespace

TestCertificate TestCertificate::make(const Options& options, const TestCertificate* issuer)
{
    static std::atomic<long> lastSerial{0};
    TestCertificate made;
    made.certificate_ = {X509_new(), X509_free};
    made.key_ = makeKey(options.key);
    X509* const handle = made.certificate_.get();
    X509* const signer = issuer != nullptr ? issuer->certificate_.get() : handle;
    EVP_PKEY* const key = issuer != nullptr ? issuer->key_.get() : made.key_.get();
    X509_set_version(handle, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(handle), ++lastSerial);
    addName(handle, "O", options.organisation);
    addName(handle, "CN", options.commonName);
    if (!options.secondName.empty()) {
        addName(handle, "CN", options.secondName);
    }
    X509_set_issuer_name(handle, X509_get_subject_name(signer));
    setTime(X509_getm_notBefore(handle), options.notBefore);
    setTime(X509_getm_notAfter(handle), options.notAfter);
    X509_set_pubkey(handle, made.key_.get());
    addExtensions(handle, signer, options);
    const EVP_MD* const hash = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr
                               : options.sha1                                ? EVP_sha1()
                                                                             : EVP_sha256();
    if (X509_sign(handle, key, hash) <= 0) {
        qFatal("cannot sign a certificate for %s", options.commonName.c_str());
    }
    return made;
}

TestCertificate TestCertificate::authority(const std::string& name, const TestCertificate* issuer)
{
    Options options;
    options.commonName = name;
    options.isAuthority = true;
    return make(options, issuer);
}

TestCertificate TestCertificate::device(const std::string& commonName,
                                        const TestCertificate* issuer)
{
    Options options;
    options.commonName = commonName;
    return make(options, issuer);
}

Bytes TestCertificate::der() const
{
    return derOf(certificate_.get());
}

std::string TestCertificate::pem() const
{
    return pemOf([this](BIO* memory) { PEM_write_bio_X509(memory, certificate_.get()); });
}

std::string TestCertificate::keyPem() const
{
    return pemOf([this](BIO* memory) {
        PEM_write_bio_PKCS8PrivateKey(memory, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

std::string TestCertificate::sha1() const
{
    return thumbprint(certificate_.get(), EVP_sha1());
}

std::string TestCertificate::sha256() const
{
    return thumbprint(certificate_.get(), EVP_sha256());
}

Bytes TestCertificate::twin() const
{
    const std::shared_ptr<X509> copy(X509_dup(certificate_.get()), X509_free);
    const ASN1_BIT_STRING* place = nullptr;
    X509_get0_signature(&place, nullptr, copy.get());
    const unsigned char* at = ASN1_STRING_get0_data(place);
    const std::shared_ptr<ECDSA_SIG> signature(
        d2i_ECDSA_SIG(nullptr, &at, ASN1_STRING_length(place)), ECDSA_SIG_free);
    const std::shared_ptr<EC_GROUP> curve(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
                                          EC_GROUP_free);
    BIGNUM* const s = BN_new();
    BN_sub(s, EC_GROUP_get0_order(curve.get()), ECDSA_SIG_get0_s(signature.get()));
    ECDSA_SIG_set0(signature.get(), BN_dup(ECDSA_SIG_get0_r(signature.get())), s);
    unsigned char* raw = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &raw);
    ASN1_STRING_set(const_cast<ASN1_BIT_STRING*>(place), raw, length);
    OPENSSL_free(raw);
    return derOf(copy.get());
}

} // namespace hub::test
