#include "services/job_targets.h"

#include "services/twin_document.h"
#include "services/twin_scan.h"

#include "domain/limits.h"

#include "base/text.h"

namespace hub {
namespace {

/// SELECT * FROM devices WHERE a condition.
Result<TwinCondition> wholeQuery(std::string_view text)
{
    HUB_TRY(TwinQuery query, TwinQuery::parse(text));
    if (!query.selectsAll() || query.top) {
        return fail(Errc::InvalidArgument,
                    "a target is SELECT * FROM devices WHERE a condition, and no part of them");
    }
    return TwinCondition{query.from, std::move(query.where)};
}

} // namespace

Result<TwinCondition> conditionOf(const JobOrder& order)
{
    constexpr std::string_view kSelect = "SELECT";
    if (order.origin == JobOrigin::Service) {
        return TwinCondition::parse(order.condition);
    }
    const std::string_view text = trimmed(order.condition);
    if (text.empty()) {
        return TwinCondition();
    }
    const bool isWhole = equalsIgnoringCase(text.substr(0, kSelect.size()), kSelect);
    HUB_TRY(TwinCondition condition, isWhole ? wholeQuery(text) : TwinCondition::parse(text));
    if (condition.from != QueryCollection::Devices) {
        return fail(Errc::InvalidArgument, "a target is a condition on devices");
    }
    return condition;
}

Result<JobTargets> JobTargets::of(const Job& job)
{
    JobTargets targets(job);
    if (job.order.aim == JobAim::Condition) {
        HUB_TRY(targets.condition_, conditionOf(job.order));
    }
    return targets;
}

Result<FoundTargets>
JobTargets::find(Storage& storage, std::int64_t after, const SessionDirectory& sessions)
{
    switch (job_.order.aim) {
    case JobAim::Condition:
        return fulfilling(storage, after, sessions);
    case JobAim::Ids:
        return named(storage, after);
    case JobAim::Failed:
        break;
    }
    return failed(storage, after);
}

Result<void> JobTargets::loadExceptions(Storage& storage)
{
    if (exceptions_) {
        return success();
    }
    std::set<std::string> all;
    if (job_.order.idCount > 0) {
        HUB_TRY(const std::vector<JobId> ids,
                storage.jobs().ids(job_.key, 0, limits::kMaxJobExceptions));
        for (const JobId& id : ids) {
            all.insert(id.device);
        }
    }
    exceptions_ = std::move(all);
    return success();
}

Result<FoundTargets>
JobTargets::fulfilling(Storage& storage, std::int64_t after, const SessionDirectory& sessions)
{
    HUB_TRYV(loadExceptions(storage));
    const TwinScan scan{condition_, job_.order.scope, after, limits::kJobScan,
                        needsTwin(condition_.where)};
    HUB_TRY(const FoundTwins twins, findTwins(storage, scan, sessions));
    FoundTargets found{{}, twins.place.next, twins.place.atEnd};
    for (const StoredTwin& twin : twins.twins) {
        const DeviceIdentity& identity = twin.device.identity;
        if (!exceptions_->contains(identity.id.device)) {
            found.targets.push_back({identity.key, identity.id});
        }
    }
    return found;
}

Result<FoundTargets> JobTargets::named(Storage& storage, std::int64_t after) const
{
    HUB_TRY(const std::vector<JobId> ids,
            storage.jobs().ids(job_.key, after, limits::kJobScan));
    FoundTargets found{{}, after, ids.size() < limits::kJobScan};
    for (const JobId& id : ids) {
        const IdentityId identity{id.device, {}};
        HUB_TRY(const DeviceKey key, keyOf(storage, identity, -id.place));
        found.targets.push_back({key, identity});
        found.next = id.place;
    }
    return found;
}

Result<FoundTargets> JobTargets::failed(Storage& storage, std::int64_t after)
{
    if (source_ == 0) {
        HUB_TRY(const std::optional<Job> source, storage.jobs().find(job_.order.condition));
        if (!source) {
            return fail(Errc::JobNotFound, "job '" + job_.order.condition +
                                               "', with whose devices it is to be tried again, was "
                                               "forgotten");
        }
        source_ = source->key;
    }
    JobPartQuery query{source_, DeviceJobStatus::Failed};
    if (after != 0) { // no row has the key 0
        query.after = after;
    }
    query.limit = limits::kJobScan;
    HUB_TRY(const std::vector<DeviceJobView> views, storage.jobs().find(query));
    FoundTargets found{{}, after, views.size() < query.limit};
    for (const DeviceJobView& view : views) {
        DeviceKey key = view.part.device; // what was registered anew since is another device
        if (key < 0) {                    // it was not there
            HUB_TRY(key, keyOf(storage, view.part.id, key));
        }
        found.targets.push_back({key, view.part.id});
        found.next = view.part.device;
    }
    return found;
}

/// Who may not see a device is told no more of it than of one that is not there.
Result<DeviceKey>
JobTargets::keyOf(Storage& storage, const IdentityId& id, DeviceKey otherwise) const
{
    HUB_TRY(const std::optional<DeviceRow> row, storage.identities().find(id));
    if (!row) {
        return otherwise;
    }
    if (job_.order.scope) {
        HUB_TRY(const bool holds, storage.identities().hasTag(id.device, *job_.order.scope));
        if (!holds) {
            return otherwise;
        }
    }
    return row->identity.key;
}

} // namespace hub
