// What documents say of an identity and its twin, member by member: bodies of requests, items of bulk
// requests, rows of files (service API, sections identity registry and twins).
#pragma once

#include "services/twin_change.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string>
#include <string_view>

namespace hub {

/// null for an empty text.
void writeTextOrNull(JsonWriter& out, std::string_view name, const std::string& text);

/// The member authentication, with keys when the identity has them.
void writeAuthentication(JsonWriter& out, const DeviceIdentity& identity);

/// The members deviceScope, when there is one, and parentScopes.
void writeScopes(JsonWriter& out, const DeviceIdentity& identity);

/// What a PUT body says. Read-only and unknown members are ignored. Errors: InvalidArgument (also
/// when the body names another device than the path), MissingArgument.
Result<IdentityUpdate> readIdentity(const JsonView& body, const IdentityId& pathId);
Result<IdentityUpdate> readModule(const JsonView& body, const IdentityId& pathId);

/// What the body of a PATCH or PUT says about tags and desired properties; null empties them.
/// Everything else is passed over, so that callers may send a whole twin back. Errors:
/// InvalidArgument.
Result<TwinUpdate> readTwinUpdate(const JsonView& body);

} // namespace hub
