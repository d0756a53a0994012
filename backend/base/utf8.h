// UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hub {

/// No overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

/// Keeps what is UTF-8 and replaces each other byte by U+FFFD.
std::string toValidUtf8(std::string_view text);

/// How many code points UTF-8 has.
std::size_t codePoints(std::string_view text);

/// Where the code point with this number, from 0, begins; the text's size behind the last one.
std::size_t byteOfCodePoint(std::string_view text, std::size_t number);

} // namespace hub
