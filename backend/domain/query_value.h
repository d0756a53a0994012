// What an expression of the query language comes to: undefined, or a JSON value. Values and pure
// functions (service API, query semantics).
#pragma once

#include "base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace hub {

/// Texts and compound values of a document are borrowed from it.
class QueryValue final
{
public:
    QueryValue() = default; ///< undefined
    static QueryValue null() { return QueryValue(nullptr); }
    static QueryValue boolean(bool value) { return QueryValue(value); }
    static QueryValue integer(std::int64_t value) { return QueryValue(value); }
    /// Not finite: undefined.
    static QueryValue number(double value);
    static QueryValue text(std::string value) { return QueryValue(std::move(value)); }
    static QueryValue borrowedText(std::string_view value) { return QueryValue(value); }
    /// Borrowed. Numbers become what integer() or number() make of them.
    static QueryValue of(const json::value& value);

    bool isDefined() const { return !std::holds_alternative<std::monostate>(value_); }
    bool isNull() const { return std::holds_alternative<std::nullptr_t>(value_); }
    std::optional<bool> boolean() const;
    std::optional<double> number() const;
    std::optional<std::string_view> text() const;
    /// An object or array; nullptr when it is none.
    const json::value* compound() const;

    json::value toJson() const; ///< a copy; undefined gives null

private:
    template <class T>
    explicit QueryValue(T value) : value_(std::move(value))
    {
    }

    std::variant<std::monostate, std::nullptr_t, bool, std::int64_t, double, std::string_view,
                 std::string, const json::value*>
        value_;
};

/// Three-valued: nothing = undefined.
using Truth = std::optional<bool>;

enum class QueryComparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

/// Undefined for values of different types, for objects and arrays, and for an order of what has none
/// (null, booleans). Texts by their UTF-8 bytes, numbers as IEEE doubles.
Truth compare(const QueryValue& left, QueryComparison how, const QueryValue& right);

} // namespace hub
