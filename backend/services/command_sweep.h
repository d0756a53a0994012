// What time does to commands: they expire, locks end, what has ended is forgotten. And what a restart
// does. Writer thread, or before it starts.
#pragma once

#include "services/command_change.h"

namespace hub {

/// A piece of what is due in all queues. True: there may be more; else the next time is set.
Result<bool> sweepCommands(CommandChange& change);

/// Takes back some of what connections of the last run held; true until nothing is left.
Result<bool> takeBackAfterRestart(CommandChange& change);

} // namespace hub
