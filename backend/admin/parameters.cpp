#include "admin/parameters.h"

#include "domain/limits.h"

#include "base/text.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub::admin {

Result<std::size_t> limitFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("limit");
    if (!text) {
        return limits::kDefaultPage;
    }
    const auto limit = toInteger<std::size_t>(*text);
    if (!limit || *limit < 1 || *limit > limits::kMaxPage) {
        return fail(Errc::InvalidArgument, "'limit' must be from 1 to 1000");
    }
    return *limit;
}

Result<std::size_t> offsetFrom(const net::HttpRequest& request)
{
    const auto offset = toInteger<std::size_t>(request.parameter("offset").value_or("0"));
    if (!offset || *offset > limits::kMaxDevices) {
        return fail(Errc::InvalidArgument, "'offset' must be a number");
    }
    return *offset;
}

Result<std::optional<WallTime>> timeFrom(const net::HttpRequest& request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text) {
        return std::nullopt;
    }
    const auto time = parseTime(*text);
    if (!time) {
        return fail(Errc::InvalidArgument,
                    "'" + std::string(name) + "' must be a date like 2025-01-02T03:04:05Z");
    }
    return time;
}

Result<IdentityId> idFrom(std::string_view text)
{
    if (!isValidId(text)) {
        return fail(Errc::InvalidArgument, "not a device id");
    }
    return IdentityId{std::string(text), {}};
}

Result<void> checkSearch(std::string_view text)
{
    if (text.size() > limits::kMaxIdChars) {
        return fail(Errc::InvalidArgument, "'search' is longer than an id can be");
    }
    return success();
}

Result<QueryExpressionPtr> deviceConditionFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("query");
    if (!text) {
        return QueryExpressionPtr();
    }
    HUB_TRY(TwinCondition parsed, TwinCondition::parse(*text));
    if (parsed.from != QueryCollection::Devices) {
        return fail(Errc::InvalidArgument, "'query' is a condition on devices");
    }
    return std::move(parsed.where);
}

Result<bool> flagFrom(const net::HttpRequest& request, std::string_view name)
{
    const std::string_view text = request.parameter(name).value_or("false");
    if (text != "true" && text != "false") {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' must be true or false");
    }
    return text == "true";
}

EtagCondition putCondition(const net::HttpRequest& request)
{
    const auto none = EtagCondition::fromHeader(request.header("If-None-Match"));
    return none.isAny() ? EtagCondition() : EtagCondition::fromHeader(request.header("If-Match"));
}

bool isJson(const net::HttpRequest& request)
{
    const auto type = request.header("Content-Type");
    return !type || containsIgnoringCase(*type, "application/json");
}

Result<std::size_t> itemCountFrom(const net::HttpRequest& request)
{
    const auto text = request.header("x-ms-max-item-count");
    if (!text || trimmed(*text).empty()) {
        return limits::kQueryPage;
    }
    const auto count = toInteger<std::int64_t>(trimmed(*text));
    if (!count) {
        return fail(Errc::InvalidArgument, "'x-ms-max-item-count' must be a whole number");
    }
    return *count < 1 ? limits::kQueryPage // -1: whatever the service likes
                      : std::min(static_cast<std::size_t>(*count), limits::kMaxQueryPage);
}

Result<json::value> jsonBody(const net::HttpRequest& request)
{
    if (!isJson(request)) {
        return fail(Errc::UnsupportedMediaType);
    }
    return parseJson(request.body);
}

} // namespace hub::admin
