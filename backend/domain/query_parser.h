// Conditions of the query language: tokens to tree. Part of twin_query's parser.
#pragma once

#include "domain/query_expression.h"
#include "domain/query_lexer.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace hub {

/// Reads one token after the other. Errors of all: InvalidArgument, with the place.
class QueryParser final
{
public:
    /// tokens: of queryTokens().
    explicit QueryParser(std::vector<QueryToken> tokens) : tokens_(std::move(tokens)) {}

    /// From now on a path of twins is refused.
    void expectJobs() { ofJobs_ = true; }

    const QueryToken& current() const { return tokens_[at_]; }
    const QueryToken& following() const; ///< the End behind the last one
    void advance();

    bool atKeyword(std::string_view word) const; ///< ignores case
    bool atSymbol(std::string_view symbol) const;
    bool acceptKeyword(std::string_view word);
    bool acceptSymbol(std::string_view symbol);
    Result<void> expectKeyword(std::string_view word);
    Result<void> expectSymbol(std::string_view symbol);
    Error unexpected(std::string_view wanted) const; ///< "expected …, found …"

    Result<QueryExpression> condition(); ///< the grammar's expr
    Result<QueryPath> path();

private:
    Result<QueryExpression> both();
    Result<QueryExpression> negated();
    Result<QueryExpression> predicate();
    Result<QueryExpression> membership(QueryExpression wanted, bool isNot);
    Result<QueryExpression> sum();
    Result<QueryExpression> term();
    Result<QueryExpression> chain(std::string_view signs,
                                  Result<QueryExpression> (QueryParser::*operand)());
    Result<QueryExpression> signedPrimary();
    Result<QueryExpression> primary();
    Result<QueryExpression> call();
    Result<json::array> array();
    Result<std::optional<json::value>> literal(); ///< nothing = undefined
    Result<QueryStep> index();
    bool atLiteral() const;

    std::vector<QueryToken> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0; ///< of nesting
    bool ofJobs_ = false;
};

/// A word of the language itself: as a key it stands in [[brackets]].
bool isQueryKeyword(std::string_view word);

/// Of query languages, but not of this one: ORDER, JOIN, …
bool isForeignKeyword(std::string_view word);

} // namespace hub
