#include "services/command_feedback.h"

#include "domain/limits.h"

#include "base/crypto.h"

#include <algorithm>

namespace hub {

Result<bool> feedbackIsReady(Storage& storage, WallTime now)
{
    HUB_TRY(const FeedbackWaiting waiting, storage.feedback().waiting(limits::kFeedbackBatch));
    return waiting.count >= limits::kFeedbackBatch ||
           (waiting.count > 0 && waiting.oldest + limits::kFeedbackGather <= now);
}

Result<std::optional<FeedbackBatch>> takeFeedback(Storage& storage, DueTime& due, WallTime now)
{
    if (due.isDue(now)) {
        HUB_TRYV(sweepFeedback(storage, now, limits::kFeedbackBatch));
    }
    HUB_TRY(const bool ready, feedbackIsReady(storage, now));
    if (!ready) {
        return std::nullopt;
    }
    FeedbackBatch batch;
    batch.lockToken = randomUuid();
    const WallTime until = now + limits::kFeedbackLock;
    HUB_TRY(batch.records,
            storage.feedback().take(batch.lockToken, until, limits::kFeedbackBatch));
    due.expect(until);
    return std::optional(std::move(batch));
}

Result<void> settleFeedback(Storage& storage,
                            const std::string& lockToken,
                            bool complete,
                            WallTime now)
{
    HUB_TRYV(storage.feedback().unlock(now, limits::kMaxFeedbackDeliveries));
    return complete ? storage.feedback().remove(lockToken)
                    : storage.feedback().giveBack(lockToken, limits::kMaxFeedbackDeliveries);
}

Result<bool> sweepFeedback(Storage& storage, WallTime now, std::size_t limit)
{
    HUB_TRYV(storage.feedback().unlock(now, limits::kMaxFeedbackDeliveries));
    HUB_TRY(const std::size_t forgotten,
            storage.feedback().forget(now - limits::kFeedbackLife, limit));
    return forgotten == limit;
}

Result<std::optional<WallTime>> nextFeedbackTime(Storage& storage)
{
    HUB_TRY(std::optional<WallTime> oldest, storage.feedback().oldest());
    HUB_TRY(const std::optional<WallTime> unlock, storage.feedback().nextUnlock());
    if (oldest) {
        *oldest += limits::kFeedbackLife;
    }
    return oldest && unlock ? std::min(*oldest, *unlock) : (oldest ? oldest : unlock);
}

} // namespace hub
