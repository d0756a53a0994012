#include "base/json_slice.h"

#include "base/text.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

void skipSpace(std::string_view& rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
}

/// Takes a character, if it comes next.
bool take(std::string_view& rest, char wanted)
{
    skipSpace(rest);
    if (!rest.starts_with(wanted)) {
        return false;
    }
    rest.remove_prefix(1);
    return true;
}

/// The length of a string with its quotes.
std::size_t stringLength(std::string_view text)
{
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2U : 1U;
    }
    return std::min(at + 1, text.size());
}

/// The length of an object or array.
std::size_t nestLength(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        at += c == '"' ? stringLength(text.substr(at)) : 1;
        if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            break;
        }
    }
    return at;
}

std::string_view takeValue(std::string_view& rest)
{
    skipSpace(rest);
    std::size_t length = std::min(rest.find_first_of(",]} \t\r\n"), rest.size());
    if (rest.starts_with('"')) {
        length = stringLength(rest);
    } else if (rest.starts_with('{') || rest.starts_with('[')) {
        length = nestLength(rest);
    }
    const std::string_view value = rest.substr(0, length);
    rest.remove_prefix(length);
    return value;
}

} // namespace

std::optional<std::string_view> memberText(std::string_view object, std::string_view name)
{
    std::string_view rest = object;
    bool more = take(rest, '{');
    while (more) {
        const std::string_view key = takeValue(rest);
        if (key.size() < 2 || !take(rest, ':')) {
            break;
        }
        const std::string_view value = takeValue(rest);
        if (equalsIgnoringCase(key.substr(1, key.size() - 2), name)) {
            return value;
        }
        more = take(rest, ',');
    }
    return std::nullopt;
}

} // namespace hub
