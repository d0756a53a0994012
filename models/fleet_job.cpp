#include "models/fleet_job.h"

#include "models/bulk_action.h"
#include "models/texts.h"

#include "api/time_members.h"

#include <QCoreApplication>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 400;

QString tr(const char* text)
{
    return QCoreApplication::translate("FleetJob", text);
}

hub::Result<std::uint64_t> countOr(const hub::JsonView& json, std::string_view name)
{
    const auto member = json.member(name);
    return member ? member->notNegative() : hub::Result<std::uint64_t>(0);
}

hub::Result<QString> lineOr(const hub::JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.stringOr(name, {}));
    return plainLine(QString::fromStdString(text), kMostChars);
}

hub::Result<QString> neededLine(const hub::JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.requiredString(name));
    return plainLine(QString::fromStdString(text), kMostChars);
}

} // namespace

bool FleetJob::isOver() const
{
    return status == "completed"_L1 || status == "failed"_L1 || status == "cancelled"_L1;
}

hub::Result<JobCounts> jobCountsFrom(const hub::JsonView& json)
{
    JobCounts counts;
    HUB_TRY(counts.total, countOr(json, "total"));
    HUB_TRY(counts.pending, countOr(json, "pending"));
    HUB_TRY(counts.running, countOr(json, "running"));
    HUB_TRY(counts.succeeded, countOr(json, "succeeded"));
    HUB_TRY(counts.failed, countOr(json, "failed"));
    HUB_TRY(counts.canceled, countOr(json, "canceled"));
    return counts;
}

hub::Result<FleetJob> fleetJobFrom(const hub::JsonView& json)
{
    FleetJob job;
    HUB_TRY(job.id, neededLine(json, "id"));
    HUB_TRY(job.action, neededLine(json, "action"));
    HUB_TRY(job.status, neededLine(json, "status"));
    HUB_TRY(job.target, lineOr(json, "target"));
    HUB_TRY(job.by, lineOr(json, "by"));
    HUB_TRY(job.reason, lineOr(json, "reason"));
    HUB_TRY(job.created, hub::api::timeOf(json, "createdTime"));
    HUB_TRY(job.started, hub::api::timeOf(json, "startTime"));
    HUB_TRY(job.ended, hub::api::timeOf(json, "endTime"));
    HUB_TRY(job.targetsKnown, json.booleanOr("targetsKnown", true));
    if (const auto counts = json.member("counts")) {
        HUB_TRY(job.counts, jobCountsFrom(*counts));
    }
    return job;
}

QString statusText(const FleetJob& job)
{
    if (job.status == "completed"_L1) {
        return job.counts.failed == 0 ? tr("Completed")
                                      : tr("Done, %1 failed").arg(countText(job.counts.failed));
    }
    if (job.status == "running"_L1) {
        return job.targetsKnown ? tr("Running") : tr("Looking for devices");
    }
    return job.status == "queued"_L1      ? tr("Waiting")
           : job.status == "scheduled"_L1 ? tr("Scheduled")
           : job.status == "failed"_L1    ? tr("Failed")
           : job.status == "cancelled"_L1 ? tr("Cancelled")
                                          : job.status;
}

QString progressText(const FleetJob& job)
{
    const JobCounts& c = job.counts;
    if (!job.targetsKnown && !job.isOver()) {
        return tr("%1 found so far").arg(countText(c.total));
    }
    const QString done = tr("%1 of %2").arg(countText(c.ended()), countText(c.total));
    return c.failed == 0 ? done : tr("%1, %2 failed").arg(done, countText(c.failed));
}

QString titleOf(const FleetJob& job)
{
    const QString what = actionText(job.action);
    if (!job.targetsKnown || job.counts.total == 0) {
        return what;
    }
    return job.counts.total == 1 ? tr("%1 · 1 device").arg(what)
                                 : tr("%1 · %2 devices").arg(what, countText(job.counts.total));
}

double fractionOf(const FleetJob& job)
{
    return job.targetsKnown && job.counts.total > 0
               ? double(job.counts.ended()) / double(job.counts.total)
               : 0;
}

} // namespace deck
