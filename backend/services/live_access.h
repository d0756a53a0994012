// Changes of who is let in, made true for those who are in already. A change is committed and in force
// before this is asked, so that whoever signs in meanwhile is found here, or sees it.
#pragma once

#include "services/access_rules.h"
#include "services/session_directory.h"

#include "base/clock.h"

#include <functional>
#include <string>
#include <string_view>

namespace hub {

/// Callable from any thread.
class LiveAccess final
{
public:
    LiveAccess(const ActiveAccess& access, SessionDirectory& directory, const Clock& clock)
        : access_(access), directory_(directory), clock_(clock)
    {
    }

    /// Closes the live connections that the rules in force refuse, of those that are concerned.
    using Concerns = std::function<bool(const AccessSubject&)>;
    void recheck(const Concerns& concerns);
    void recheckDevice(const std::string& device); ///< and its modules

    /// A device as it is now. In the order of the commits.
    void deviceChanged(const DeviceIdentity& device);

private:
    std::optional<CloseReason> judge(const AccessRules& rules, const SessionInfo& info) const;

    const ActiveAccess& access_;
    SessionDirectory& directory_;
    const Clock& clock_;
};

} // namespace hub
