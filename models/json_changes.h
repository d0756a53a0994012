// What differs between two JSON texts, by path: the before and after of an audit record.
#pragma once

#include <QString>

#include <string>
#include <vector>

namespace deck {

struct JsonChange
{
    QString path;   ///< "properties.desired.interval"; empty: the whole
    QString before; ///< as JSON; empty: it was not there
    QString after;  ///< as JSON; empty: it is no longer there

    bool operator==(const JsonChange&) const = default;
};

inline constexpr std::size_t kMostJsonChanges = 500;

/// Objects are compared member by member, all else as a whole; kMostJsonChanges at most. An empty
/// text is nothing at all; what is not JSON counts as one text.
std::vector<JsonChange> changesIn(const std::string& before, const std::string& after);

} // namespace deck
