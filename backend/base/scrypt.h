// Keys from passphrases: scrypt (RFC 7914), on OpenSSL.
#pragma once

#include "base/bytes.h"
#include "base/secret.h"

#include <cstdint>
#include <optional>

namespace hub {

/// What guessing costs: 128 * n * r bytes of memory, p times. The default takes 32 MiB and about a
/// third of a second.
struct ScryptCost
{
    std::uint64_t n = 1 << 15; ///< a power of two
    std::uint32_t r = 8;
    std::uint32_t p = 3;
};

/// 32 bytes. Blocks for as long as the cost says. Nothing when the cost is not one of scrypt's, or
/// needs more than 256 MiB: it may come from a file.
std::optional<Secret> scrypt(const Secret& passphrase, ByteView salt, const ScryptCost& cost);

} // namespace hub
