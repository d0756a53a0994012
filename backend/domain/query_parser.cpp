#include "domain/query_parser.h"

#include "domain/limits.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hub {
namespace {

using Kind = QueryExpression::Kind;
using Token = QueryToken::Kind;

constexpr std::array<std::string_view, 16> kKeywords{
    "select", "top", "from", "where", "group", "by",   "as",   "and",
    "or",     "not", "in",   "nin",   "true",  "false", "null", "undefined"};
constexpr std::array<std::string_view, 8> kForeign{"order",   "join",   "having",  "distinct",
                                                   "between", "like",   "offset",  "limit"};
constexpr std::array<std::string_view, 3> kCollections{"devices", "modules", "jobs"};

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N>& words)
{
    return std::any_of(words.begin(), words.end(), [word](std::string_view known) {
        return equalsIgnoringCase(word, known);
    });
}

struct Sign
{
    std::string_view text;
    QueryComparison comparison;
};

constexpr std::array kComparisons{
    Sign{"=", QueryComparison::Equal},          Sign{"!=", QueryComparison::NotEqual},
    Sign{"<>", QueryComparison::NotEqual},      Sign{"<", QueryComparison::Less},
    Sign{"<=", QueryComparison::LessOrEqual},   Sign{">", QueryComparison::Greater},
    Sign{">=", QueryComparison::GreaterOrEqual}};

/// What a path begins with; the words below it.
QueryPath resolved(std::vector<QueryStep> steps)
{
    const auto nameAt = [&](std::size_t index) {
        const auto* name = index < steps.size() ? std::get_if<std::string>(&steps[index]) : nullptr;
        return name != nullptr ? std::string_view(*name) : std::string_view();
    };
    std::size_t at = 0;
    if (steps.size() > 1 && equalsIgnoringCase(nameAt(0), kCollections[0])) {
        const bool more = equalsIgnoringCase(nameAt(1), kCollections[1]) ||
                          equalsIgnoringCase(nameAt(1), kCollections[2]);
        at = more && steps.size() > 2 ? 2 : 1;
    }
    QueryPath path;
    path.root = nameAt(at);
    path.field = queryFieldFromName(path.root);
    if (path.field == QueryField::Properties) {
        const QueryField section = queryFieldFromName(nameAt(at + 1));
        if (section == QueryField::Desired || section == QueryField::Reported) {
            path.field = section;
            ++at;
        }
    } else if (path.field == QueryField::Desired || path.field == QueryField::Reported) {
        path.field = QueryField::Unknown; // only below properties
    }
    if (path.field != QueryField::Unknown) {
        path.root = nameOf(path.field);
    }
    path.below.assign(steps.begin() + static_cast<std::ptrdiff_t>(at) + 1, steps.end());
    if (!path.below.empty() && std::holds_alternative<std::string>(path.below[0])) {
        std::string& member = std::get<std::string>(path.below[0]);
        member = std::string(memberName(path.field, member));
    }
    return path;
}

QueryExpression joined(Kind kind, std::vector<QueryExpression> parts)
{
    if (parts.size() == 1) {
        return std::move(parts[0]);
    }
    QueryExpression expression;
    expression.kind = kind;
    expression.parts = std::move(parts);
    return expression;
}

QueryExpression around(Kind kind, QueryExpression part)
{
    QueryExpression expression;
    expression.kind = kind;
    expression.parts.push_back(std::move(part));
    return expression;
}

/// Counts nesting while it lives.
class Nesting final
{
public:
    explicit Nesting(std::size_t& depth) : depth_(++depth) {}
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

private:
    std::size_t& depth_;
};

} // namespace

bool isQueryKeyword(std::string_view word)
{
    return isOneOf(word, kKeywords);
}

bool isForeignKeyword(std::string_view word)
{
    return isOneOf(word, kForeign);
}

const QueryToken& QueryParser::following() const
{
    return tokens_[std::min(at_ + 1, tokens_.size() - 1)];
}

void QueryParser::advance()
{
    at_ = std::min(at_ + 1, tokens_.size() - 1);
}

bool QueryParser::atKeyword(std::string_view word) const
{
    return current().kind == Token::Name && equalsIgnoringCase(current().text, word);
}

bool QueryParser::atSymbol(std::string_view symbol) const
{
    return current().kind == Token::Symbol && current().text == symbol;
}

bool QueryParser::acceptKeyword(std::string_view word)
{
    const bool found = atKeyword(word);
    at_ += found ? 1 : 0;
    return found;
}

bool QueryParser::acceptSymbol(std::string_view symbol)
{
    const bool found = atSymbol(symbol);
    at_ += found ? 1 : 0;
    return found;
}

Result<void> QueryParser::expectKeyword(std::string_view word)
{
    return acceptKeyword(word) ? Result<void>(success()) : unexpected(word);
}

Result<void> QueryParser::expectSymbol(std::string_view symbol)
{
    return acceptSymbol(symbol) ? Result<void>(success()) : unexpected(symbol);
}

Error QueryParser::unexpected(std::string_view wanted) const
{
    const QueryToken& found = current();
    std::string what = "'" + found.text + "'";
    if (found.kind == Token::End) {
        what = "the end";
    } else if (found.text == ";") {
        what = "a semicolon";
    } else if (found.kind == Token::Text) {
        what = "a text";
    }
    std::string message = "expected " + std::string(wanted) + ", found " + what;
    if (found.kind == Token::Name && isForeignKeyword(found.text)) {
        message += ", which is not part of this query language";
    } else if (found.kind == Token::Name && isQueryKeyword(found.text)) {
        message += " (as a key it is written [[" + found.text + "]])";
    }
    return queryError(found.position, message);
}

Result<QueryExpression> QueryParser::condition()
{
    const Nesting nesting(depth_);
    if (depth_ > limits::kMaxQueryDepth) {
        return queryError(current().position, "conditions are nested too deep here");
    }
    std::vector<QueryExpression> parts;
    do {
        HUB_TRY(QueryExpression part, both());
        parts.push_back(std::move(part));
    } while (acceptKeyword("or"));
    return joined(Kind::Or, std::move(parts));
}

Result<QueryExpression> QueryParser::both()
{
    std::vector<QueryExpression> parts;
    do {
        HUB_TRY(QueryExpression part, negated());
        parts.push_back(std::move(part));
    } while (acceptKeyword("and"));
    return joined(Kind::And, std::move(parts));
}

Result<QueryExpression> QueryParser::negated()
{
    bool isNot = false;
    bool hasNot = false;
    while (acceptKeyword("not")) {
        isNot = !isNot;
        hasNot = true;
    }
    HUB_TRY(QueryExpression part, predicate());
    if (hasNot && !isNot) { // twice: a truth value is left, or nothing
        part = around(Kind::Not, std::move(part));
    }
    return hasNot ? around(Kind::Not, std::move(part)) : std::move(part);
}

Result<QueryExpression> QueryParser::predicate()
{
    HUB_TRY(QueryExpression left, sum());
    if (acceptKeyword("in")) {
        return membership(std::move(left), false);
    }
    if (acceptKeyword("nin")) {
        return membership(std::move(left), true);
    }
    if (atKeyword("not")) {
        advance();
        HUB_TRYV(expectKeyword("in"));
        return membership(std::move(left), true);
    }
    for (const Sign& sign : kComparisons) {
        if (acceptSymbol(sign.text)) {
            QueryExpression expression = around(Kind::Compare, std::move(left));
            expression.comparison = sign.comparison;
            HUB_TRY(QueryExpression right, sum());
            expression.parts.push_back(std::move(right));
            return expression;
        }
    }
    return left;
}

Result<QueryExpression> QueryParser::membership(QueryExpression wanted, bool isNot)
{
    QueryExpression expression = around(Kind::In, std::move(wanted));
    if (!atSymbol("[")) {
        return unexpected("[ and a list of values");
    }
    HUB_TRY(expression.array, array());
    return isNot ? around(Kind::Not, std::move(expression)) : std::move(expression);
}

Result<QueryExpression> QueryParser::sum()
{
    return chain("+-", &QueryParser::term);
}

Result<QueryExpression> QueryParser::term()
{
    return chain("*/%", &QueryParser::signedPrimary);
}

Result<QueryExpression> QueryParser::chain(std::string_view signs,
                                           Result<QueryExpression> (QueryParser::*operand)())
{
    HUB_TRY(QueryExpression left, (this->*operand)());
    for (std::size_t length = 0;; ++length) {
        const bool isSign = current().kind == Token::Symbol && current().text.size() == 1 &&
                            signs.find(current().text[0]) != signs.npos;
        if (!isSign) {
            return left;
        }
        if (length == limits::kMaxQueryDepth) { // each makes the tree deeper
            return queryError(current().position, "this calculation is too long");
        }
        const char sign = current().text[0];
        advance();
        HUB_TRY(QueryExpression right, (this->*operand)());
        left = around(Kind::Arithmetic, std::move(left));
        left.sign = sign;
        left.parts.push_back(std::move(right));
    }
}

Result<QueryExpression> QueryParser::signedPrimary()
{
    if (!acceptSymbol("-")) {
        return primary();
    }
    HUB_TRY(QueryExpression part, primary());
    return around(Kind::Negate, std::move(part));
}

Result<QueryExpression> QueryParser::primary()
{
    if (acceptSymbol("(")) {
        HUB_TRY(QueryExpression inner, condition());
        HUB_TRYV(expectSymbol(")"));
        return inner;
    }
    QueryExpression expression;
    if (atSymbol("[")) {
        expression.kind = Kind::Array;
        HUB_TRY(expression.array, array());
        return expression;
    }
    if (atLiteral()) {
        HUB_TRY(const std::optional<json::value> value, literal());
        if (value && value->is_string()) {
            expression.value = QueryValue::text(std::string(value->get_string()));
        } else if (value) {
            expression.value = QueryValue::of(*value);
        }
        return expression;
    }
    const bool isCall = current().kind == Token::Name && following().kind == Token::Symbol &&
                        following().text == "(";
    if (isCall && !isQueryKeyword(current().text)) {
        return call();
    }
    expression.kind = Kind::Path;
    HUB_TRY(expression.path, path());
    return expression;
}

Result<QueryExpression> QueryParser::call()
{
    const QueryToken name = current();
    const auto function = queryFunctionFromName(name.text);
    if (!function) {
        return queryError(name.position, "there is no function '" + name.text + "'");
    }
    advance();
    advance();
    QueryExpression expression;
    expression.kind = Kind::Call;
    expression.function = *function;
    if (!atSymbol(")")) {
        do {
            HUB_TRY(QueryExpression argument, condition());
            expression.parts.push_back(std::move(argument));
        } while (acceptSymbol(","));
    }
    HUB_TRYV(expectSymbol(")"));
    const QueryArity arity = arityOf(*function);
    if (expression.parts.size() < arity.least || expression.parts.size() > arity.most) {
        std::string most = arity.most == arity.least ? "" : " to " + std::to_string(arity.most);
        return queryError(name.position, name.text + " takes " + std::to_string(arity.least) +
                                             most + " arguments, found " +
                                             std::to_string(expression.parts.size()));
    }
    return expression;
}

bool QueryParser::atLiteral() const
{
    return current().kind == Token::Text || current().kind == Token::Number ||
           atKeyword("true") || atKeyword("false") || atKeyword("null") || atKeyword("undefined");
}

Result<std::optional<json::value>> QueryParser::literal()
{
    const bool negative = acceptSymbol("-");
    const QueryToken token = current();
    if (!atLiteral() || (negative && token.kind != Token::Number)) {
        return unexpected("a value");
    }
    advance();
    if (token.kind == Token::Text) {
        return json::value(json::string(token.text));
    }
    if (token.kind == Token::Number) {
        return json::value(negative ? -token.number : token.number);
    }
    if (equalsIgnoringCase(token.text, "undefined")) {
        return std::nullopt;
    }
    if (equalsIgnoringCase(token.text, "null")) {
        return std::optional(json::value());
    }
    return json::value(equalsIgnoringCase(token.text, "true"));
}

Result<json::array> QueryParser::array()
{
    HUB_TRYV(expectSymbol("["));
    json::array values;
    if (!atSymbol("]")) {
        do {
            HUB_TRY(std::optional<json::value> value, literal());
            if (value) { // undefined equals nothing
                values.push_back(std::move(*value));
            }
        } while (acceptSymbol(","));
    }
    if (!acceptSymbol("]")) {
        return unexpected(", or ]");
    }
    return values;
}

Result<QueryPath> QueryParser::path()
{
    const bool isRoot = current().kind == Token::Name && !isQueryKeyword(current().text) &&
                        !isForeignKeyword(current().text);
    if (!isRoot && current().kind != Token::Bracketed) {
        return unexpected("a property, a value or a function");
    }
    const std::size_t position = current().position;
    std::vector<QueryStep> steps{current().text};
    advance();
    for (;;) {
        if (atSymbol("[")) {
            HUB_TRY(QueryStep step, index());
            steps.push_back(std::move(step));
        } else if (current().kind == Token::Bracketed) {
            return unexpected("a dot before [[");
        } else if (acceptSymbol(".")) {
            const bool isName = current().kind == Token::Name && !isQueryKeyword(current().text);
            if (!isName && current().kind != Token::Bracketed) {
                return unexpected("a name");
            }
            steps.emplace_back(current().text);
            advance();
        } else {
            break;
        }
    }
    QueryPath path = resolved(std::move(steps));
    if (ofJobs_ && !isOfJobs(path.field)) {
        return queryError(position, "expected a field of devices.jobs, found '" + path.text() +
                                        "', which twins have");
    }
    return path;
}

Result<QueryStep> QueryParser::index()
{
    HUB_TRYV(expectSymbol("["));
    const QueryToken token = current();
    QueryStep step = token.text;
    if (token.kind == Token::Number) {
        if (token.number != std::floor(token.number) || token.number > 1e9) {
            return queryError(token.position, "expected a whole number or a text in brackets");
        }
        step = static_cast<std::size_t>(token.number);
    } else if (token.kind != Token::Text) {
        return unexpected("a whole number or a text");
    }
    advance();
    HUB_TRYV(expectSymbol("]"));
    return step;
}

} // namespace hub
