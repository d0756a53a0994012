// Commands between the queue, the admin API's structs and packed properties.
#pragma once

#include "admin/route_table.h"

#include "api/queue.h"

#include "services/commands.h"

#include "hub/error.h"

namespace hub::admin {

/// As lists show it, without deviceId. Of equal properties the last one counts.
api::Command commandOf(const Command& command);

/// Checks and packs. A command without a message id gets one, since devices rely on it (device API,
/// cloud to device). Errors: InvalidArgument, naming the member; InvalidExpiry; MessageTooLarge.
Result<NewCommand> newCommandFrom(api::CommandDraft draft, WallTime now);

/// The same for many devices: without a message id of its own each gets one later.
Result<NewCommand> sharedCommandFrom(const api::CommandDraft& draft, WallTime now);

/// Who calls, for the life line: policy and address. protocol: "service" or "admin".
CommandActor actorOf(const RouteRequest& request, std::string_view protocol);

} // namespace hub::admin
