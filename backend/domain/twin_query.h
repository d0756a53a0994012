// The query language of twins and jobs (service API, section query): SELECT … FROM devices WHERE …
// Text to tree; what is wrong is named with its place. Values and pure functions.
#pragma once

#include "domain/query_expression.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

enum class QueryCollection { Devices, Modules, Jobs };

/// COUNT and the like; None = the value itself.
enum class QueryAggregate { None, Count, Sum, Avg, Min, Max };

struct QueryItem
{
    QueryAggregate aggregate = QueryAggregate::None;
    std::optional<QueryPath> path; ///< nothing = COUNT() of rows
    std::string alias;             ///< the name in results; never empty
};

struct TwinQuery
{
    std::optional<std::uint64_t> top;
    std::vector<QueryItem> items; ///< empty = *
    QueryCollection from = QueryCollection::Devices;
    QueryExpressionPtr where; ///< null = every row
    std::vector<QueryPath> groupBy;

    bool selectsAll() const { return items.empty(); }
    /// Results are made of many rows.
    bool aggregates() const;

    /// At most 8,192 bytes of UTF-8. Errors: MissingArgument (empty), InvalidArgument: the message
    /// names position and what was expected there.
    static Result<TwinQuery> parse(std::string_view text);
};

/// Which twins a job, a configuration or a group is about: `*`, a condition, or FROM devices.modules
/// WHERE a condition.
struct TwinCondition
{
    QueryCollection from = QueryCollection::Devices;
    QueryExpressionPtr where; ///< null = every one

    /// Errors: as TwinQuery::parse(). A condition of devices.jobs is refused.
    static Result<TwinCondition> parse(std::string_view text);
};

} // namespace hub
