// Which throttle a call counts against.
#pragma once

#include "admin/route_table.h"
#include "services/throttle.h"

#include <cstdint>
#include <optional>

namespace hub::admin {

struct Meter
{
    Metered kind;
    std::uint64_t count = 1;
};

/// Nothing: it is not throttled, as all of ours under /admin, or its handler counts.
std::optional<Meter> meterOf(const Route& route, const net::HttpRequest& request);

} // namespace hub::admin
