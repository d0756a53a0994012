// Telemetry as it comes from a hub, for tests of what shows it.
#pragma once

#include "api/telemetry.h"

#include <string>
#include <vector>

namespace deck::test {

inline hub::api::Message
message(const std::string& device, const std::string& body, std::int64_t milliseconds = 0)
{
    hub::api::Message message;
    message.deviceId = device;
    message.body = body;
    message.enqueued = hub::wallFromMicros(milliseconds * 1'000);
    return message;
}

inline std::vector<hub::api::Message> messages(const std::string& device, int count)
{
    std::vector<hub::api::Message> batch;
    for (int i = 0; i < count; ++i) {
        batch.push_back(message(device, std::to_string(i), i));
    }
    return batch;
}

} // namespace deck::test
