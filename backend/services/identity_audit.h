// What the audit log says of a device or module: everything but its keys.
#pragma once

#include "domain/identity.h"

#include <string>

namespace hub {

/// JSON. "keys" is "set" or "none".
std::string auditJson(const DeviceIdentity& identity);

/// The same of what `before` became; "keys" is "changed" when they are others.
std::string auditJson(const DeviceIdentity& identity, const DeviceIdentity& before);

} // namespace hub
