#include "domain/query_value.h"

#include <cmath>
#include <compare>
#include <limits>

namespace hub {
namespace {

template <class T>
Truth ordered(const T& left, QueryComparison how, const T& right)
{
    switch (how) {
    case QueryComparison::Equal:
        return left == right;
    case QueryComparison::NotEqual:
        return left != right;
    case QueryComparison::Less:
        return left < right;
    case QueryComparison::LessOrEqual:
        return left <= right;
    case QueryComparison::Greater:
        return left > right;
    case QueryComparison::GreaterOrEqual:
        return left >= right;
    }
    return std::nullopt;
}

bool asksForOrder(QueryComparison how)
{
    return how != QueryComparison::Equal && how != QueryComparison::NotEqual;
}

} // namespace

QueryValue QueryValue::number(double value)
{
    return std::isfinite(value) ? QueryValue(value) : QueryValue();
}

QueryValue QueryValue::of(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null:
        return null();
    case json::kind::bool_:
        return boolean(value.get_bool());
    case json::kind::int64:
        return integer(value.get_int64());
    case json::kind::uint64:
        return std::in_range<std::int64_t>(value.get_uint64())
                   ? integer(static_cast<std::int64_t>(value.get_uint64()))
                   : number(static_cast<double>(value.get_uint64()));
    case json::kind::double_:
        return number(value.get_double());
    case json::kind::string:
        return borrowedText({value.get_string().data(), value.get_string().size()});
    case json::kind::array:
    case json::kind::object:
        return QueryValue(&value);
    }
    return {};
}

std::optional<bool> QueryValue::boolean() const
{
    const bool* value = std::get_if<bool>(&value_);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<double> QueryValue::number() const
{
    if (const auto* whole = std::get_if<std::int64_t>(&value_)) {
        return static_cast<double>(*whole);
    }
    const double* value = std::get_if<double>(&value_);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::string_view> QueryValue::text() const
{
    if (const auto* owned = std::get_if<std::string>(&value_)) {
        return *owned;
    }
    const auto* borrowed = std::get_if<std::string_view>(&value_);
    return borrowed != nullptr ? std::optional(*borrowed) : std::nullopt;
}

const json::value* QueryValue::compound() const
{
    const auto* value = std::get_if<const json::value*>(&value_);
    return value != nullptr ? *value : nullptr;
}

json::value QueryValue::toJson() const
{
    if (const auto value = boolean()) {
        return *value;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&value_)) {
        return *whole;
    }
    if (const auto value = number()) {
        return *value;
    }
    if (const auto value = text()) {
        return json::string(value->data(), value->size());
    }
    return compound() != nullptr ? *compound() : json::value();
}

Truth compare(const QueryValue& left, QueryComparison how, const QueryValue& right)
{
    if (left.isNull() && right.isNull()) {
        return asksForOrder(how) ? Truth() : Truth(how == QueryComparison::Equal);
    }
    if (const auto a = left.text(), b = right.text(); a && b) {
        return ordered(*a, how, *b);
    }
    if (const auto a = left.number(), b = right.number(); a && b) {
        return ordered(*a, how, *b);
    }
    if (const auto a = left.boolean(), b = right.boolean(); a && b && !asksForOrder(how)) {
        return ordered(*a, how, *b);
    }
    return std::nullopt;
}

} // namespace hub
