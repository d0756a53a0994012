#include "base/json.h"

#include "base/text.h"
#include "base/utf8.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include <charconv>
#include <cmath>
#include <unordered_set>
#include <vector>

namespace hub {
namespace {

constexpr std::size_t kMaxDepth = 32;

/// Sees the text before the document is built: refuses a key that stands twice in one object, and
/// reads real numbers to the last bit, which Boost's parser does not (17 digits may end one off).
class FirstPass final
{
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using Code = boost::json::error_code;
    using Text = boost::json::string_view;

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t, Code&) { return true; }
    bool on_object_begin(Code&)
    {
        levels_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, Code&)
    {
        levels_.pop_back();
        return true;
    }
    bool on_key_part(Text part, std::size_t, Code&)
    {
        key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(Text part, std::size_t, Code& error)
    {
        key_.append(part.data(), part.size());
        if (!levels_.back().insert(key_).second) {
            duplicate = key_;
            error = boost::json::error::syntax;
            return false;
        }
        key_.clear();
        return true;
    }
    bool on_string_part(Text, std::size_t, Code&) { return true; }
    bool on_string(Text, std::size_t, Code&) { return true; }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t, Text, Code&) { return true; }
    bool on_uint64(std::uint64_t, Text, Code&) { return true; }
    bool on_double(double value, Text text, Code& error)
    {
        if (!std::isfinite(value)) {
            error = boost::json::error::exponent_overflow;
            return false;
        }
        double exact = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), exact);
        reals.push_back(failed == std::errc() ? exact : value);
        return true;
    }
    bool on_bool(bool, Code&) { return true; }
    bool on_null(Code&) { return true; }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    std::string duplicate;
    std::vector<double> reals; ///< in the order of the text

private:
    std::string key_;
    std::vector<std::unordered_set<std::string>> levels_;
};

/// Puts the real numbers of the first pass in their places.
void setReals(json::value& value, std::vector<double>::const_iterator& next)
{
    if (double* real = value.if_double()) {
        *real = *next++;
    } else if (json::array* array = value.if_array()) {
        for (json::value& element : *array) {
            setReals(element, next);
        }
    } else if (json::object* object = value.if_object()) {
        for (auto& member : *object) {
            setReals(member.value(), next);
        }
    }
}

json::parse_options limits()
{
    json::parse_options options;
    options.max_depth = kMaxDepth;
    return options;
}

} // namespace

Result<json::value> parseJson(std::string_view text)
{
    json::basic_parser<FirstPass> first(limits());
    boost::json::error_code error;
    const std::size_t read = first.write_some(false, text.data(), text.size(), error);
    if (!first.handler().duplicate.empty()) {
        return fail(Errc::InvalidJson, "key '" + first.handler().duplicate +
                                           "' stands twice, the second time before byte " +
                                           std::to_string(read));
    }
    if (!error && text.substr(read).find_first_not_of(" \t\r\n") != std::string_view::npos) {
        error = boost::json::error::extra_data;
    }
    if (error) {
        return fail(Errc::InvalidJson,
                    "not JSON at byte " + std::to_string(read) + ": " + error.message());
    }
    json::value value = json::parse(text, error, {}, limits());
    if (error) {
        return fail(Errc::InvalidJson, "not JSON: " + error.message());
    }
    auto next = first.handler().reals.cbegin();
    setReals(value, next);
    return value;
}

JsonView::JsonView(const json::value& value, std::string path)
    : value_(&value), path_(std::move(path))
{
}

std::string JsonView::pathOf(std::string_view name) const
{
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

Error JsonView::wrongType(std::string_view wanted) const
{
    const std::string name = path_.empty() ? "the body" : "'" + path_ + "'";
    return fail(Errc::InvalidArgument, name + " must be " + std::string(wanted));
}

Result<std::string_view> JsonView::string() const
{
    if (const json::string* text = value_->if_string()) {
        return std::string_view(text->data(), text->size());
    }
    return wrongType("a string");
}

Result<bool> JsonView::boolean() const
{
    if (const bool* flag = value_->if_bool()) {
        return *flag;
    }
    return wrongType("true or false");
}

Result<std::int64_t> JsonView::integer() const
{
    if (const std::int64_t* number = value_->if_int64()) {
        return *number;
    }
    if (const json::string* text = value_->if_string()) {
        if (const auto number = toInteger<std::int64_t>({text->data(), text->size()})) {
            return *number;
        }
    }
    return wrongType("an integer");
}

Result<std::uint64_t> JsonView::notNegative() const
{
    const Result<std::int64_t> number = integer();
    if (!number || number.value() < 0) {
        return wrongType("a number from 0 on");
    }
    return static_cast<std::uint64_t>(number.value());
}

Result<const json::object*> JsonView::object() const
{
    if (const json::object* object = value_->if_object()) {
        return object;
    }
    return wrongType("an object");
}

Result<const json::array*> JsonView::array() const
{
    if (const json::array* array = value_->if_array()) {
        return array;
    }
    return wrongType("an array");
}

std::optional<JsonView> JsonView::member(std::string_view name) const
{
    const json::object* object = value_->if_object();
    if (object == nullptr) {
        return std::nullopt;
    }
    for (const auto& entry : *object) {
        const std::string_view key(entry.key().data(), entry.key().size());
        if (equalsIgnoringCase(key, name) && !entry.value().is_null()) {
            return JsonView(entry.value(), pathOf(name));
        }
    }
    return std::nullopt;
}

Result<std::string> JsonView::stringOr(std::string_view name, std::string fallback) const
{
    const auto found = member(name);
    if (!found) {
        return fallback;
    }
    HUB_TRY(const std::string_view text, found->string());
    return std::string(text);
}

Result<bool> JsonView::booleanOr(std::string_view name, bool fallback) const
{
    const auto found = member(name);
    return found ? found->boolean() : Result<bool>(fallback);
}

Result<JsonView> JsonView::required(std::string_view name) const
{
    auto found = member(name);
    if (!found) {
        return fail(Errc::MissingArgument, "'" + pathOf(name) + "' is missing");
    }
    return std::move(*found);
}

Result<std::string> JsonView::requiredString(std::string_view name) const
{
    HUB_TRY(const JsonView found, required(name));
    HUB_TRY(const std::string_view text, found.string());
    return std::string(text);
}

} // namespace hub
