// When devices were last heard, collected on an I/O thread and written every few seconds: precise
// enough to see who is silent, cheap enough for every message.
#pragma once

#include "services/device_link.h"

#include "storage/identity_store.h"

#include "base/clock.h"

#include <cstdint>
#include <vector>

namespace hub {

/// One thread.
class Activity final
{
public:
    /// A session's place in the current round; kept by the session.
    struct Mark
    {
        std::uint32_t round = 0;
        std::uint32_t index = 0;
    };

    void heard(Mark& mark, DeviceKey key, WallTime now);
    void connected(Mark& mark, DeviceKey key, WallTime now);
    void disconnected(Mark& mark, DeviceKey key, WallTime now, CloseReason reason);

    /// What came since the last call; starts a new round.
    std::vector<ActivityNote> take();

private:
    ActivityNote& noteOf(Mark& mark, DeviceKey key);

    std::vector<ActivityNote> notes_; ///< one a session and round
    std::uint32_t round_ = 1;
};

} // namespace hub
