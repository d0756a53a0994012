// GET /admin/health: how the hub is doing, in figures.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <cstdint>
#include <string>

namespace hub::api {

struct Health
{
    std::string state;  ///< "running", "degraded" (disk full) or "failed"
    std::string reason; ///< a sentence; empty when running
    WallTime startedAt{};
    WallTime time{}; ///< of this answer
    std::uint64_t devices = 0;
    std::uint64_t disabledDevices = 0;
    std::uint64_t connectedDevices = 0;
    std::uint64_t messagesStored = 0; ///< since the start
    std::uint64_t storeBytes = 0;     ///< telemetry on disk
};

void write(JsonWriter& out, const Health& health);

/// Errors: InvalidArgument, MissingArgument.
Result<Health> healthFrom(const JsonView& json);

} // namespace hub::api
