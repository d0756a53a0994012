// The topic of a command, which carries its properties (device API, C2D):
//
//   devices/{d}[/modules/{m}]/messages/devicebound/{bag}
#pragma once

#include "domain/command.h"

#include <string>

namespace hub::mqtt {

/// System properties first, their keys as "%24.x", "%24.to" always among them; then the application's.
/// Those without a value are left out. This is the one form that all device SDKs read.
std::string commandTopic(const IdentityId& id, const Command& command);

} // namespace hub::mqtt
