// Which connections receive commands, and which may hold some.
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

    // Any thread. What a session wants counts at once, whatever becomes of the jobs that follow.

    void attach(SessionNumber session); ///< is there, and wants commands
    void pause(SessionNumber session);  ///< wants no more, but holds what it has
    void detach(SessionNumber session); ///< is gone for good
    bool wantsCommands(SessionNumber session) const;
    bool isGone(SessionNumber session) const;

    // Writer thread.

    void add(Receiver receiver); ///< a session that is there already keeps its place
    void remove(DeviceKey device, SessionNumber session);
    void removeGone(DeviceKey device);

    /// Whom to hand commands to: somebody who is there and will stay. Nothing when there is nobody;
    /// valid until a change.
    const Receiver* active(DeviceKey device) const;
    /// Who does what a session does.
    CommandActor actor(DeviceKey device, SessionNumber session) const;

private:
    template <class Condition>
    void removeWhere(DeviceKey device, Condition condition);

    std::unordered_map<DeviceKey, std::vector<Receiver>> receivers_; ///< the newest last
    Guarded<std::unordered_map<SessionNumber, bool>> wants_; ///< of all that are there
};

} // namespace hub
