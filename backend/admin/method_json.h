// Direct methods as the service API writes them (service API, section 5).
#pragma once

#include "services/methods.h"

#include "base/json_writer.h"

#include "hub/error.h"

#include <string_view>

namespace hub::admin {

/// Numbers may stand in strings. Errors: InvalidJson, InvalidArgument, MissingArgument,
/// MessageTooLarge.
Result<MethodCall> methodCallFrom(std::string_view body);

/// {"status":200,"payload":…}. A payload that is not JSON goes out as a text.
void write(JsonWriter& out, const MethodAnswer& answer);

} // namespace hub::admin
