// GET /admin/devices: rows of the registry as lists show them, never with keys.
#pragma once

#include "api/key_use.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hub::api {

struct Connection
{
    std::string address;
    std::string protocol;
    std::string tlsVersion;
    std::string clientType;
    std::string modelId;
    std::string signedInWith;
    WallTime since{};
};

struct Device
{
    std::string deviceId;
    std::string generationId;
    std::string etag;
    bool enabled = true;
    std::string statusReason;
    std::string authType;
    std::string tags = "{}"; ///< JSON object
    std::optional<Connection> connection; ///< nothing = not connected
    std::optional<WallTime> lastHeard;
    std::optional<WallTime> connectionChanged;
    std::string lastDisconnectReason; ///< "clientDisconnected", …; empty = never, or not known
    std::optional<KeyUseReport> keyUse; ///< of one device that is asked for; not in lists
};

struct DeviceList
{
    std::vector<Device> devices;
    std::string next;                   ///< cursor of the next page; empty on the last one
    std::optional<std::uint64_t> total; ///< nothing while it is counted
    WallTime asOf{};
};

void write(JsonWriter& out, const Device& device);
void write(JsonWriter& out, const DeviceList& list);

/// Errors: InvalidArgument, MissingArgument.
Result<Device> deviceFrom(const JsonView& json);
Result<DeviceList> deviceListFrom(const JsonView& json);

} // namespace hub::api
