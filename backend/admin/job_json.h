// Jobs as the service API writes them (service API, jobs v2).
#pragma once

#include "admin/route_table.h"

#include "services/jobs.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <chrono>
#include <string_view>

namespace hub::admin {

/// What the body of a PUT asks for, but for who asks. id: of the path. Errors: InvalidArgument,
/// MissingArgument, InvalidJson, MessageTooLarge (a method's payload).
Result<JobOrder> jobOrderFrom(std::string_view id, std::string_view body, WallTime now);

/// Who asks.
JobCreator creatorOf(const RouteRequest& request);

/// No time, one that is over, or an empty text: now. Errors: InvalidArgument.
Result<WallTime> jobStartFrom(const JsonView& body, WallTime now);
/// 0 stands for the default: older tools send it. Errors: InvalidArgument.
Result<std::chrono::seconds> jobTimeFrom(const JsonView& body, std::string_view member);

/// A JobResponse.
void write(JsonWriter& out, const Job& job, WallTime now);

/// A row of devices.jobs.
void write(JsonWriter& out, const DeviceJobView& view);

} // namespace hub::admin
