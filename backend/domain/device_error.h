// Errors as devices read them in answers to twin requests (device API, twin).
#pragma once

#include "base/clock.h"

#include "hub/error.h"

#include <string>
#include <string_view>

namespace hub {

struct DeviceError
{
    int status = 500; ///< three digits, for the topic $iothub/twin/res/{status}/…
    std::string body; ///< {"errorCode":400004,"trackingId":…,"message":…,"timestampUtc":…}
};

/// What went wrong with the hub itself is not told to devices in detail.
DeviceError deviceErrorOf(const Error& error, WallTime now);

/// "<32 hex digits>-G:0-TimeStamp:01/02/2025 03:04:05" of a UUID.
std::string trackingIdOf(std::string_view requestId, WallTime now);

} // namespace hub
