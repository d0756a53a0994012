#include "domain/job.h"

#include "base/text.h"

namespace hub {

std::string_view nameOf(JobType type)
{
    return type == JobType::UpdateTwin ? "scheduleUpdateTwin" : "scheduleDeviceMethod";
}

std::optional<JobType> jobTypeFromName(std::string_view name)
{
    for (const JobType type : {JobType::UpdateTwin, JobType::DeviceMethod}) {
        if (equalsIgnoringCase(name, nameOf(type))) {
            return type;
        }
    }
    return std::nullopt;
}

std::string_view nameOf(DeviceJobStatus status)
{
    switch (status) {
    case DeviceJobStatus::Pending:
        return "pending";
    case DeviceJobStatus::Running:
        return "running";
    case DeviceJobStatus::Completed:
        return "completed";
    case DeviceJobStatus::Failed:
        return "failed";
    case DeviceJobStatus::Canceled:
        break;
    }
    return "canceled";
}

bool hasEnded(JobStatus status)
{
    return status != JobStatus::Waiting && status != JobStatus::Running;
}

std::string_view statusName(const Job& job, WallTime now)
{
    switch (job.progress.status) {
    case JobStatus::Waiting:
        return job.order.start > now ? "scheduled" : "queued";
    case JobStatus::Running:
        return "running";
    case JobStatus::Completed:
        return "completed";
    case JobStatus::Failed:
        return "failed";
    case JobStatus::Cancelled:
        break;
    }
    return "cancelled";
}

} // namespace hub
