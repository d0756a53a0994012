// Conditions of the query language as SQL over indexed columns. The text is put together from fixed
// parts; values are only ever bound.
#pragma once

#include "storage/sqlite/statement.h"

#include "domain/twin_query.h"

#include <string>
#include <variant>
#include <vector>

namespace hub::sqlite {

using SqlValue = std::variant<std::int64_t, double, std::string>;

/// Something true of an identity `i`. What a condition cannot say in SQL it leaves out: then more rows
/// fulfil it than should, never fewer.
struct SqlCondition
{
    std::string text = "1";
    std::vector<SqlValue> values{};
    bool exact = true;
};

/// A tag that must have this value: where a search can begin.
struct TagStart
{
    std::string condition; ///< of a device_tag `d`
    std::vector<SqlValue> values;
};

struct QuerySql
{
    SqlCondition condition;
    std::vector<TagStart> tags; ///< each is necessary
    std::optional<SqlCondition> ids; ///< a condition on device_id alone that is necessary
};

/// condition: of devices or modules.
QuerySql querySql(const TwinCondition& condition);

void bindTo(Statement::Run& run, const std::vector<SqlValue>& values); ///< they outlive the run

} // namespace hub::sqlite
