// Hexadecimal text.
#pragma once

#include "base/bytes.h"

#include <string>
#include <string_view>

namespace hub {

/// Value of one digit, upper or lower case; -1 for any other character.
int hexDigit(char c);

/// Lower case, two digits a byte.
std::string toHex(ByteView bytes);

bool isHex(std::string_view text); ///< digits only, at least one

} // namespace hub
