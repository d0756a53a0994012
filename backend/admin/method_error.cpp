#include "admin/method_error.h"

#include "domain/device_error.h"
#include "domain/error_table.h"

#include "base/json_writer.h"
#include "base/time_text.h"

namespace hub::admin {
namespace {

/// 65 s as "00:01:05".
std::string clockText(std::chrono::seconds time)
{
    const auto twoDigits = [](std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    const std::int64_t count = time.count();
    return twoDigits(count / 3'600) + ":" + twoDigits(count / 60 % 60) + ":" +
           twoDigits(count % 60);
}

} // namespace

net::HttpResponse methodErrorResponse(const Error& error,
                                      std::chrono::seconds connectTime,
                                      std::string_view requestId,
                                      WallTime now)
{
    const ErrorLook& look = lookOf(error.code);
    std::string message;
    JsonWriter writer(message);
    writer.beginObject()
        .count("errorCode", look.azureNumber)
        .member("trackingId", trackingIdOf(requestId, now))
        .member("message", error.detail.empty() ? std::string(look.text) : error.detail)
        .key("info")
        .beginObject();
    if (error.code == Errc::DeviceNotOnline) {
        writer.member("timeout", clockText(connectTime));
    }
    writer.endObject().member("timestampUtc", toAdminTime(now)).endObject();

    net::HttpResponse response(look.httpStatus);
    response.headers.emplace_back("iothub-errorcode", std::string(look.azureName));
    if (look.httpStatus == 429 || look.httpStatus == 503) {
        response.headers.emplace_back("Retry-After", "1");
    }
    JsonWriter(response.body)
        .beginObject()
        .member("Message", message)
        .member("ExceptionMessage", "")
        .endObject();
    return response;
}

} // namespace hub::admin
