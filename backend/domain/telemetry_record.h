// A stored message as readers see it: who sent it, when, and its place in the log.
#pragma once

#include "domain/auth_method.h"
#include "domain/identity.h"

#include "base/bytes.h"
#include "base/clock.h"

namespace hub {

struct TelemetryRecord
{
    IdentityId sender;
    std::string generationId;
    std::uint64_t sequence = 0;
    AuthMethod auth;
    WallTime enqueued{};
    Bytes properties; ///< packed, see properties.h
    Bytes body;
};

} // namespace hub
