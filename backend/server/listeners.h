// Binds the hub's ports as the config asks for them.
#pragma once

#include "net/io_threads.h"
#include "net/port_binder.h"

#include "hub/config.h"
#include "hub/endpoints.h"

#include <vector>

namespace hub {

struct BoundListeners
{
    std::vector<net::BoundPort> https;
    std::optional<net::BoundPort> mqtts;
    std::optional<net::BoundPort> plainMqtt; ///< only when it was asked for
};

/// Fills in the endpoints' ports and notices. Errors: PortInUse (a port that was asked for),
/// PermissionDenied, InvalidArgument, Io.
Result<BoundListeners> bindListeners(const Config& config,
                                     net::IoThreads& threads,
                                     Endpoints& endpoints);

} // namespace hub
