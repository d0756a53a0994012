#include "domain/azure_error.h"

#include "domain/error_table.h"

#include "base/json_writer.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub {
namespace {

/// 2025-01-02T03:04:05… as 01/02/2025 03:04:05.
std::string americanTime(WallTime now)
{
    const std::string iso = toAdminTime(now);
    return iso.substr(5, 2) + "/" + iso.substr(8, 2) + "/" + iso.substr(0, 4) + " " +
           iso.substr(11, 8);
}

} // namespace

std::string azureErrorBody(const Error& error, std::string_view requestId, WallTime now)
{
    const ErrorLook& look = lookOf(error.code);
    std::string text = error.detail.empty() ? std::string(look.text) : error.detail;
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

} // namespace hub
