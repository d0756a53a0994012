// What requests about queues say: path, query and bodies, checked.
#pragma once

#include "admin/route_table.h"

#include "api/queue.h"

#include "services/commands.h"

#include <optional>
#include <string>
#include <vector>

namespace hub::admin {

// Errors of all: InvalidArgument, naming what is wrong. Of those that read a body also
// UnsupportedMediaType, InvalidJson and MissingArgument.

/// The queue that a path and "module" name.
Result<IdentityId> queueIdFrom(const RouteRequest& request);

Result<CommandId> numberFrom(std::string_view text);

/// "after": lists of commands go on behind the last row that was seen.
Result<std::optional<CommandId>> afterFrom(const net::HttpRequest& request);

Result<CommandQuery> commandQueryFrom(const RouteRequest& request);
Result<QueueListQuery> queueListQueryFrom(const net::HttpRequest& request);

/// {"commands":["12","13"]}
Result<std::vector<CommandId>> commandsFrom(const net::HttpRequest& request);

/// An api::CommandDraft. Errors: also InvalidExpiry, MessageTooLarge.
Result<NewCommand> draftFrom(const net::HttpRequest& request, WallTime now);

Result<api::PurgeRequest> purgeRequestFrom(const net::HttpRequest& request);
PurgeFilter filterOf(api::PurgeRequest request);

/// {"reason":"…"}; no body, no reason.
Result<std::string> reasonFrom(const net::HttpRequest& request);

} // namespace hub::admin
