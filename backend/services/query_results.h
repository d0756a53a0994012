// What a query makes of the twins that it keeps: rows of what it selects, or sums over all of them.
// Pure; one thread at a time.
#pragma once

#include "domain/twin_query.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hub {

/// What the query selects, of one document; what is not there is left out.
json::object projected(const TwinQuery& query, const QueryDocument& document);

/// COUNT, SUM and the like, for each group.
class QueryGroups final
{
public:
    explicit QueryGroups(const TwinQuery& query);

    /// Errors: InvalidArgument (more groups than limits::kMaxQueryGroups).
    Result<void> add(const QueryDocument& document);
    /// Rows that nobody looked at, of the one group that a query without GROUP BY has.
    void addRows(std::uint64_t count);

    /// One a group, in an order that does not change.
    std::vector<json::object> rows() const;

private:
    struct Sum
    {
        std::uint64_t count = 0; ///< of defined values; of rows without a path
        std::uint64_t numbers = 0;
        double sum = 0;
        bool whole = true; ///< all numbers are integers
        std::optional<json::value> least;
        std::optional<json::value> greatest;
    };
    struct Group
    {
        json::object values; ///< of single items
        std::vector<Sum> sums; ///< one an item
    };

    static void count(Sum& sum, const QueryValue& value);
    static void addTo(json::object& row, const QueryItem& item, const Sum& sum);
    std::string keyOf(const QueryDocument& document) const;

    TwinQuery query_;
    std::map<std::string, Group> groups_;
};

} // namespace hub
