// Device identities as the service API writes them (service API, section identity registry).
#pragma once

#include "admin/route_table.h"

#include "services/registry.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string>

namespace hub::admin {

/// Every member, always: SDKs and tools rely on it. With keys.
void writeIdentity(JsonWriter& out, const DeviceView& device);

/// The members deviceScope, when there is one, and parentScopes.
void writeScopes(JsonWriter& out, const DeviceIdentity& identity);

/// A module has neither status nor capabilities, but somebody who manages it.
void writeModule(JsonWriter& out, const DeviceView& module);

/// What a PUT body says. Read-only and unknown members are ignored. Errors: InvalidArgument (also
/// when the body names another device than the path), MissingArgument.
Result<IdentityUpdate> readIdentity(const JsonView& body, const IdentityId& pathId);
Result<IdentityUpdate> readModule(const JsonView& body, const IdentityId& pathId);

/// Whether an answer has keys in it: that of who may read them, and that to a new identity. An answer
/// without them leaves no record of its own.
bool showsKeys(const RouteRequest& request);

/// Takes the keys away that are not to be shown.
DeviceView asShown(DeviceView view, bool showsKeys);

/// Who may not read keys cannot set them either, and leaves those that are there; and who may only
/// enroll cannot change what is there. Errors: Forbidden.
Result<void> limitUpdate(IdentityUpdate& update,
                         const EtagCondition& condition,
                         const ServicePrincipal& caller);

} // namespace hub::admin
