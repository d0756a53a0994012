#include "base/json_writer.h"

#include "base/utf8.h"

#include <boost/json/array.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace hub {
namespace {

void appendEscaped(std::string& out, char c)
{
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

void appendText(std::string& out, std::string_view text)
{
    std::size_t plain = 0; // start of what needs no escape
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
            continue;
        }
        out.append(text, plain, i - plain);
        appendEscaped(out, c);
        plain = i + 1;
    }
    out.append(text, plain);
}

std::string_view viewOf(boost::json::string_view text)
{
    return {text.data(), text.size()};
}

/// The shortest text that reads back as the same number, and as a real one.
std::string realText(double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_of(".e") == std::string::npos) {
        text += ".0";
    }
    return text;
}

} // namespace

void JsonWriter::separate()
{
    if (needsComma_) {
        out_ += ',';
    }
    needsComma_ = true;
}

JsonWriter& JsonWriter::beginObject()
{
    separate();
    out_ += '{';
    needsComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    out_ += '}';
    needsComma_ = true;
    return *this;
}

JsonWriter& JsonWriter::beginArray()
{
    separate();
    out_ += '[';
    needsComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    out_ += ']';
    needsComma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    string(name);
    out_ += ':';
    needsComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view utf8)
{
    separate();
    out_ += '"';
    if (isUtf8(utf8)) {
        appendText(out_, utf8);
    } else {
        appendText(out_, toValidUtf8(utf8));
    }
    out_ += '"';
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value)
{
    separate();
    out_ += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::real(double value)
{
    if (!std::isfinite(value)) {
        return null();
    }
    separate();
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out_.append(buffer.data(), end);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value)
{
    return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::null()
{
    return raw("null");
}

JsonWriter& JsonWriter::value(const boost::json::value& value)
{
    switch (value.kind()) {
    case boost::json::kind::null: return null();
    case boost::json::kind::bool_: return boolean(value.get_bool());
    case boost::json::kind::int64: return integer(value.get_int64());
    case boost::json::kind::uint64: return raw(std::to_string(value.get_uint64()));
    case boost::json::kind::double_: return raw(realText(value.get_double()));
    case boost::json::kind::string: return string(viewOf(value.get_string()));
    case boost::json::kind::array: return array(value.get_array());
    case boost::json::kind::object: return beginObject().members(value.get_object()).endObject();
    }
    return *this;
}

JsonWriter& JsonWriter::array(const boost::json::array& elements)
{
    beginArray();
    for (const boost::json::value& element : elements) {
        value(element);
    }
    return endArray();
}

JsonWriter& JsonWriter::members(const boost::json::object& object)
{
    for (const auto& member : object) {
        key(viewOf(member.key())).value(member.value());
    }
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    separate();
    out_ += json;
    return *this;
}

std::string jsonText(const boost::json::value& value)
{
    std::string text;
    JsonWriter(text).value(value);
    return text;
}

std::string jsonText(const boost::json::object& object)
{
    std::string text;
    JsonWriter(text).beginObject().members(object).endObject();
    return text;
}

} // namespace hub
