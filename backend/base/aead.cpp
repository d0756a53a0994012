#include "base/aead.h"

#include "base/assert.h"
#include "base/crypto.h"

#include <openssl/evp.h>

#include <memory>

namespace hub {
namespace {

struct CipherDeleter
{
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherDeleter>;

unsigned char* in(Bytes& bytes, std::size_t at = 0)
{
    return reinterpret_cast<unsigned char*>(bytes.data()) + at; // OpenSSL's byte type
}

const unsigned char* in(ByteView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

int length(ByteView bytes)
{
    return static_cast<int>(bytes.size());
}

} // namespace

Bytes sealBox(const Secret& key, ByteView plain, ByteView context)
{
    HUB_ASSERT(key.size() == kAeadKeyBytes);
    Bytes box(randomSecret(kAeadNonceBytes).reveal());
    box.resize(kAeadNonceBytes + plain.size() + kAeadTagBytes);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int done = 0;
    bool ok = cipher && EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                                           in(key.reveal()), in(box)) == 1;
    ok = ok && EVP_EncryptUpdate(cipher.get(), nullptr, &done, in(context), length(context)) == 1;
    ok = ok && EVP_EncryptUpdate(cipher.get(), in(box, kAeadNonceBytes), &done, in(plain),
                                 length(plain)) == 1;
    ok = ok && EVP_EncryptFinal_ex(cipher.get(), in(box, kAeadNonceBytes + plain.size()), &done) == 1;
    ok = ok && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kAeadTagBytes,
                                   in(box, kAeadNonceBytes + plain.size())) == 1;
    HUB_ASSERT(ok);
    return box;
}

std::optional<Secret> openBox(const Secret& key, ByteView box, ByteView context)
{
    if (key.size() != kAeadKeyBytes || box.size() < kAeadNonceBytes + kAeadTagBytes) {
        return std::nullopt;
    }
    const ByteView text = box.substr(kAeadNonceBytes, box.size() - kAeadNonceBytes - kAeadTagBytes);
    Bytes tag(box.substr(box.size() - kAeadTagBytes));
    Bytes plain(text.size(), '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int done = 0;
    bool ok = cipher && EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                                           in(key.reveal()), in(box)) == 1;
    ok = ok && EVP_DecryptUpdate(cipher.get(), nullptr, &done, in(context), length(context)) == 1;
    ok = ok && EVP_DecryptUpdate(cipher.get(), in(plain), &done, in(text), length(text)) == 1;
    ok = ok &&
         EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kAeadTagBytes, in(tag)) == 1;
    ok = ok && EVP_DecryptFinal_ex(cipher.get(), in(plain) + plain.size(), &done) == 1;
    Secret secret(std::move(plain));
    return ok ? std::optional(std::move(secret)) : std::nullopt;
}

} // namespace hub
