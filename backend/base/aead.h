// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each message.
#pragma once

#include "base/bytes.h"
#include "base/secret.h"

#include <optional>

namespace hub {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 12;
inline constexpr std::size_t kAeadTagBytes = 16;

/// nonce | ciphertext | tag. The context is authenticated, not stored: whoever opens the box must
/// name the same one, so a box moved to another row does not open.
Bytes sealBox(const Secret& key, ByteView plain, ByteView context);

/// Nothing when key, context or any bit of the box is wrong.
std::optional<Secret> openBox(const Secret& key, ByteView box, ByteView context);

} // namespace hub
