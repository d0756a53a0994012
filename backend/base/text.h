// Small operations on ASCII text.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub {

inline constexpr std::string_view kWhiteSpace = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text); ///< without white space at both ends
bool equalsIgnoringCase(std::string_view a, std::string_view b);
bool containsIgnoringCase(std::string_view text, std::string_view part);
std::string toLower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator); ///< keeps empty parts

/// Text before and after the first separator; second is nothing when there is none.
std::pair<std::string_view, std::optional<std::string_view>> cut(std::string_view text, char at);

/// The whole text as a decimal integer, or nothing.
template <std::integral T>
std::optional<T> toInteger(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

} // namespace hub
