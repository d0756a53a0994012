#include "base/ed25519.h"

#include "base/assert.h"

#include <openssl/evp.h>

namespace hub {
namespace {

constexpr std::size_t kPublicKeyBytes = 32;

struct Free
{
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* in(ByteView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data()); // OpenSSL's byte type
}

unsigned char* in(Bytes& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

} // namespace

Result<SigningKey> SigningKey::fromSeed(const Secret& seed)
{
    if (seed.size() != kSigningSeedBytes) {
        return fail(Errc::Corrupt, "a signing key has 32 bytes");
    }
    EVP_PKEY* key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, in(seed.reveal()), seed.size());
    HUB_ASSERT(key != nullptr);
    const std::shared_ptr<void> owned(key,
                                      [](void* made) { Free()(static_cast<EVP_PKEY*>(made)); });
    Bytes publicKey(kPublicKeyBytes, '\0');
    std::size_t length = publicKey.size();
    const int done = EVP_PKEY_get_raw_public_key(key, in(publicKey), &length);
    HUB_ASSERT(done == 1 && length == kPublicKeyBytes);
    return SigningKey(owned, std::move(publicKey));
}

Bytes SigningKey::sign(ByteView message) const
{
    const Digest digest(EVP_MD_CTX_new());
    Bytes signature(kSignatureBytes, '\0');
    std::size_t length = signature.size();
    bool ok = digest && EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr,
                                           static_cast<EVP_PKEY*>(key_.get())) == 1;
    ok = ok &&
         EVP_DigestSign(digest.get(), in(signature), &length, in(message), message.size()) == 1;
    HUB_ASSERT(ok && length == kSignatureBytes);
    return signature;
}

bool isSignedBy(ByteView publicKey, ByteView message, ByteView signature)
{
    if (publicKey.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) {
        return false;
    }
    const std::unique_ptr<EVP_PKEY, Free> key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, in(publicKey), publicKey.size()));
    const Digest digest(EVP_MD_CTX_new());
    return key && digest &&
           EVP_DigestVerifyInit(digest.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(digest.get(), in(signature), signature.size(), in(message),
                            message.size()) == 1;
}

} // namespace hub
