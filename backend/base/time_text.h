// Dates as text: ISO 8601 in UTC (RFC 3339).
#pragma once

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// 2025-01-02T03:04:05.1234560Z, seven digits as the Azure routes write them.
std::string toAzureTime(WallTime time);

/// What the Azure routes write for "never": 0001-01-01T00:00:00Z.
inline constexpr std::string_view kNeverText = "0001-01-01T00:00:00Z";

/// toAzureTime, or kNeverText for nothing.
std::string toAzureTime(std::optional<WallTime> time);

/// 2025-01-02T03:04:05.123456Z, six digits as the admin API writes them.
std::string toAdminTime(WallTime time);

/// RFC 3339 with up to nine fraction digits and Z or an offset; years 1970 to 9999.
std::optional<WallTime> parseTime(std::string_view text);

} // namespace hub
