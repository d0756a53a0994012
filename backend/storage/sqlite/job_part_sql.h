// Which parts of jobs are asked for, as SQL: what stands behind SELECT, of `device_job d` and `job j`.
#pragma once

#include "storage/job_store.h"

#include <string>

namespace hub::sqlite {

/// Binds, by number: job and device behind which it begins, job id, device id, scope's text, name and value.
std::string fromParts(const DeviceJobQuery& query);

/// Binds, by number: job, device behind which it begins, scope's name and value.
std::string fromParts(const JobPartQuery& query);

} // namespace hub::sqlite
