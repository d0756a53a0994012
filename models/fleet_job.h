// A job over many devices as the hub tells of it: GET /admin/jobs.
#pragma once

#include "base/clock.h"
#include "base/json.h"

#include <QString>

#include <optional>

namespace deck {

struct JobCounts
{
    quint64 total = 0;
    quint64 pending = 0;
    quint64 running = 0;
    quint64 succeeded = 0;
    quint64 failed = 0;
    quint64 canceled = 0;

    quint64 ended() const { return succeeded + failed + canceled; }
    bool operator==(const JobCounts&) const = default;
};

struct FleetJob
{
    QString id;
    QString action; ///< the hub's name for it: "disable"
    QString status; ///< "queued", "scheduled", "running", "completed", "failed", "cancelled"
    QString target; ///< in words
    QString by;
    QString reason; ///< why it failed; empty else
    std::optional<hub::WallTime> created;
    std::optional<hub::WallTime> started;
    std::optional<hub::WallTime> ended;
    bool targetsKnown = true; ///< false: total still grows
    JobCounts counts;

    bool isOver() const;
    bool operator==(const FleetJob&) const = default;
};

/// Members that are not there count as 0. Errors: InvalidArgument.
hub::Result<JobCounts> jobCountsFrom(const hub::JsonView& json);

/// Errors: InvalidArgument, MissingArgument (id, action, status).
hub::Result<FleetJob> fleetJobFrom(const hub::JsonView& json);

/// "Running", "Completed, 6 failed", …
QString statusText(const FleetJob& job);

/// "1,204 of 5,000, 6 failed"; "1,204 found so far" while it looks for its devices.
QString progressText(const FleetJob& job);

/// "Disable 5,000 devices".
QString titleOf(const FleetJob& job);

/// 0 to 1 of what is done; 0 while it is not known how many there are.
double fractionOf(const FleetJob& job);

} // namespace deck
