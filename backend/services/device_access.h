// Lets devices into the HTTPS device API: each request on its own, nobody is signed in.
#pragma once

#include "services/authenticator.h"
#include "services/key_use_log.h"
#include "services/workers.h"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace hub {

/// Callable from any thread.
class DeviceAccess final
{
public:
    DeviceAccess(const Authenticator& authenticator,
                 Workers& workers,
                 Denials& denials,
                 KeyUseLog& keyUse)
        : authenticator_(authenticator), workers_(workers), denials_(denials), keyUse_(keyUse)
    {
    }

    /// Who asks. address: of the peer. Errors: Unauthorized (why is reported, not told),
    /// DeviceDisabled (to a caller whose key is right), Unavailable; of the store: Corrupt, Io.
    boost::asio::awaitable<Result<DevicePrincipal>> identify(DeviceSignIn claims,
                                                             std::string address);

private:
    const Authenticator& authenticator_;
    Workers& workers_;
    Denials& denials_;
    KeyUseLog& keyUse_;
};

} // namespace hub
