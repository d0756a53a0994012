#include "domain/tag_condition.h"

#include "domain/limits.h"

#include "base/json_writer.h"
#include "base/text.h"

namespace hub {
namespace {

constexpr std::string_view kTags = "tags.";

Error notUnderstood()
{
    return fail(Errc::InvalidArgument,
                "a condition looks like tags.site = 'berlin', or like tags.floor = 3");
}

/// A text in single quotes, in which two of them stand for one, or a number, or true or false.
std::optional<std::string> literal(std::string_view text)
{
    if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') {
        const bool isWord = !text.empty() && text.find_first_of("' \t\r\n") == text.npos;
        const auto parsed = parseJson(isWord ? text : "null");
        return parsed && !parsed.value().is_string() ? tagText(parsed.value()) : std::nullopt;
    }
    text = text.substr(1, text.size() - 2);
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'' && (++i == text.size() || text[i] != '\'')) {
            return std::nullopt;
        }
        value += text[i];
    }
    return value;
}

} // namespace

Result<TagCondition> TagCondition::parse(std::string_view text)
{
    const auto [left, right] = cut(text, '=');
    std::string_view name = trimmed(left);
    const auto value = literal(trimmed(right.value_or("")));
    if (text.size() > limits::kMaxTagConditionBytes || !name.starts_with(kTags) || !value) {
        return notUnderstood();
    }
    name.remove_prefix(kTags.size());
    if (name.empty() || name.find_first_of(".[]'\" \t\r\n") != std::string_view::npos) {
        return notUnderstood();
    }
    return TagCondition{std::string(name), *value};
}

std::string TagCondition::text() const
{
    std::string quoted;
    for (const char c : value) {
        quoted += c == '\'' ? "''" : std::string(1, c);
    }
    return std::string(kTags) + name + " = '" + quoted + "'";
}

std::string tagsIn(const TagCondition& condition)
{
    std::string tags;
    JsonWriter(tags).beginObject().member(condition.name, condition.value).endObject();
    return tags;
}

std::optional<std::string> tagText(const json::value& value)
{
    if (const json::string* text = value.if_string()) {
        return std::string(text->data(), text->size());
    }
    if (value.is_number() || value.is_bool()) {
        return jsonText(value);
    }
    return std::nullopt;
}

std::string tagKey(std::string_view name, std::string_view value)
{
    std::string key(name);
    key += '\0'; // in no name
    key += value;
    return key;
}

std::vector<std::string> tagKeys(std::string_view tags)
{
    std::vector<std::string> keys;
    const auto parsed = tags == "{}" ? Result<json::value>(json::value()) : parseJson(tags);
    if (!parsed || !parsed.value().is_object()) {
        return keys;
    }
    for (const auto& tag : parsed.value().get_object()) {
        if (const auto text = tagText(tag.value())) {
            keys.push_back(tagKey({tag.key().data(), tag.key().size()}, *text));
        }
    }
    return keys;
}

} // namespace hub
