// A job: one thing done with many devices. Twin updates and direct methods are the service API's (jobs
// v2), the other kinds ours. Values.
#pragma once

#include "domain/command.h"
#include "domain/tag_condition.h"

#include "base/bytes.h"
#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

class JsonWriter;

/// Never reused; grows in the order of creation.
using JobKey = std::int64_t;

// Codes are on disk: never renumber.
enum class JobType {
    UpdateTwin = 0,
    DeviceMethod = 1,
    // Ours alone.
    Enable = 2,
    Disable = 3,
    Delete = 4,
    Command = 5
};

/// Where a job was made. Service: by /jobs/v2, whose clients see no others.
enum class JobOrigin { Service = 0, Admin = 1 };

/// How the devices of a job are chosen.
enum class JobAim {
    Condition = 0, ///< who fulfils it
    Ids = 1,       ///< who is named
    Failed = 2     ///< with whom another job has failed
};

/// As it is kept. A job that waits is "scheduled" until its time has come, then "queued".
enum class JobStatus { Waiting, Running, Completed, Failed, Cancelled };

/// A device's part in a job. What an ended job has not begun counts as canceled.
enum class DeviceJobStatus { Pending, Running, Completed, Failed, Canceled };

/// As the service API calls it: "scheduleUpdateTwin", "scheduleDeviceMethod"; empty for ours.
std::string_view nameOf(JobType type);
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
    // Of Disable.
    std::string reason{};
    // Of Delete: with more targets than this nothing is deleted.
    std::uint64_t confirmed = 0;
    // Of Command.
    Bytes body{};
    Bytes properties{}; ///< packed, as NewCommand has them
    CommandAck ack = CommandAck::None;
    std::optional<std::chrono::seconds> timeToLive{}; ///< from when it is its device's turn; nothing = the hub's
};

/// "enable", "disable", "delete", "tags", "command", "method", "twin".
std::string_view actionOf(const JobWork& work);

/// What never changes.
struct JobOrder
{
    std::string id;
    std::string condition; ///< of Condition: TwinCondition::parse() takes it; of Failed: that job's id
    JobWork work;
    WallTime start{};
    std::chrono::seconds mostTime{3'600}; ///< from when it begins to run
    JobCreator creator;
    std::optional<TagCondition> scope{}; ///< its creator's; devices outside are no targets
    JobOrigin origin = JobOrigin::Service;
    JobAim aim = JobAim::Condition;
    /// Of Ids: who; of Condition: who not. Only as a job is added: the store gives their number alone.
    std::vector<std::string> ids{};
    std::uint64_t idCount = 0;
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

/// What an ended job has not begun.
std::uint64_t canceledOf(const JobProgress& progress);
/// {"total":3,"pending":0,"running":0,"succeeded":2,"failed":1,"canceled":0}
void writeCounts(JsonWriter& out, const JobProgress& progress);

/// "queued", "scheduled", "running", "completed", "failed", "cancelled".
std::string_view statusName(const Job& job, WallTime now);

} // namespace hub
