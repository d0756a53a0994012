// Feedback to back ends: gathered into batches, locked while one back end has them, forgotten after
// an hour.
#pragma once

#include "services/commands.h"
#include "services/due_time.h"

namespace hub {

/// Whether takeFeedback() would give something: a full batch, or records that have waited for long
/// enough.
Result<bool> feedbackIsReady(Storage& storage, WallTime now);

// Writer thread.

Result<std::optional<FeedbackBatch>> takeFeedback(Storage& storage, DueTime& due, WallTime now);

/// Errors: LockLost.
Result<void> settleFeedback(Storage& storage,
                            const std::string& lockToken,
                            bool complete,
                            WallTime now);

/// Unlocks and forgets what is due; true when there may be more of it.
Result<bool> sweepFeedback(Storage& storage, WallTime now, std::size_t limit);

/// When sweepFeedback() has something to do again.
Result<std::optional<WallTime>> nextFeedbackTime(Storage& storage);

} // namespace hub
