// The query language's functions (service API, query semantics).
#pragma once

#include "domain/query_value.h"

#include <optional>
#include <span>
#include <string_view>

namespace hub {

enum class QueryFunction {
    StartsWith,
    EndsWith,
    Contains,
    ArrayContains,
    IsDefined,
    IsNull,
    IsBool,
    IsNumber,
    IsString,
    IsArray,
    IsObject,
    IsPrimitive,
    AsNumber,
    Abs,
    Ceiling,
    Floor,
    Exp,
    Power,
    Square,
    Sqrt,
    Sign,
    Concat, ///< of texts; the others take what their names say
    Length,
    Lower, ///< of ASCII letters
    Upper,
    Substring,
    IndexOf
};

/// Ignores case; underscores may be left out. Nothing = there is no such function.
std::optional<QueryFunction> queryFunctionFromName(std::string_view name);

struct QueryArity
{
    std::size_t least = 1;
    std::size_t most = 1;
};

QueryArity arityOf(QueryFunction function);

/// arguments: as many as arityOf() allows. Undefined for an argument of the wrong type or an undefined
/// one, but for IS_DEFINED. Lengths and places of texts count code points.
QueryValue call(QueryFunction function, std::span<const QueryValue> arguments);

} // namespace hub
