// Many identities in one request: what POST /devices says, and its answer (service API, section bulk).
#pragma once

#include "services/identity_changes.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <vector>

namespace hub::admin {

/// The items in their order. Errors, of the request as a whole: InvalidArgument (not an array of objects
/// with ids), MissingArgument, BulkRefused (none, or more than 100), DeviceDefinedTwice.
Result<std::vector<IdentityItem>> readBulk(const JsonView& body);

/// outcomes: one for each item.
void writeBulkResult(JsonWriter& out,
                     const std::vector<IdentityItem>& items,
                     const std::vector<ItemOutcome>& outcomes);

} // namespace hub::admin
