// The table of what queries mean, which the language is held against.
#pragma once

#include "base/json.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::test {

/// A line of query_rows.txt.
struct QueryRow
{
    std::string text;     ///< of a query or a condition
    json::value document; ///< of a condition that is judged; null in other sections
    std::string expected; ///< the last column
    std::optional<std::size_t> place; ///< of what is refused: the mark's, in characters from 1 on
    std::string name;     ///< for a test: the line's number and the text
};

/// The rows of "[section]". Ends the test program when the file cannot be read.
std::vector<QueryRow> queryRows(std::string_view section);

} // namespace hub::test
