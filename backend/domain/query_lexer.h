// Words of the query language. Values and pure functions (service API, query grammar).
#pragma once

#include "hub/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct QueryToken
{
    enum class Kind {
        End,
        Name,      ///< also keywords
        Bracketed, ///< [[name]]; text without brackets
        Text,      ///< text without quotes and escapes
        Number,
        Symbol ///< one of = != <> < <= > >= + - * / % ( ) [ ] , . and the semicolon
    };

    Kind kind = Kind::End;
    std::string text{}; ///< UTF-8
    double number = 0;
    std::size_t position = 1; ///< code points from the beginning, counted from 1
};

/// The last token is the End. White space and comments are left out. text: UTF-8, bounded by the
/// caller. Errors: InvalidArgument, with the place.
Result<std::vector<QueryToken>> queryTokens(std::string_view text);

/// InvalidArgument: "at position 12: …". Without semicolons, at which a client's SDK cuts the text.
Error queryError(std::size_t position, std::string_view what);

} // namespace hub
