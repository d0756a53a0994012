// What the admin API answers when something fails.
#pragma once

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string>

namespace hub::api {

struct Problem
{
    std::string code;    ///< "DeviceNotFound"
    std::string message; ///< a sentence for people
    std::string target;  ///< the path or member that it is about; may be empty
    std::string remedy;  ///< what to do; may be empty
    std::string requestId;
};

void write(JsonWriter& out, const Problem& problem);

/// Never fails: what is not there stays empty.
Problem problemFrom(const JsonView& json);

} // namespace hub::api
