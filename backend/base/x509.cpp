#include "base/x509.h"

#include "base/hex.h"
#include "base/utf8.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>
#include <optional>

namespace hub {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;
constexpr std::size_t kMaxNameBytes = 512;
constexpr int kMaxSteps = 8;
constexpr int kSecurityLevel = 2; // 112 bits: RSA from 2048, curves from P-224, no SHA-1
constexpr unsigned char kSequence = 0x30; // X.690 §8.9.1

template <auto Release>
struct Releaser
{
    template <class T>
    void operator()(T* object) const
    {
        Release(object);
    }
};

void freeStack(STACK_OF(X509) * stack)
{
    sk_X509_pop_free(stack, X509_free);
}

void freeText(unsigned char* text)
{
    OPENSSL_free(text);
}

using CertificateHandle = std::unique_ptr<X509, Releaser<X509_free>>;
using Memory = std::unique_ptr<BIO, Releaser<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Releaser<BN_free>>;
using Curve = std::unique_ptr<EC_GROUP, Releaser<EC_GROUP_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Releaser<ECDSA_SIG_free>>;
using Roots = std::unique_ptr<X509_STORE, Releaser<X509_STORE_free>>;
using Verification = std::unique_ptr<X509_STORE_CTX, Releaser<X509_STORE_CTX_free>>;
using Stack = std::unique_ptr<STACK_OF(X509), Releaser<freeStack>>;
using Text = std::unique_ptr<unsigned char, Releaser<freeText>>;

const unsigned char* asUnsigned(ByteView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data()); // OpenSSL's byte type
}

/// What a function like i2d_X509 writes.
template <class Write>
Bytes written(Write write)
{
    unsigned char* raw = nullptr;
    const int length = write(&raw);
    const Text text(raw);
    return length > 0 ? Bytes(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length))
                      : Bytes();
}

Bytes derOf(X509* certificate)
{
    return written([certificate](unsigned char** out) { return i2d_X509(certificate, out); });
}

/// Nothing when it is not DER: a second form of the same certificate would have another thumbprint.
CertificateHandle decode(ByteView der)
{
    if (der.empty() || der.size() > kMaxBytes) {
        return nullptr;
    }
    const unsigned char* at = asUnsigned(der);
    CertificateHandle certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return certificate && derOf(certificate.get()) == der ? std::move(certificate) : nullptr;
}

int noPassword(char*, int, int, void*)
{
    return 0; // the default would ask at the terminal
}

CertificateHandle decodePem(ByteView pem)
{
    const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    CertificateHandle certificate(PEM_read_bio_X509(memory.get(), nullptr, noPassword, nullptr));
    ERR_clear_error();
    return certificate;
}

std::string thumbprintOf(const X509* certificate, const EVP_MD* hash)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (X509_digest(certificate, hash, digest.data(), &length) != 1) {
        return {};
    }
    return toHex({reinterpret_cast<const char*>(digest.data()), length});
}

std::string textOf(const X509_NAME* name)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    const std::string text(data, length > 0 ? static_cast<std::size_t>(length) : 0);
    return toValidUtf8(text.substr(0, kMaxNameBytes));
}

std::string commonNameOf(const X509_NAME* name)
{
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (at < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0) {
        return {}; // which of several names counts is nothing to guess at
    }
    const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    return written([value](unsigned char** out) { return ASN1_STRING_to_UTF8(out, value); });
}

std::string serialOf(const X509* certificate)
{
    const ASN1_INTEGER* const serial = X509_get0_serialNumber(certificate);
    const auto* const digits = reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial));
    return toHex({digits, static_cast<std::size_t>(ASN1_STRING_length(serial))});
}

std::optional<WallTime> timeOf(const ASN1_TIME* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) {
        return std::nullopt;
    }
    return WallTime(std::chrono::seconds(::timegm(&parts)));
}

Result<X509Certificate> valueOf(X509* handle)
{
    const auto begin = timeOf(X509_get0_notBefore(handle));
    const auto end = timeOf(X509_get0_notAfter(handle));
    if (!begin || !end) {
        return fail(Errc::InvalidArgument, "the certificate's dates cannot be read");
    }
    X509Certificate value;
    value.der = derOf(handle);
    value.sha1 = thumbprintOf(handle, EVP_sha1());
    value.sha256 = thumbprintOf(handle, EVP_sha256());
    value.subject = textOf(X509_get_subject_name(handle));
    value.issuer = textOf(X509_get_issuer_name(handle));
    value.commonName = commonNameOf(X509_get_subject_name(handle));
    value.serial = serialOf(handle);
    value.notBefore = *begin;
    value.notAfter = *end;
    value.isAuthority = X509_check_ca(handle) == 1; // basicConstraints, and keyCertSign if limited
    ERR_clear_error();
    return value;
}

// Chains.

Roots rootsFrom(std::span<const Bytes> ders)
{
    Roots store(X509_STORE_new());
    for (const Bytes& der : ders) {
        if (const CertificateHandle root = decode(der)) {
            X509_STORE_add_cert(store.get(), root.get()); // takes a reference of its own
        }
    }
    return store;
}

Stack stackFrom(std::span<const Bytes> ders)
{
    Stack stack(sk_X509_new_null());
    for (const Bytes& der : ders) {
        if (CertificateHandle certificate = decode(der)) {
            sk_X509_push(stack.get(), certificate.release());
        }
    }
    return stack;
}

void setRules(X509_STORE_CTX* verification, WallTime at, CertificateUse use)
{
    X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(verification);
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN); // a root need not be self-signed
    X509_VERIFY_PARAM_set_depth(rules, kMaxSteps);
    X509_VERIFY_PARAM_set_auth_level(rules, kSecurityLevel);
    X509_VERIFY_PARAM_set_time(rules, std::chrono::system_clock::to_time_t(at));
    X509_VERIFY_PARAM_set_purpose(
        rules, use == CertificateUse::Client ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_ANY);
}

ChainVerdict faultOf(X509_STORE_CTX* verification)
{
    const int error = X509_STORE_CTX_get_error(verification);
    const bool time =
        error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
    const X509* const current = X509_STORE_CTX_get_current_cert(verification);
    std::string detail = X509_verify_cert_error_string(error);
    if (current != nullptr) {
        detail += ": " + textOf(X509_get_subject_name(current));
    }
    return {time ? ChainFault::Expired : ChainFault::Untrusted, std::move(detail), {}};
}

/// A bit string of a copy of a certificate, to write another signature into. OpenSSL has a setter
/// for requests, but none for certificates.
ASN1_BIT_STRING* signatureOf(X509* copy)
{
    const ASN1_BIT_STRING* signature = nullptr;
    X509_get0_signature(&signature, nullptr, copy);
    return const_cast<ASN1_BIT_STRING*>(signature);
}

Curve curveOf(const EVP_PKEY* key)
{
    std::array<char, 80> name{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) {
        return nullptr;
    }
    return Curve(EC_GROUP_new_by_curve_name(OBJ_sn2nid(name.data())));
}

/// The thumbprint of the same certificate with (r, n - s) instead of (r, s); empty when that cannot
/// be made.
std::string twinThumbprint(const X509* certificate, const EVP_PKEY* issuerKey)
{
    const Curve curve = curveOf(issuerKey);
    const CertificateHandle copy(X509_dup(certificate));
    if (!curve || !copy) {
        return {};
    }
    ASN1_BIT_STRING* const place = signatureOf(copy.get());
    const unsigned char* at = ASN1_STRING_get0_data(place);
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, ASN1_STRING_length(place)));
    const Signature twin(ECDSA_SIG_new());
    Number other(BN_new());
    if (!signature || !twin || !other ||
        BN_sub(other.get(), EC_GROUP_get0_order(curve.get()), ECDSA_SIG_get0_s(signature.get())) !=
            1) {
        return {};
    }
    Number first(BN_dup(ECDSA_SIG_get0_r(signature.get())));
    if (!first || ECDSA_SIG_set0(twin.get(), first.get(), other.get()) != 1) {
        return {};
    }
    (void)first.release(); // the signature has both now
    (void)other.release();
    const Bytes bytes =
        written([&twin](unsigned char** out) { return i2d_ECDSA_SIG(twin.get(), out); });
    ASN1_STRING_set(place, bytes.data(), static_cast<int>(bytes.size()));
    return thumbprintOf(copy.get(), EVP_sha256());
}

/// Adds the thumbprints of one certificate. False when the issuer's key is of a kind whose signatures
/// may have forms that are not known here.
bool addThumbprints(const X509* certificate,
                    const EVP_PKEY* issuerKey,
                    std::vector<std::string>& thumbprints)
{
    thumbprints.push_back(thumbprintOf(certificate, EVP_sha256()));
    switch (EVP_PKEY_get_base_id(issuerKey)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448: return true;
    case EVP_PKEY_EC: {
        std::string twin = twinThumbprint(certificate, issuerKey);
        const bool made = !twin.empty();
        thumbprints.push_back(std::move(twin));
        return made;
    }
    default: return false;
    }
}

ChainVerdict verdictOf(STACK_OF(X509) * chain)
{
    const int length = sk_X509_num(chain);
    if (length < 2) {
        return {ChainFault::Untrusted, "the certificate is the authority itself", {}};
    }
    ChainVerdict verdict;
    for (int i = 0; i + 1 < length; ++i) {
        const EVP_PKEY* const issuerKey = X509_get0_pubkey(sk_X509_value(chain, i + 1));
        if (!addThumbprints(sk_X509_value(chain, i), issuerKey, verdict.thumbprints)) {
            return {ChainFault::Untrusted, "signed with a key of a kind that is not taken", {}};
        }
    }
    verdict.thumbprints.push_back(thumbprintOf(sk_X509_value(chain, length - 1), EVP_sha256()));
    return verdict;
}

struct Question
{
    X509* leaf;
    STACK_OF(X509) * helpers;
    WallTime at;
    CertificateUse use;
};

/// error: of OpenSSL, X509_V_OK when the chain holds.
ChainVerdict verifyAgainst(const Question& question, std::span<const Bytes> roots, int& error)
{
    const Roots store = rootsFrom(roots);
    const Verification verification(X509_STORE_CTX_new());
    error = X509_V_ERR_UNSPECIFIED;
    if (!store || !verification ||
        X509_STORE_CTX_init(verification.get(), store.get(), question.leaf, question.helpers) !=
            1) {
        return {ChainFault::Untrusted, "the certificate cannot be checked", {}};
    }
    setRules(verification.get(), question.at, question.use);
    const bool holds = X509_verify_cert(verification.get()) == 1;
    error = X509_STORE_CTX_get_error(verification.get());
    return holds ? verdictOf(X509_STORE_CTX_get0_chain(verification.get()))
                 : faultOf(verification.get());
}

} // namespace

Result<X509Certificate> parseCertificate(ByteView pemOrDer)
{
    if (pemOrDer.size() > kMaxBytes) {
        return fail(Errc::InvalidArgument, "the certificate is larger than 64 KiB");
    }
    const bool isDer = !pemOrDer.empty() && byteAt(pemOrDer, 0) == kSequence;
    const CertificateHandle handle = isDer ? decode(pemOrDer) : decodePem(pemOrDer);
    if (!handle) {
        return fail(Errc::InvalidArgument, "this is no X.509 certificate in PEM or DER");
    }
    return valueOf(handle.get());
}

ChainVerdict verifyChain(const X509Certificate& leaf,
                         std::span<const Bytes> intermediates,
                         std::span<const Bytes> roots,
                         WallTime at,
                         CertificateUse use)
{
    const CertificateHandle target = decode(leaf.der);
    const Stack helpers = stackFrom(intermediates);
    if (!target || !helpers) {
        return {ChainFault::Untrusted, "the certificate cannot be read", {}};
    }
    const Question question{target.get(), helpers.get(), at, use};
    int error = X509_V_OK;
    ChainVerdict verdict = verifyAgainst(question, roots, error);
    // Of two roots with one name, such as an old and a new one, OpenSSL only tries the first.
    for (std::size_t i = 0; error == X509_V_ERR_CERT_SIGNATURE_FAILURE && i < roots.size(); ++i) {
        int ofThisRoot = X509_V_OK;
        ChainVerdict another = verifyAgainst(question, roots.subspan(i, 1), ofThisRoot);
        if (ofThisRoot == X509_V_OK || another.fault == ChainFault::Expired) {
            verdict = std::move(another);
            error = ofThisRoot;
        }
    }
    ERR_clear_error();
    return verdict;
}

} // namespace hub
