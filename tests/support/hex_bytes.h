// Bytes written as hexadecimal text, as captures and standards print them.
#pragma once

#include "base/assert.h"
#include "base/bytes.h"
#include "base/hex.h"

#include <string_view>

namespace hub::test {

/// White space between digits is skipped; the rest must be pairs of digits.
inline Bytes fromHex(std::string_view text)
{
    std::string digits;
    for (const char c : text) {
        if (c != ' ' && c != '\n') {
            HUB_ASSERT(hexDigit(c) >= 0);
            digits += c;
        }
    }
    HUB_ASSERT(digits.size() % 2 == 0);
    Bytes bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        appendByte(bytes,
                   static_cast<unsigned>(hexDigit(digits[i]) * 16 + hexDigit(digits[i + 1])));
    }
    return bytes;
}

} // namespace hub::test
