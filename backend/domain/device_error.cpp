#include "domain/device_error.h"

#include "domain/error_table.h"

#include "base/crypto.h"
#include "base/json_writer.h"
#include "base/time_text.h"

namespace hub {

DeviceError deviceErrorOf(const Error& error, WallTime now)
{
    const ErrorLook& look = lookOf(error.code);
    const bool isOurs = look.httpStatus >= 500;
    DeviceError answer;
    answer.status = look.httpStatus;
    JsonWriter(answer.body)
        .beginObject()
        .count("errorCode", look.azureNumber)
        .member("trackingId", trackingIdOf(randomUuid(), now))
        .member("message", error.detail.empty() || isOurs ? look.text : error.detail)
        .member("timestampUtc", toAzureTime(now))
        .endObject();
    return answer;
}

std::string trackingIdOf(std::string_view requestId, WallTime now)
{
    std::string id(requestId);
    std::erase(id, '-');
    const std::string iso = toAdminTime(now); // 2025-01-02T03:04:05…
    return id + "-G:0-TimeStamp:" + iso.substr(5, 2) + "/" + iso.substr(8, 2) + "/" +
           iso.substr(0, 4) + " " + iso.substr(11, 8);
}

} // namespace hub
