// The body of an error as Azure's APIs word it, for back ends and devices alike.
#pragma once

#include "base/clock.h"

#include "hub/error.h"

#include <string>
#include <string_view>

namespace hub {

/// {"Message":"ErrorCode:<Name>;<text>",…}: clients cut it at the semicolons.
std::string azureErrorBody(const Error& error, std::string_view requestId, WallTime now);

} // namespace hub
