// Percent-encoding (RFC 3986 §2.1).
#pragma once

#include <string>
#include <string_view>

namespace hub {

/// Encodes all but A-Z a-z 0-9 - . _ ~, with upper-case digits.
std::string percentEncode(std::string_view text);

/// Decodes %XX in either case. '+' stays '+'; an invalid escape is kept as it stands.
std::string percentDecode(std::string_view text);
void percentDecodeTo(std::string_view text, std::string& out); ///< appends

} // namespace hub
