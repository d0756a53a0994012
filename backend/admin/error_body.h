// Errors as the two APIs word them.
#pragma once

#include "net/http_message.h"

#include "base/clock.h"

#include "hub/error.h"

#include <string_view>

namespace hub::admin {

enum class ApiKind {
    Service, ///< Azure IoT Hub's service API
    Admin,   ///< ours, under /admin
};

/// An error answer. requestId is in the header x-ms-request-id too.
net::HttpResponse errorResponse(ApiKind kind,
                                const Error& error,
                                std::string_view requestId,
                                WallTime now);

} // namespace hub::admin
