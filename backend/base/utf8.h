// UTF-8 (RFC 3629).
#pragma once

#include <string>
#include <string_view>

namespace hub {

/// No overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

/// Keeps what is UTF-8 and replaces each other byte by U+FFFD.
std::string toValidUtf8(std::string_view text);

} // namespace hub
