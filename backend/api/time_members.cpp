#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {

void writeTime(JsonWriter& out, std::string_view name, const std::optional<WallTime>& time)
{
    out.key(name);
    if (time) {
        out.string(toAdminTime(*time));
    } else {
        out.null();
    }
}

Result<std::optional<WallTime>> timeOf(const JsonView& json, std::string_view name)
{
    const auto member = json.member(name);
    if (!member) {
        return std::nullopt;
    }
    HUB_TRY(const std::string_view text, member->string());
    const auto time = parseTime(text);
    if (!time) {
        return fail(Errc::InvalidArgument, "'" + member->path() + "' is not a date");
    }
    return time;
}

Result<WallTime> requiredTime(const JsonView& json, std::string_view name)
{
    HUB_TRYV(json.required(name));
    HUB_TRY(const std::optional<WallTime> time, timeOf(json, name));
    return *time;
}

} // namespace hub::api
