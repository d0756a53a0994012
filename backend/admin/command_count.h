// How many commands wait for a device, as identities and twins say it.
#pragma once

#include "services/commands.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace hub::admin {

/// cloudToDeviceMessageCount: what waits or is in flight. 0 for a device that is gone meanwhile.
/// Errors: Unavailable.
boost::asio::awaitable<Result<std::uint64_t>> openCommands(Commands& commands, IdentityId id);

} // namespace hub::admin
