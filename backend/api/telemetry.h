// Telemetry messages as JSON: in GET /admin/telemetry and in events.
#pragma once

#include "domain/telemetry_record.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub::api {

/// A message as a console gets it.
struct Message
{
    std::string deviceId;
    std::string moduleId; ///< empty for the device itself
    std::uint64_t sequence = 0;
    WallTime enqueued{};
    Bytes body;
    bool isText = true; ///< the body is UTF-8
    std::map<std::string, std::optional<std::string>> properties; ///< nothing = null
    std::map<std::string, std::string> systemProperties;
};

struct MessageList
{
    std::vector<Message> messages; ///< oldest first
    std::uint64_t next = 0;        ///< pass as `after` to go on; 0 on the last page
    std::optional<std::uint64_t> total;
};

/// A body that is UTF-8 goes out as "body", any other as "bodyBase64".
void write(JsonWriter& out, const TelemetryRecord& record);

/// Errors: InvalidArgument, MissingArgument.
Result<Message> messageFrom(const JsonView& json);
Result<MessageList> messageListFrom(const JsonView& json);

} // namespace hub::api
