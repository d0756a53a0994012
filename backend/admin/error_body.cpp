#include "admin/error_body.h"

#include "api/problem.h"

#include "domain/error_table.h"

#include "base/json_writer.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub::admin {
namespace {

/// 2025-01-02T03:04:05… as 01/02/2025 03:04:05.
std::string americanTime(WallTime now)
{
    const std::string iso = toAdminTime(now);
    return iso.substr(5, 2) + "/" + iso.substr(8, 2) + "/" + iso.substr(0, 4) + " " +
           iso.substr(11, 8);
}

/// {"Message":"ErrorCode:<Name>;<text>",…}: clients cut it at the semicolons.
std::string serviceBody(const ErrorLook& look,
                        std::string text,
                        std::string_view requestId,
                        WallTime now)
{
    std::replace(text.begin(), text.end(), ';', ',');
    std::string tracking(requestId);
    std::erase(tracking, '-');
    std::string body;
    JsonWriter(body)
        .beginObject()
        .member("Message", "ErrorCode:" + std::string(look.azureName) + ";" + text)
        .member("ExceptionMessage",
                "Tracking ID:" + tracking + "-G:0-TimeStamp:" + americanTime(now))
        .endObject();
    return body;
}

std::string_view remedyOf(Errc code)
{
    switch (code) {
    case Errc::Unauthorized: return "Sign in with a policy that has the right for this.";
    case Errc::Forbidden: return "Call the hub by one of its own host names.";
    case Errc::DeviceNotFound: return "Check the device id; ids are case-sensitive.";
    case Errc::CertificateNotFound: return "Read the list again; names are case-sensitive.";
    case Errc::DiskFull: return "Free some space on the disk of the data folder.";
    case Errc::StorageFailed: return "Restart the hub, and check the disk.";
    case Errc::Unavailable: return "Try again in a moment.";
    case Errc::Throttled: return "Close event streams that are not needed, or try again later.";
    default: return {};
    }
}

std::string adminBody(const ErrorLook& look,
                      const Error& error,
                      const std::string& text,
                      std::string_view requestId)
{
    std::string body;
    JsonWriter writer(body);
    api::write(writer, {std::string(look.azureName), text, {}, std::string(remedyOf(error.code)),
                        std::string(requestId)});
    return body;
}

} // namespace

net::HttpResponse errorResponse(ApiKind kind,
                                const Error& error,
                                std::string_view requestId,
                                WallTime now)
{
    const ErrorLook& look = lookOf(error.code);
    const std::string text = error.detail.empty() ? std::string(look.text) : error.detail;
    net::HttpResponse response;
    response.status = look.httpStatus;
    response.headers = {{"iothub-errorcode", std::string(look.azureName)},
                        {"x-ms-request-id", std::string(requestId)}};
    if (look.httpStatus == 429 || look.httpStatus == 503) {
        response.headers.emplace_back("Retry-After", "1");
    }
    response.body = kind == ApiKind::Service ? serviceBody(look, text, requestId, now)
                                             : adminBody(look, error, text, requestId);
    return response;
}

} // namespace hub::admin
