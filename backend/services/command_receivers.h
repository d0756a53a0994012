// Which connections receive commands as long as they live.
#pragma once

#include "services/commands.h"

#include "base/guarded.h"

#include <unordered_map>
#include <vector>

namespace hub {

/// A device has several while one session takes over from another; the newest one receives.
class CommandReceivers final
{
public:
    using Receiver = Commands::Receiver;

    // Writer thread.

    void add(Receiver receiver); ///< a session that is there already keeps its place
    void remove(DeviceKey device, SessionNumber session);

    // Nothing when there is none; valid until a change.
    const Receiver* find(DeviceKey device, SessionNumber session) const;
    /// Whom to hand commands to: somebody who is there and will stay.
    const Receiver* active(DeviceKey device) const;

    // Any thread: a session that is about to be removed is handed nothing more.

    void leaving(SessionNumber session);
    void left(SessionNumber session); ///< once for each leaving()
    bool isLeaving(SessionNumber session) const;

private:
    std::unordered_map<DeviceKey, std::vector<Receiver>> receivers_; ///< the newest last
    Guarded<std::unordered_map<SessionNumber, unsigned>> leaving_;
};

} // namespace hub
