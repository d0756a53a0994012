// GET /admin/capabilities: what kind of hub this is and what it can do.
#pragma once

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hub::api {

inline constexpr std::int64_t kApiVersion = 1;

struct Capabilities
{
    std::int64_t apiVersion = kApiVersion;
    std::string product;
    std::string version;
    std::string hubId; ///< the same for as long as the data folder lives
    std::string hostName;
    std::uint16_t mqttsPort = 0;
    std::vector<std::uint16_t> httpsPorts;
    std::vector<std::string> features; ///< "registry", "telemetry", "events", …
    std::vector<std::string> notices;  ///< sentences for people about how it started
};

void write(JsonWriter& out, const Capabilities& capabilities);

/// Errors: InvalidArgument, MissingArgument.
Result<Capabilities> capabilitiesFrom(const JsonView& json);

} // namespace hub::api
