// Hashes, random bytes and comparisons for secrets, on OpenSSL. Callable from any thread.
#pragma once

#include "base/bytes.h"
#include "base/secret.h"

#include <array>
#include <cstdint>
#include <string>

namespace hub {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(ByteView bytes);
Sha256 hmacSha256(const Secret& key, ByteView message);

using Sha1 = std::array<std::uint8_t, 20>;

/// For codes of authenticator apps only (RFC 6238), where collisions do not matter.
Sha1 hmacSha1(const Secret& key, ByteView message);

/// Hash or MAC as a range, for base64 and comparison.
ByteView asBytes(const Sha256& hash);

/// From the operating system's generator; ends the process when there is none.
Secret randomSecret(std::size_t count);
std::uint64_t randomNumber();
std::string randomUuid(); ///< version 4 (RFC 4122 §4.4), lower case

/// Takes the same time wherever the two differ. Different lengths: false at once.
bool equalInConstantTime(ByteView a, ByteView b);

} // namespace hub
