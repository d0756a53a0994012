// Device identities as the service API writes them (service API, section identity registry).
#pragma once

#include "admin/route_table.h"

#include "services/identity_members.h"
#include "services/registry.h"

#include "base/json_writer.h"

namespace hub::admin {

/// Every member, always: SDKs and tools rely on it. With keys.
void writeIdentity(JsonWriter& out, const DeviceView& device);

/// A module has neither status nor capabilities, but somebody who manages it.
void writeModule(JsonWriter& out, const DeviceView& module);

/// Whether an answer has keys in it: that of who may read them, and that to a new identity. An answer
/// without them leaves no record of its own.
bool showsKeys(const RouteRequest& request);

/// Takes the keys away that are not to be shown.
DeviceView asShown(DeviceView view, bool showsKeys);

} // namespace hub::admin
