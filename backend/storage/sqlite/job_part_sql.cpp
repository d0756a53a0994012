#include "storage/sqlite/job_part_sql.h"

namespace hub::sqlite {
namespace {

/// What the status of a row means depends on its job: a pending one of an ended job is canceled.
std::string condition(DeviceJobStatus status)
{
    switch (status) {
    case DeviceJobStatus::Pending:
        return " AND d.status = 0 AND j.status < 2";
    case DeviceJobStatus::Canceled:
        return " AND d.status = 0 AND j.status >= 2";
    case DeviceJobStatus::Running:
        return " AND d.status = 1";
    case DeviceJobStatus::Completed:
        return " AND d.status = 2";
    case DeviceJobStatus::Failed:
        break;
    }
    return " AND d.status = 3";
}

/// Few have failed, or are under way, and have indexes; left to itself SQLite reads all rows of the job.
std::string indexFor(const std::optional<DeviceJobStatus>& status)
{
    if (status == DeviceJobStatus::Failed) {
        return " INDEXED BY device_job_failed";
    }
    return status == DeviceJobStatus::Running ? " INDEXED BY device_job_under_way" : "";
}

} // namespace

std::string fromParts(const DeviceJobQuery& query)
{
    // CROSS JOIN keeps the order of the loops, so that the rows come in the order of an index.
    static_assert(static_cast<int>(JobOrigin::Service) == 0);
    std::string sql = query.deviceId
                          ? "FROM device_job d CROSS JOIN job j ON j.key = d.job_key "
                            "WHERE (d.job_key, d.device_key) > (?1, ?2)"
                          : "FROM job j CROSS JOIN device_job d ON d.job_key = j.key "
                            "WHERE j.key >= ?1 AND d.device_key > iif(j.key = ?1, ?2, 0)";
    sql += " AND j.origin = 0";
    if (query.jobId) {
        sql += " AND j.id = ?3";
    }
    if (query.deviceId) {
        sql += " AND d.device_id = ?4";
    }
    if (query.scope) {
        sql += " AND j.scope = ?5 AND EXISTS (SELECT 1 FROM identity i JOIN device_tag t "
               "ON t.device_key = i.device_key WHERE i.device_id = d.device_id "
               "AND i.module_id = '' AND t.name = ?6 AND t.value = ?7)";
    }
    return sql + " ORDER BY j.key, d.device_key LIMIT " + std::to_string(query.limit);
}

std::string fromParts(const JobPartQuery& query)
{
    std::string sql = "FROM job j CROSS JOIN device_job d" + indexFor(query.status) +
                      " ON d.job_key = j.key WHERE j.key = ?1 AND d.device_key > ?2";
    if (query.status) {
        sql += condition(*query.status);
    }
    if (query.scope) {
        sql += " AND (d.device_key < 0 OR NOT EXISTS (SELECT 1 FROM identity i "
               "WHERE i.device_id = d.device_id AND i.module_id = '') "
               "OR EXISTS (SELECT 1 FROM identity i JOIN device_tag t "
               "ON t.device_key = i.device_key WHERE i.device_id = d.device_id "
               "AND i.module_id = '' AND t.name = ?3 AND t.value = ?4))";
    }
    return sql + " ORDER BY d.device_key LIMIT " + std::to_string(query.limit);
}

} // namespace hub::sqlite
