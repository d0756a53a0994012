// Times as members of JSON objects: text with six fraction digits, null for none.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <optional>
#include <string_view>

namespace hub::api {

void writeTime(JsonWriter& out, std::string_view name, const std::optional<WallTime>& time);

/// Absent or null gives nothing. Errors: InvalidArgument, naming the member.
Result<std::optional<WallTime>> timeOf(const JsonView& json, std::string_view name);

/// Errors: also MissingArgument.
Result<WallTime> requiredTime(const JsonView& json, std::string_view name);

} // namespace hub::api
