#include "admin/error_body.h"

#include "api/problem.h"

#include "domain/azure_error.h"
#include "domain/error_table.h"

#include "base/json_writer.h"

namespace hub::admin {
namespace {

std::string_view remedyOf(Errc code)
{
    switch (code) {
    case Errc::Unauthorized: return "Sign in with a policy that has the right for this.";
    case Errc::Forbidden: return "Call the hub by one of its own host names.";
    case Errc::DeviceNotFound: return "Check the device id; ids are case-sensitive.";
    case Errc::CommandNotFound: return "Look again; ended commands are kept for two days.";
    case Errc::QueueFull: return "Let the device take its commands, or purge some.";
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
    response.body = kind == ApiKind::Service ? azureErrorBody(error, requestId, now)
                                             : adminBody(look, error, text, requestId);
    return response;
}

} // namespace hub::admin
