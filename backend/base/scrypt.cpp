#include "base/scrypt.h"

#include <openssl/evp.h>

namespace hub {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::uint64_t kMaxMemory = 256ULL << 20;
constexpr std::uint32_t kMaxFactor = 64; ///< of r and p: what a file may ask of us

} // namespace

std::optional<Secret> scrypt(const Secret& passphrase, ByteView salt, const ScryptCost& cost)
{
    if (cost.r > kMaxFactor || cost.p > kMaxFactor) {
        return std::nullopt;
    }
    Bytes key(kKeyBytes, '\0');
    const ByteView text = passphrase.reveal();
    const int done =
        EVP_PBE_scrypt(text.data(), text.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                       salt.size(), cost.n, cost.r, cost.p, kMaxMemory,
                       reinterpret_cast<unsigned char*>(key.data()), key.size());
    Secret secret(std::move(key));
    return done == 1 ? std::optional(std::move(secret)) : std::nullopt;
}

} // namespace hub
