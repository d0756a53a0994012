// Twins as the service API writes them (service API, section twins).
#pragma once

#include "services/identity_members.h"
#include "services/twins.h"

#include "base/json_writer.h"

namespace hub::admin {

/// Every member, always.
void writeTwin(JsonWriter& out, const TwinView& view);

} // namespace hub::admin
