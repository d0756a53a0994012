// What the hub answers a device over HTTPS (device API, C2D receive and settle, errors).
#pragma once

#include "protocol/http/message.h"

#include "domain/command.h"

#include "base/clock.h"

#include "hub/error.h"

namespace hub::http {

/// 204 without a body: the C SDK takes nothing else for success.
Answer done();

/// 200 with a JSON body.
Answer jsonAnswer(std::string body);

/// A command that is locked for the device that asked, its token in the ETag.
Answer commandAnswer(const Command& command, const IdentityId& receiver);

/// With the name of the error in iothub-errorcode, and Retry-After where trying again may help.
Answer errorAnswer(const Error& error, std::string_view requestId, WallTime now);

} // namespace hub::http
