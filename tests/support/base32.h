// Base32 back to bytes, as an authenticator app reads it.
#pragma once

#include "base/secret.h"

#include <string>
#include <string_view>

namespace hub::test {

inline Secret fromBase32(std::string_view text)
{
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    Bytes bytes;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        bits = (bits << 5 | static_cast<unsigned>(kLetters.find(letter))) & 0xfff;
        count += 5;
        if (count >= 8) {
            count -= 8;
            appendByte(bytes, bits >> count);
        }
    }
    return Secret(std::move(bytes));
}

} // namespace hub::test
