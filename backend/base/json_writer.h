// JSON out: appends to a string without building a document first (RFC 8259).
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace hub {

/// Commas are placed by themselves. The caller keeps begin and end in pairs.
class JsonWriter final
{
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);

    JsonWriter& string(std::string_view utf8); ///< bytes that are not UTF-8 become U+FFFD
    JsonWriter& integer(std::int64_t value);
    JsonWriter& real(double value); ///< not finite: null
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    /// Numbers stay what they are: 1.0 is not written as 1. Members keep their order.
    JsonWriter& value(const boost::json::value& value);
    JsonWriter& members(const boost::json::object& object); ///< without the braces
    JsonWriter& raw(std::string_view json); ///< already JSON

    JsonWriter& member(std::string_view name, std::string_view utf8)
    {
        return key(name).string(utf8);
    }
    template <std::integral T>
    JsonWriter& count(std::string_view name, T value)
    {
        return key(name).integer(static_cast<std::int64_t>(value));
    }
    JsonWriter& flag(std::string_view name, bool value) { return key(name).boolean(value); }

private:
    void separate();
    JsonWriter& array(const boost::json::array& elements);

    std::string& out_;
    bool needsComma_ = false;
};

/// A value as compact text.
std::string jsonText(const boost::json::value& value);
std::string jsonText(const boost::json::object& object);

} // namespace hub
