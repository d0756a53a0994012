// Whether a listener takes a connection at all: not when the IP rules refuse its address for everything
// that the listener offers.
#pragma once

#include "services/access_rules.h"
#include "services/denials.h"

#include <string>
#include <vector>

namespace hub {

/// Callable from any thread.
class ListenerAccess final
{
public:
    /// protocol: as refusals name it.
    ListenerAccess(const ActiveAccess& active,
                   Denials& denials,
                   std::vector<AccessScope> scopes,
                   std::string protocol)
        : active_(active), denials_(denials), scopes_(std::move(scopes)),
          protocol_(std::move(protocol))
    {
    }

    /// A refusal is reported.
    bool admits(const IpAddress& address) const;

private:
    const ActiveAccess& active_;
    Denials& denials_;
    const std::vector<AccessScope> scopes_;
    const std::string protocol_;
};

} // namespace hub
