// JSON documents for tests of what reads and writes them.
#pragma once

#include "base/assert.h"
#include "base/json.h"
#include "base/json_writer.h"

#include <string>
#include <string_view>

namespace hub::test {

/// A document that must be well-formed.
inline json::value parsed(std::string_view text)
{
    auto value = parseJson(text);
    HUB_ASSERT(value.has_value());
    return std::move(value.value());
}

/// What write() makes of a value; found beside the value's type.
template <class T>
std::string written(const T& value)
{
    std::string text;
    JsonWriter out(text);
    write(out, value);
    return text;
}

/// The document with one member, named by its path ("endpoints.mqtts"), taken out.
inline json::value without(json::value document, std::string_view path)
{
    json::value* object = &document;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
        object = &object->at(boost::json::string_view(path.data(), dot));
        path.remove_prefix(dot + 1);
    }
    object->as_object().erase(boost::json::string_view(path.data(), path.size()));
    return document;
}

/// The document with one member, named by its path, set to another value.
inline json::value withMember(json::value document, std::string_view path, std::string_view text)
{
    json::value* object = &document;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
        object = &object->at(boost::json::string_view(path.data(), dot));
        path.remove_prefix(dot + 1);
    }
    object->as_object()[boost::json::string_view(path.data(), path.size())] = parsed(text);
    return document;
}

} // namespace hub::test
