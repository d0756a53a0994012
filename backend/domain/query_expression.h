// Conditions of the query language as a tree. A value; made by twin_query's parser.
#pragma once

#include "domain/query_functions.h"
#include "domain/query_path.h"
#include "domain/query_value.h"

#include <memory>
#include <vector>

namespace hub {

class QueryDocument;

struct QueryExpression
{
    enum class Kind {
        Literal,    ///< value
        Array,      ///< array
        Path,       ///< path
        And,        ///< two parts or more
        Or,         ///< two parts or more
        Not,        ///< one part
        Compare,    ///< two parts, comparison
        In,         ///< what is looked for is the one part; array
        Arithmetic, ///< two parts, sign: + - * / %
        Negate,     ///< one part
        Call        ///< function and its arguments
    };

    Kind kind = Kind::Literal;
    QueryValue value{};
    json::value array{}; ///< of literals
    QueryPath path{};
    QueryComparison comparison = QueryComparison::Equal;
    char sign = 0;
    QueryFunction function = QueryFunction::IsDefined;
    std::vector<QueryExpression> parts{};
};

using QueryExpressionPtr = std::shared_ptr<const QueryExpression>; ///< null = every row

/// What the expression comes to for a document. Borrows from both.
QueryValue evaluate(const QueryExpression& expression, const QueryDocument& document);

/// Whether a condition keeps a document: only one that is exactly true does.
bool isTrue(const QueryExpressionPtr& condition, const QueryDocument& document);

} // namespace hub
