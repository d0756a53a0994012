// Members of JSON objects that are arrays, and what stands in them.
#pragma once

#include "base/json.h"

#include "hub/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub::api {

/// The elements of a member that is an array, each read by `read`. Errors: InvalidArgument,
/// MissingArgument, naming the member; those of read.
template <class Value>
Result<std::vector<Value>> elementsOf(const JsonView& json,
                                      std::string_view name,
                                      Result<Value> (*read)(const JsonView&))
{
    HUB_TRY(const JsonView member, json.required(name));
    HUB_TRY(const json::array* array, member.array());
    std::vector<Value> values;
    for (const json::value& element : *array) {
        HUB_TRY(Value value, read(JsonView(element, std::string(name))));
        values.push_back(std::move(value));
    }
    return values;
}

/// An element that is a text. Errors: InvalidArgument.
inline Result<std::string> textFrom(const JsonView& json)
{
    HUB_TRY(const std::string_view text, json.string());
    return std::string(text);
}

/// Errors: InvalidArgument, MissingArgument, naming the member.
inline Result<std::uint64_t> requiredCount(const JsonView& json, std::string_view name)
{
    HUB_TRY(const JsonView member, json.required(name));
    return member.notNegative();
}

} // namespace hub::api
