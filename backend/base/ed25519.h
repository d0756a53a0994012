// Signatures with Ed25519 (RFC 8032), on OpenSSL. Callable from any thread.
#pragma once

#include "base/bytes.h"
#include "base/secret.h"
#include "hub/error.h"

#include <memory>

namespace hub {

inline constexpr std::size_t kSigningSeedBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;

/// A private key. Immutable; copies share it.
class SigningKey final
{
public:
    /// seed: kSigningSeedBytes. Errors: Corrupt (another length).
    static Result<SigningKey> fromSeed(const Secret& seed);

    const Bytes& publicKey() const { return publicKey_; } ///< 32 bytes
    Bytes sign(ByteView message) const;                   ///< kSignatureBytes

private:
    SigningKey(std::shared_ptr<void> key, Bytes publicKey)
        : key_(std::move(key)), publicKey_(std::move(publicKey))
    {}

    std::shared_ptr<void> key_; ///< EVP_PKEY
    Bytes publicKey_;
};

/// False for a public key or signature of a wrong length too.
bool isSignedBy(ByteView publicKey, ByteView message, ByteView signature);

} // namespace hub
