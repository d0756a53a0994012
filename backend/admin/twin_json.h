// Twins as the service API writes them (service API, section twins).
#pragma once

#include "services/twins.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

namespace hub::admin {

/// Every member, always.
void writeTwin(JsonWriter& out, const TwinView& view);

/// What the body of a PATCH or PUT says about tags and desired properties; null empties them.
/// Everything else is passed over, so that callers may send a whole twin back. Errors:
/// InvalidArgument.
Result<TwinUpdate> readTwinUpdate(const JsonView& body);

} // namespace hub::admin
