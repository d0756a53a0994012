#include "domain/query_functions.h"

#include "domain/limits.h"

#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace hub {
namespace {

struct Known
{
    std::string_view name; ///< without underscores
    QueryFunction function;
    QueryArity arity{};
};

constexpr std::array kFunctions{
    Known{"startswith", QueryFunction::StartsWith, {2, 2}},
    Known{"endswith", QueryFunction::EndsWith, {2, 2}},
    Known{"contains", QueryFunction::Contains, {2, 2}},
    Known{"arraycontains", QueryFunction::ArrayContains, {2, 2}},
    Known{"isdefined", QueryFunction::IsDefined},
    Known{"isnull", QueryFunction::IsNull},
    Known{"isbool", QueryFunction::IsBool},
    Known{"isnumber", QueryFunction::IsNumber},
    Known{"isstring", QueryFunction::IsString},
    Known{"isarray", QueryFunction::IsArray},
    Known{"isobject", QueryFunction::IsObject},
    Known{"isprimitive", QueryFunction::IsPrimitive},
    Known{"asnumber", QueryFunction::AsNumber},
    Known{"abs", QueryFunction::Abs},
    Known{"ceiling", QueryFunction::Ceiling},
    Known{"floor", QueryFunction::Floor},
    Known{"exp", QueryFunction::Exp},
    Known{"power", QueryFunction::Power, {2, 2}},
    Known{"square", QueryFunction::Square},
    Known{"sqrt", QueryFunction::Sqrt},
    Known{"sign", QueryFunction::Sign},
    Known{"concat", QueryFunction::Concat, {2, 64}},
    Known{"length", QueryFunction::Length},
    Known{"lower", QueryFunction::Lower},
    Known{"upper", QueryFunction::Upper},
    Known{"substring", QueryFunction::Substring, {2, 3}},
    Known{"indexof", QueryFunction::IndexOf, {2, 2}},
};

/// Of places and lengths; a text is never longer than the last of them. Nothing for what is none.
std::optional<std::size_t> countOf(const QueryValue& value)
{
    const double number = value.number().value_or(-1);
    return number >= 0 ? std::optional(static_cast<std::size_t>(std::min(number, 1e9)))
                       : std::nullopt;
}

QueryValue substring(std::string_view text, std::span<const QueryValue> arguments)
{
    const auto start = countOf(arguments[1]);
    const auto length = arguments.size() > 2 ? countOf(arguments[2]) : std::size_t{1'000'000'000};
    if (!start || !length) {
        return {};
    }
    text.remove_prefix(byteOfCodePoint(text, *start));
    return QueryValue::text(std::string(text.substr(0, byteOfCodePoint(text, *length))));
}

std::string upper(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    return out;
}

QueryValue placeIn(std::string_view text, std::string_view part)
{
    const std::size_t at = text.find(part);
    return QueryValue::integer(
        at == text.npos ? -1 : static_cast<std::int64_t>(codePoints(text.substr(0, at))));
}

/// Of a text, and another one where the function takes two.
QueryValue ofText(QueryFunction function, std::string_view text,
                  std::span<const QueryValue> arguments)
{
    switch (function) {
    case QueryFunction::Length:
        return QueryValue::integer(static_cast<std::int64_t>(codePoints(text)));
    case QueryFunction::Lower:
        return QueryValue::text(toLower(text));
    case QueryFunction::Upper:
        return QueryValue::text(upper(text));
    case QueryFunction::Substring:
        return substring(text, arguments);
    default:
        break;
    }
    const auto part = arguments[1].text();
    if (!part) {
        return {};
    }
    switch (function) {
    case QueryFunction::StartsWith:
        return QueryValue::boolean(text.starts_with(*part));
    case QueryFunction::EndsWith:
        return QueryValue::boolean(text.ends_with(*part));
    case QueryFunction::Contains:
        return QueryValue::boolean(text.find(*part) != text.npos);
    default:
        return placeIn(text, *part);
    }
}

QueryValue ofNumber(QueryFunction function, double number, std::span<const QueryValue> arguments)
{
    switch (function) {
    case QueryFunction::Abs:
        return QueryValue::number(std::abs(number));
    case QueryFunction::Ceiling:
        return QueryValue::number(std::ceil(number));
    case QueryFunction::Floor:
        return QueryValue::number(std::floor(number));
    case QueryFunction::Exp:
        return QueryValue::number(std::exp(number));
    case QueryFunction::Square:
        return QueryValue::number(number * number);
    case QueryFunction::Sqrt:
        return QueryValue::number(std::sqrt(number));
    case QueryFunction::Sign:
        return QueryValue::integer(number > 0 ? 1 : number < 0 ? -1 : 0);
    default: { // POWER
        const auto exponent = arguments[1].number();
        return exponent ? QueryValue::number(std::pow(number, *exponent)) : QueryValue();
    }
    }
}

/// IS_… of what is defined.
bool isOfKind(QueryFunction function, const QueryValue& value)
{
    switch (function) {
    case QueryFunction::IsNull:
        return value.isNull();
    case QueryFunction::IsBool:
        return value.boolean().has_value();
    case QueryFunction::IsNumber:
        return value.number().has_value();
    case QueryFunction::IsString:
        return value.text().has_value();
    case QueryFunction::IsArray:
        return value.compound() != nullptr && value.compound()->is_array();
    case QueryFunction::IsObject:
        return value.compound() != nullptr && value.compound()->is_object();
    default: // IS_PRIMITIVE
        return value.compound() == nullptr;
    }
}

QueryValue arrayContains(const QueryValue& array, const QueryValue& wanted)
{
    if (array.compound() == nullptr || !array.compound()->is_array() || !wanted.isDefined() ||
        wanted.compound() != nullptr) {
        return {};
    }
    const json::array& elements = array.compound()->get_array();
    return QueryValue::boolean(
        std::any_of(elements.begin(), elements.end(), [&](const json::value& element) {
            return compare(wanted, QueryComparison::Equal, QueryValue::of(element)) == true;
        }));
}

QueryValue asNumber(const QueryValue& value)
{
    const auto text = value.text();
    if (!text) {
        return value.number() ? value : QueryValue();
    }
    double number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = error == std::errc{} && end == text->data() + text->size();
    return whole ? QueryValue::number(number) : QueryValue();
}

QueryValue concat(std::span<const QueryValue> arguments)
{
    std::string joined;
    for (const QueryValue& argument : arguments) {
        const auto text = argument.text();
        if (!text) {
            return {};
        }
        joined += *text;
        if (joined.size() > limits::kMaxQueryTextBytes) {
            return {};
        }
    }
    return QueryValue::text(std::move(joined));
}

} // namespace

std::optional<QueryFunction> queryFunctionFromName(std::string_view name)
{
    std::string plain = toLower(name);
    std::erase(plain, '_');
    const auto* const found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                           [&](const Known& known) { return known.name == plain; });
    return found != kFunctions.end() ? std::optional(found->function) : std::nullopt;
}

QueryArity arityOf(QueryFunction function)
{
    return std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Known& known) {
               return known.function == function;
           })->arity;
}

QueryValue call(QueryFunction function, std::span<const QueryValue> arguments)
{
    const QueryValue& first = arguments[0];
    switch (function) {
    case QueryFunction::IsDefined:
        return QueryValue::boolean(first.isDefined());
    case QueryFunction::IsNull:
    case QueryFunction::IsBool:
    case QueryFunction::IsNumber:
    case QueryFunction::IsString:
    case QueryFunction::IsArray:
    case QueryFunction::IsObject:
    case QueryFunction::IsPrimitive:
        return first.isDefined() ? QueryValue::boolean(isOfKind(function, first)) : QueryValue();
    case QueryFunction::ArrayContains:
        return arrayContains(first, arguments[1]);
    case QueryFunction::AsNumber:
        return asNumber(first);
    case QueryFunction::Concat:
        return concat(arguments);
    case QueryFunction::Abs:
    case QueryFunction::Ceiling:
    case QueryFunction::Floor:
    case QueryFunction::Exp:
    case QueryFunction::Power:
    case QueryFunction::Square:
    case QueryFunction::Sqrt:
    case QueryFunction::Sign:
        return first.number() ? ofNumber(function, *first.number(), arguments) : QueryValue();
    default:
        return first.text() ? ofText(function, *first.text(), arguments) : QueryValue();
    }
}

} // namespace hub
