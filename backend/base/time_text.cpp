#include "base/time_text.h"

#include "base/text.h"

#include <array>
#include <cstdio>

namespace hub {
namespace {

using std::chrono::days;
using std::chrono::floor;

std::string toSeconds(WallTime time)
{
    const auto day = floor<days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(floor<std::chrono::seconds>(time - day));
    std::array<char, 40> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return buffer.data();
}

std::string toMicroDigits(WallTime time)
{
    const auto fraction = time - floor<std::chrono::seconds>(time);
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), ".%06d", static_cast<int>(fraction.count()));
    return buffer.data();
}

/// Takes exactly `digits` decimal digits and, after them, `follow` (0 = nothing).
std::optional<int> takeNumber(std::string_view& text, std::size_t digits, char follow)
{
    if (text.size() < digits + (follow != 0 ? 1 : 0)) {
        return std::nullopt;
    }
    const std::string_view number = text.substr(0, digits);
    const auto value = toInteger<int>(number);
    if (!value || number[0] == '-' || (follow != 0 && text[digits] != follow)) {
        return std::nullopt;
    }
    text.remove_prefix(digits + (follow != 0 ? 1 : 0));
    return value;
}

std::optional<Micros> takeFraction(std::string_view& text)
{
    if (text.empty() || text[0] != '.') {
        return Micros(0);
    }
    text.remove_prefix(1);
    std::int64_t micros = 0;
    std::size_t digits = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        if (digits < 6) {
            micros = micros * 10 + (text[0] - '0');
        }
        ++digits;
        text.remove_prefix(1);
    }
    for (std::size_t i = digits; i < 6; ++i) {
        micros *= 10;
    }
    return digits >= 1 && digits <= 9 ? std::optional(Micros(micros)) : std::nullopt;
}

std::optional<std::chrono::minutes> takeOffset(std::string_view text)
{
    if (text == "Z" || text == "z") {
        return std::chrono::minutes(0);
    }
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) {
        return std::nullopt;
    }
    const int sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = takeNumber(text, 2, ':');
    const auto minutes = hours ? takeNumber(text, 2, 0) : std::nullopt;
    if (!minutes || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

std::optional<std::chrono::sys_days> takeDate(std::string_view& text)
{
    const auto year = takeNumber(text, 4, '-');
    const auto month = year ? takeNumber(text, 2, '-') : std::nullopt;
    const auto day = month ? takeNumber(text, 2, 0) : std::nullopt;
    if (!day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<std::chrono::seconds> takeClock(std::string_view& text)
{
    const auto hour = takeNumber(text, 2, ':');
    const auto minute = hour ? takeNumber(text, 2, ':') : std::nullopt;
    const auto second = minute ? takeNumber(text, 2, 0) : std::nullopt;
    if (!second || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    return std::chrono::seconds((*hour * 60 + *minute) * 60 + *second);
}

} // namespace

std::string toAzureTime(WallTime time)
{
    return toSeconds(time) + toMicroDigits(time) + "0Z";
}

std::string toAzureTime(std::optional<WallTime> time)
{
    return time ? toAzureTime(*time) : std::string(kNeverText);
}

std::string toAdminTime(WallTime time)
{
    return toSeconds(time) + toMicroDigits(time) + "Z";
}

std::optional<WallTime> parseTime(std::string_view text)
{
    const auto date = takeDate(text);
    if (!date || text.empty() || (text[0] != 'T' && text[0] != 't' && text[0] != ' ')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto clock = takeClock(text);
    const auto fraction = clock ? takeFraction(text) : std::nullopt;
    const auto offset = fraction ? takeOffset(text) : std::nullopt;
    if (!offset) {
        return std::nullopt;
    }
    const WallTime time(date->time_since_epoch() + *clock + *fraction - *offset);
    constexpr WallTime year10000(std::chrono::seconds(253'402'300'800));
    return time >= WallTime{} && time < year10000 ? std::optional(time) : std::nullopt;
}

} // namespace hub
