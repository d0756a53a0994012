// Patterns over ids: * stands for any characters, ? for one. Matching takes one step for each character
// of the text, whatever the pattern.
#pragma once

#include "domain/limits.h"

#include "hub/error.h"

#include <array>
#include <bitset>
#include <string>
#include <string_view>

namespace hub {

/// Immutable.
class Glob final
{
public:
    /// 1 to 128 characters that an id may have; case-sensitive. Errors: InvalidArgument.
    static Result<Glob> parse(std::string_view pattern);

    bool matches(std::string_view text) const;

private:
    /// Which places of the pattern, its stars left out, may be reached: bit 0 is before the first.
    using Places = std::bitset<limits::kMaxIdChars + 1>;

    Glob() = default;

    std::string prefix_; ///< what every match begins with; most texts are refused by it
    std::array<Places, 128> takes_{}; ///< by character: the places from which it leads on
    Places stays_; ///< the places in front of a star
    std::size_t length_ = 0;
};

} // namespace hub
