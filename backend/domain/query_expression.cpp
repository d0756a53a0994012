#include "domain/query_expression.h"

#include <algorithm>
#include <cmath>

namespace hub {
namespace {

using Kind = QueryExpression::Kind;

QueryValue valueOf(Truth truth)
{
    return truth ? QueryValue::boolean(*truth) : QueryValue();
}

/// What decides: false for AND, true for OR; undefined counts only where nothing decides.
QueryValue joined(const QueryExpression& expression, const QueryDocument& document, bool deciding)
{
    bool undefined = false;
    for (const QueryExpression& part : expression.parts) {
        const auto truth = evaluate(part, document).boolean();
        if (truth == deciding) {
            return QueryValue::boolean(deciding);
        }
        undefined = undefined || !truth;
    }
    return undefined ? QueryValue() : QueryValue::boolean(!deciding);
}

QueryValue isIn(const QueryValue& wanted, const json::array& array)
{
    if (!wanted.isDefined() || wanted.compound() != nullptr) {
        return {};
    }
    return QueryValue::boolean(
        std::any_of(array.begin(), array.end(), [&](const json::value& element) {
            return compare(wanted, QueryComparison::Equal, QueryValue::of(element)) == true;
        }));
}

QueryValue calculated(char sign, const QueryValue& left, const QueryValue& right)
{
    const auto a = left.number();
    const auto b = right.number();
    if (!a || !b) {
        return {};
    }
    switch (sign) {
    case '+':
        return QueryValue::number(*a + *b);
    case '-':
        return QueryValue::number(*a - *b);
    case '*':
        return QueryValue::number(*a * *b);
    case '/':
        return QueryValue::number(*a / *b);
    default:
        return QueryValue::number(std::fmod(*a, *b));
    }
}

QueryValue called(const QueryExpression& expression, const QueryDocument& document)
{
    std::vector<QueryValue> arguments;
    arguments.reserve(expression.parts.size());
    for (const QueryExpression& part : expression.parts) {
        arguments.push_back(evaluate(part, document));
    }
    return call(expression.function, arguments);
}

} // namespace

QueryValue evaluate(const QueryExpression& expression, const QueryDocument& document)
{
    const auto part = [&](std::size_t index) {
        return evaluate(expression.parts[index], document);
    };
    switch (expression.kind) {
    case Kind::Literal:
        return expression.value;
    case Kind::Array:
        return QueryValue::of(expression.array);
    case Kind::Path:
        return document.at(expression.path);
    case Kind::And:
        return joined(expression, document, false);
    case Kind::Or:
        return joined(expression, document, true);
    case Kind::Not: {
        const auto truth = part(0).boolean();
        return truth ? QueryValue::boolean(!*truth) : QueryValue();
    }
    case Kind::Compare:
        return valueOf(compare(part(0), expression.comparison, part(1)));
    case Kind::In:
        return isIn(part(0), expression.array.get_array());
    case Kind::Arithmetic:
        return calculated(expression.sign, part(0), part(1));
    case Kind::Negate: {
        const auto number = part(0).number();
        return number ? QueryValue::number(-*number) : QueryValue();
    }
    case Kind::Call:
        return called(expression, document);
    }
    return {};
}

bool isTrue(const QueryExpressionPtr& condition, const QueryDocument& document)
{
    return condition == nullptr || evaluate(*condition, document).boolean() == true;
}

} // namespace hub
