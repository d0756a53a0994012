#include "domain/azure_error.h"

#include "domain/device_error.h"
#include "domain/error_table.h"

#include "base/json_writer.h"

#include <algorithm>

namespace hub {
std::string azureErrorBody(const Error& error, std::string_view requestId, WallTime now)
{
    const ErrorLook& look = lookOf(error.code);
    std::string text = error.detail.empty() ? std::string(look.text) : error.detail;
    std::replace(text.begin(), text.end(), ';', ',');
    std::string body;
    JsonWriter(body)
        .beginObject()
        .member("Message", "ErrorCode:" + std::string(look.azureName) + ";" + text)
        .member("ExceptionMessage", "Tracking ID:" + trackingIdOf(requestId, now))
        .endObject();
    return body;
}

} // namespace hub
