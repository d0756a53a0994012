// Parts of a JSON text as they stand in it, so that what passes through the hub keeps its numbers
// and its order (RFC 8259).
#pragma once

#include <optional>
#include <string_view>

namespace hub {

/// The value of a top-level member, named ignoring case; the first one. object: a text that
/// parseJson() has taken. Nothing when it is no object, or has no such member that is written
/// without escapes.
std::optional<std::string_view> memberText(std::string_view object, std::string_view name);

} // namespace hub
