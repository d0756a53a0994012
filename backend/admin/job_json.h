// Jobs as the service API writes them (service API, jobs v2).
#pragma once

#include "storage/job_store.h"

#include "base/json_writer.h"

#include "hub/error.h"

#include <string_view>

namespace hub::admin {

/// What the body of a PUT asks for, but for who asks. id: of the path. Errors: InvalidArgument,
/// MissingArgument, InvalidJson, MessageTooLarge (a method's payload).
Result<JobOrder> jobOrderFrom(std::string_view id, std::string_view body, WallTime now);

/// A JobResponse.
void write(JsonWriter& out, const Job& job, WallTime now);

/// A row of devices.jobs.
void write(JsonWriter& out, const DeviceJobView& view);

} // namespace hub::admin
