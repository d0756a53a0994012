// When and from where a device's, a module's or a policy's two keys were used last. Never the keys.
#pragma once

#include "domain/key_use.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string>
#include <vector>

namespace hub::api {

struct KeyPlace
{
    std::string network; ///< "10.0.0.0/24", "2001:db8::/64"
    WallTime first{};
    WallTime last{};
};

struct KeyUseReport
{
    KeyUses uses;
    std::vector<KeyPlace> networks; ///< the newest first
};

void write(JsonWriter& out, const KeyUseReport& report);

/// Errors: InvalidArgument, MissingArgument.
Result<KeyUseReport> keyUseFrom(const JsonView& json);

} // namespace hub::api
