#include "base/crypto.h"

#include "base/assert.h"
#include "base/hex.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstring>

namespace hub {
namespace {

const unsigned char* asUnsigned(ByteView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data()); // OpenSSL's byte type
}

void fillRandom(void* out, std::size_t count)
{
    const int done = RAND_bytes(static_cast<unsigned char*>(out), static_cast<int>(count));
    HUB_ASSERT(done == 1);
}

template <class Mac>
Mac hmac(const EVP_MD* hash, const Secret& key, ByteView message)
{
    Mac mac{};
    unsigned length = 0;
    const ByteView bytes = key.reveal();
    const unsigned char* done = HMAC(hash, bytes.data(), static_cast<int>(bytes.size()),
                                     asUnsigned(message), message.size(), mac.data(), &length);
    HUB_ASSERT(done != nullptr && length == mac.size());
    return mac;
}

} // namespace

Sha256 sha256(ByteView bytes)
{
    Sha256 hash{};
    unsigned length = 0;
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), hash.data(), &length, EVP_sha256(), nullptr);
    HUB_ASSERT(done == 1 && length == hash.size());
    return hash;
}

Sha256 hmacSha256(const Secret& key, ByteView message)
{
    return hmac<Sha256>(EVP_sha256(), key, message);
}

Sha1 hmacSha1(const Secret& key, ByteView message)
{
    return hmac<Sha1>(EVP_sha1(), key, message);
}

ByteView asBytes(const Sha256& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Secret randomSecret(std::size_t count)
{
    Bytes bytes(count, '\0');
    fillRandom(bytes.data(), bytes.size());
    return Secret(std::move(bytes));
}

std::uint64_t randomNumber()
{
    std::uint64_t value = 0;
    fillRandom(&value, sizeof value);
    return value;
}

std::string randomUuid()
{
    Bytes bytes(16, '\0');
    fillRandom(bytes.data(), bytes.size());
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    std::string text = toHex(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        text.insert(at, 1, '-');
    }
    return text;
}

bool equalInConstantTime(ByteView a, ByteView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace hub
