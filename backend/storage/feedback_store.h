// What became of commands, until back ends have taken it. Blocking; one thread at a time.
#pragma once

#include "domain/command.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct FeedbackRecord
{
    std::string originalMessageId;
    WallTime time{};
    std::string statusCode; ///< "Success", "Expired", "DeliveryCountExceeded", "Rejected", "Purged"
    std::string deviceId;
    std::string generationId;
};

/// What nobody has locked.
struct FeedbackWaiting
{
    std::size_t count = 0; ///< up to what was asked for
    WallTime oldest{};     ///< of the oldest one, if there is one
};

class FeedbackStore
{
public:
    virtual ~FeedbackStore() = default;

    /// Of a command that has ended. The oldest records go when there are too many.
    virtual Result<void> record(const Command& command, WallTime now) = 0;

    virtual Result<FeedbackWaiting> waiting(std::size_t upTo) = 0;
    /// Locks the oldest ones that nobody has locked, and gives them.
    virtual Result<std::vector<FeedbackRecord>> take(std::string_view token,
                                                     WallTime until,
                                                     std::size_t limit) = 0;
    /// Errors: LockLost.
    virtual Result<void> remove(std::string_view token) = 0;
    /// Counts a delivery; those that had `maxDeliveries` are gone. Errors: LockLost.
    virtual Result<void> giveBack(std::string_view token, unsigned maxDeliveries) = 0;

    /// The same for all whose lock is over.
    virtual Result<void> unlock(WallTime now, unsigned maxDeliveries) = 0;
    /// Removes what was recorded at `until` or before; gives how many.
    virtual Result<std::size_t> forget(WallTime until, std::size_t limit) = 0;
    virtual Result<std::optional<WallTime>> oldest() = 0;
    virtual Result<std::optional<WallTime>> nextUnlock() = 0;
};

} // namespace hub
