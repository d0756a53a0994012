#include "domain/job.h"

#include "base/json_writer.h"
#include "base/text.h"

namespace hub {

std::string_view nameOf(JobType type)
{
    switch (type) {
    case JobType::UpdateTwin:
        return "scheduleUpdateTwin";
    case JobType::DeviceMethod:
        return "scheduleDeviceMethod";
    default:
        return {};
    }
}

std::string_view actionOf(const JobWork& work)
{
    switch (work.type) {
    case JobType::UpdateTwin:
        return work.desired ? "twin" : "tags";
    case JobType::DeviceMethod:
        return "method";
    case JobType::Enable:
        return "enable";
    case JobType::Disable:
        return "disable";
    case JobType::Delete:
        return "delete";
    case JobType::Command:
        break;
    }
    return "command";
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

std::uint64_t canceledOf(const JobProgress& progress)
{
    const JobCounts& counts = progress.counts;
    return hasEnded(progress.status)
               ? counts.devices - counts.succeeded - counts.failed - counts.running
               : 0;
}

void writeCounts(JsonWriter& out, const JobProgress& progress)
{
    const JobCounts& counts = progress.counts;
    out.beginObject()
        .count("total", counts.devices)
        .count("pending", counts.pending)
        .count("running", counts.running)
        .count("succeeded", counts.succeeded)
        .count("failed", counts.failed)
        .count("canceled", canceledOf(progress))
        .endObject();
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
