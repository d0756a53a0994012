// What the queue service gives, as structs of the admin API. The time of the answer is the
// caller's.
#pragma once

#include "api/queue.h"

#include "services/commands.h"

#include <vector>

namespace hub::admin {

api::QueueCounts countsOf(const QueueCounts& counts);

/// A page that ends early, with a cursor, when its bodies would be too many.
api::Queue queueOf(const IdentityId& id, const QueueView& view, const CommandRules& rules);

/// limit: how many were asked for; fewer are the last page.
api::DeadLetters lettersOf(const std::vector<CommandView>& views, std::size_t limit);

api::CommandLife lifeOf(const Commands::Item& item);

} // namespace hub::admin
