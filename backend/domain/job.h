// A job: one twin update or one direct method for many devices (service API, jobs v2). Values.
#pragma once

#include "domain/tag_condition.h"

#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Never reused; grows in the order of creation.
using JobKey = std::int64_t;

enum class JobType { UpdateTwin, DeviceMethod };

/// As it is kept. A job that waits is "scheduled" until its time has come, then "queued".
enum class JobStatus { Waiting, Running, Completed, Failed, Cancelled };

/// A device's part in a job. What an ended job has not begun counts as canceled.
enum class DeviceJobStatus { Pending, Running, Completed, Failed, Canceled };

std::string_view nameOf(JobType type); ///< "scheduleUpdateTwin", "scheduleDeviceMethod"
std::optional<JobType> jobTypeFromName(std::string_view name); ///< ignores case
std::string_view nameOf(DeviceJobStatus status);               ///< "pending", …, "canceled"

/// Who made a job; what it does is recorded as theirs.
struct JobCreator
{
    std::string kind; ///< as AuditRecord::actorKind
    std::string name;
    std::string role;
    std::string address;
};

/// What is asked of each device.
struct JobWork
{
    JobType type = JobType::UpdateTwin;
    std::string text; ///< the JSON object as it was sent; answers repeat it
    // Of UpdateTwin: JSON objects, nothing = as it is, "null" = emptied.
    std::optional<std::string> tags{};
    std::optional<std::string> desired{};
    // Of DeviceMethod.
    std::string method{};
    std::string payload{}; ///< JSON
    std::chrono::seconds responseTime{30};
    std::chrono::seconds connectTime{0};
};

/// What never changes.
struct JobOrder
{
    std::string id;
    std::string condition; ///< TwinCondition::parse() takes it
    JobWork work;
    WallTime start{};
    std::chrono::seconds mostTime{3'600}; ///< from when it begins to run
    JobCreator creator;
    std::optional<TagCondition> scope{}; ///< its creator's; devices outside are no targets
};

struct JobCounts
{
    std::uint64_t devices = 0;
    std::uint64_t pending = 0;
    std::uint64_t running = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    bool operator==(const JobCounts&) const = default;
};

/// How far it is.
struct JobProgress
{
    JobStatus status = JobStatus::Waiting;
    std::optional<WallTime> began{};
    std::optional<WallTime> ended{};
    std::int64_t scanned = 0; ///< key of the identity up to which targets were looked for
    bool allFound = false;    ///< there are no more targets
    JobCounts counts{};
    std::string failureReason{};
};

struct Job
{
    JobKey key = 0;
    WallTime created{};
    JobOrder order;
    JobProgress progress{};
};

bool hasEnded(JobStatus status);

/// "queued", "scheduled", "running", "completed", "failed", "cancelled".
std::string_view statusName(const Job& job, WallTime now);

} // namespace hub
