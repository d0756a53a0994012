// JSON in: parsing with limits, and typed access that names the path of what is wrong (RFC 8259).
#pragma once

#include "hub/error.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

namespace json = boost::json;

/// Parses one text. Refused: more than 32 levels, a key that stands twice in an object, text that is
/// not UTF-8, anything after the value. Errors: InvalidJson, with the byte where it went wrong.
Result<json::value> parseJson(std::string_view text);

/// A value inside a document together with its path ("authentication.symmetricKey"), so that errors
/// name the place. Borrowed: valid as long as the document. Member names match ignoring case, and
/// null counts as absent (service API, HTTP ground rules).
class JsonView final
{
public:
    explicit JsonView(const json::value& value, std::string path = {});

    const std::string& path() const { return path_; }
    const json::value& value() const { return *value_; }

    /// Errors of all: InvalidArgument when the value has another type.
    Result<std::string_view> string() const;
    Result<bool> boolean() const;
    Result<std::int64_t> integer() const;       ///< also a number in a string
    Result<std::uint64_t> notNegative() const; ///< as integer()
    Result<const json::object*> object() const;
    Result<const json::array*> array() const;

    /// Nothing when absent or null, or when this is not an object.
    std::optional<JsonView> member(std::string_view name) const;

    /// Errors: MissingArgument.
    Result<JsonView> required(std::string_view name) const;

    /// Errors: InvalidArgument (wrong type). An absent member gives the fallback.
    Result<std::string> stringOr(std::string_view name, std::string fallback) const;
    Result<bool> booleanOr(std::string_view name, bool fallback) const;

    /// Errors: MissingArgument, InvalidArgument.
    Result<std::string> requiredString(std::string_view name) const;

private:
    std::string pathOf(std::string_view name) const; ///< of a member
    Error wrongType(std::string_view wanted) const;

    const json::value* value_;
    std::string path_;
};

} // namespace hub
