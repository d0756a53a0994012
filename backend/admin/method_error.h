// Errors of direct methods, which have a form of their own: a JSON text inside the body, with the
// error's number (service API, sections direct methods and body shapes).
#pragma once

#include "net/http_message.h"

#include "base/clock.h"

#include "hub/error.h"

#include <chrono>
#include <string_view>

namespace hub::admin {

/// A route's answer: HttpApi adds the header x-ms-request-id. connectTime: how long the call waited
/// for the device to connect.
net::HttpResponse methodErrorResponse(const Error& error,
                                      std::chrono::seconds connectTime,
                                      std::string_view requestId,
                                      WallTime now);

} // namespace hub::admin
