// Jobs v1 in JSON: what POST /jobs/create says, and what is told of a job.
#pragma once

#include "services/transfer_jobs.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

namespace hub::admin {

/// Errors: InvalidArgument, MissingArgument, InvalidOperation (what the hub does not do). No sentence quotes an
/// address.
Result<TransferOrder> readTransferOrder(const JsonView& body);

void write(JsonWriter& out, const TransferJob& job);

} // namespace hub::admin
