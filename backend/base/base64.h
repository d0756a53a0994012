// Base64 with the standard alphabet (RFC 4648 §4).
#pragma once

#include "base/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

std::string toBase64(ByteView bytes);

/// Strict: padding required, no white space; nothing for anything else. Bits behind the last byte
/// may be set, as in keys that users make by hand.
std::optional<Bytes> fromBase64(std::string_view text);

} // namespace hub
