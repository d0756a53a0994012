// Jobs as the admin API writes them.
#pragma once

#include "services/jobs.h"

#include "base/json_writer.h"

#include "hub/error.h"

#include <string_view>

namespace hub::admin {

/// What the body of POST /admin/jobs asks for, but for its id and who asks. Errors: InvalidArgument,
/// MissingArgument, InvalidJson, InvalidExpiry, MessageTooLarge (a command, a method's payload).
Result<JobOrder> adminJobOrderFrom(std::string_view body, WallTime now);

void writeAdminJob(JsonWriter& out, const Job& job, WallTime now);

/// A device's part in a job.
void writeJobDevice(JsonWriter& out, const DeviceJobView& view);

} // namespace hub::admin
