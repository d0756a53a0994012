// When devices last asked for commands. Kept in memory and written now and then: a poll that finds
// nothing costs no commit.
#pragma once

#include "storage/queue_store.h"

#include "base/guarded.h"

#include <unordered_map>

namespace hub {

/// Callable from any thread.
class DevicePolls final
{
public:
    void note(DeviceKey device, WallTime now);

    /// The later of what is stored and what is not yet.
    std::optional<WallTime> latest(DeviceKey device, std::optional<WallTime> stored) const;

    /// Some that are not yet stored; they stay until written() says so.
    std::vector<PollNote> some(std::size_t limit) const;
    void written(const std::vector<PollNote>& notes);

private:
    Guarded<std::unordered_map<DeviceKey, WallTime>> polls_; ///< no more than there are devices
};

} // namespace hub
