// What may stand in a twin: keys, values, depth, and how sizes are counted (service API, twins,
// limits and key grammar; device API, twin limits).
#pragma once

#include "domain/twin.h"

#include "base/json.h"

#include "hub/error.h"

#include <cstddef>

namespace hub {

/// Keys, values, depth and arrays, but not the size. In objects null is allowed, since patches delete
/// with it; $metadata and $version at the top are passed over. Errors: InvalidArgument, naming the
/// path.
Result<void> checkTwinValues(const json::object& values, TwinPart part);

/// Characters of keys and strings without control characters, 8 for a number, 4 for true or false,
/// nothing for null and for containers themselves. $metadata and $version at the top do not count.
std::size_t twinSize(const json::object& values);

} // namespace hub
