// Base64 with the standard alphabet (RFC 4648 §4).
#pragma once

#include "base/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

std::string toBase64(ByteView bytes);

/// Strict: padding required, no white space; nothing for anything else.
std::optional<Bytes> fromBase64(std::string_view text);

} // namespace hub
