#include "services/access_groups.h"

#include "services/access_audit.h"
#include "services/access_condition.h"
#include "services/twin_document.h"
#include "services/twin_scan.h"

#include "domain/identity.h"
#include "domain/limits.h"

#include "base/crypto.h"
#include "base/json_writer.h"
#include "base/text.h"

#include <algorithm>
#include <unordered_set>

namespace hub {
namespace {

Result<AccessGroup> existing(Storage& storage, const std::string& name)
{
    HUB_TRY(std::optional<AccessGroup> group, storage.access().findGroup(name));
    return group ? Result<AccessGroup>(std::move(*group)) : fail(Errc::NotFound, "no such group");
}

Result<void> checkVersion(const EtagCondition& version, const AccessGroup& group)
{
    return version.matches(group.etag)
               ? Result<void>(success())
               : fail(Errc::PreconditionFailed, "the group was changed meanwhile; read it again");
}

/// The group that a PUT changes, or a new one.
Result<AccessGroup> groupFor(Storage& storage,
                             const std::string& name,
                             const EtagCondition& version)
{
    HUB_TRY(std::optional<AccessGroup> known, storage.access().findGroup(name));
    if (known) {
        if (version.isAbsent()) {
            return fail(Errc::PreconditionFailed, "there is a group of this name");
        }
        HUB_TRYV(checkVersion(version, *known));
        return std::move(*known);
    }
    if (!version.isAbsent()) {
        return fail(Errc::NotFound, "no such group");
    }
    HUB_TRY(const std::vector<AccessGroup> all, storage.access().groups());
    if (all.size() >= limits::kMaxAccessGroups) {
        return fail(Errc::InvalidOperation, "there can be 1,000 groups at most");
    }
    AccessGroup group;
    group.name = name;
    group.etag = randomNumber() % 1'000'000'000;
    return group;
}

/// What counts of a condition: empty = members alone.
struct GroupCondition
{
    std::string text;
    bool isJudged = false; ///< one by one, at each sign-in
};

Result<GroupCondition> conditionFrom(const std::string& text)
{
    GroupCondition condition{std::string(trimmed(text))};
    if (!condition.text.empty()) {
        HUB_TRY(const AccessCondition parsed, AccessCondition::parse(condition.text));
        condition.isJudged = !parsed.tag();
    }
    return condition;
}

/// Room for one more that is judged.
Result<void> checkRoom(Storage& storage, const std::string& name)
{
    HUB_TRY(const std::vector<AccessGroup> all, storage.access().groups());
    std::size_t judged = 0;
    for (const AccessGroup& group : all) {
        const auto other = conditionFrom(group.condition);
        judged += group.name != name && other && other.value().isJudged ? 1U : 0U;
    }
    return judged < limits::kMaxAccessConditions
               ? Result<void>(success())
               : fail(Errc::InvalidOperation,
                      "there can be " + std::to_string(limits::kMaxAccessConditions) +
                          " groups whose condition is more than tags.name = 'text'");
}

/// A part of the fleet.
Result<TwinCount> countSome(Storage& storage, const TwinScan& scan, const SessionDirectory& sessions)
{
    HUB_TRY(const std::optional<TwinCount> counted, storage.queries().count(scan));
    if (counted) {
        return *counted;
    }
    HUB_TRY(const FoundTwins found, findTwins(storage, scan, sessions));
    return TwinCount{found.twins.size(), found.place};
}

Result<void> checkIds(const std::vector<std::string>& ids)
{
    const bool good = std::all_of(ids.begin(), ids.end(),
                                  [](const std::string& id) { return isValidId(id); });
    return good ? Result<void>(success()) : fail(Errc::InvalidArgument, "a member is no device id");
}

/// What a change of members has done.
struct MembersChange
{
    std::vector<AccessMember> added;
    std::vector<AccessMember> removed;
};

Result<MembersChange> changeStored(Storage& storage,
                                   const std::string& group,
                                   const std::vector<std::string>& add,
                                   const std::vector<std::string>& remove)
{
    HUB_TRYV(existing(storage, group));
    HUB_TRY(const std::size_t count, storage.access().memberCount());
    if (count + add.size() > limits::kMaxAccessMembers) {
        return fail(Errc::InvalidOperation, "all groups together have 100,000 members at most");
    }
    MembersChange change;
    for (const std::string& device : remove) {
        HUB_TRY(const bool removed, storage.access().removeMember({group, device}));
        if (removed) {
            change.removed.push_back({group, device});
        }
    }
    for (const std::string& device : add) {
        HUB_TRY(const bool added, storage.access().addMember({group, device}));
        if (added) {
            change.added.push_back({group, device});
        }
    }
    return change;
}

/// A group that is gone, with its members.
struct RemovedGroup
{
    AccessGroup group;
    std::vector<std::string> members;
};

Result<RemovedGroup> removeStored(Storage& storage,
                                  const std::string& name,
                                  const EtagCondition& version)
{
    RemovedGroup removed;
    HUB_TRY(removed.group, existing(storage, name));
    HUB_TRYV(checkVersion(version, removed.group));
    HUB_TRY(const bool listed, storage.access().isListed(AccessKind::Group, name));
    if (listed) {
        return fail(Errc::InvalidOperation,
                    "an entry of the lists is about this group; take that off first");
    }
    HUB_TRY(removed.members, storage.access().members(name, {}, limits::kMaxAccessMembers));
    HUB_TRYV(storage.access().removeGroup(name));
    return removed;
}

} // namespace

boost::asio::awaitable<Result<std::vector<AccessGroup>>> AccessGroups::list()
{
    auto work = [](Storage& storage) { return storage.access().groups(); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<AccessGroup>> AccessGroups::get(std::string name)
{
    auto work = [name](Storage& storage) { return existing(storage, name); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<std::vector<std::string>>> AccessGroups::members(std::string name,
                                                                               std::string after,
                                                                               std::size_t limit)
{
    auto work = [name, after, limit](Storage& storage) -> Result<std::vector<std::string>> {
        HUB_TRYV(existing(storage, name));
        return storage.access().members(name, after, limit);
    };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<AccessGroupPreview>> AccessGroups::preview(std::string condition)
{
    HUB_CO_TRY(const AccessCondition parsed, AccessCondition::parse(condition));
    AccessGroupPreview preview;
    const MonoTime since = parts_.clock.mono();
    TwinScan scan{parsed.query(), {}, 0, limits::kMaxPage, needsTwin(parsed.query().where)};
    for (bool atEnd = false; !atEnd;) {
        if (parts_.clock.mono() - since > limits::kQueryTime) {
            co_return fail(Errc::Unavailable, "the fleet was not counted within 20 seconds");
        }
        auto work = [this, scan](Storage& storage) {
            return countSome(storage, scan, parts_.sessions);
        };
        HUB_CO_TRY(const TwinCount part, co_await parts_.workers.read(work));
        preview.devices += part.count;
        scan.after = part.place.next;
        atEnd = part.place.atEnd;
    }
    for (const auto& session : parts_.sessions.live()) {
        const auto& facts = session->subject.facts;
        preview.connected += facts && parsed.holdsFor(*facts) ? 1U : 0U;
    }
    co_return preview;
}

boost::asio::awaitable<Result<AccessGroup>> AccessGroups::put(std::string name,
                                                              std::string condition,
                                                              std::string reason,
                                                              EtagCondition version,
                                                              std::string by,
                                                              AuditNotePtr note)
{
    if (!isValidId(name) || reason.size() > limits::kMaxAccessReasonChars) {
        co_return fail(Errc::InvalidArgument, "a name has 1 to 128 characters of ids, a reason "
                                              "512 at most");
    }
    HUB_CO_TRY(const GroupCondition checked, conditionFrom(condition));
    const WallTime since = parts_.clock.wall();
    auto before = std::make_shared<AccessGroup>();
    auto work = [=](Storage& storage) -> Result<AccessGroup> {
        HUB_TRY(AccessGroup group, groupFor(storage, name, version));
        if (checked.isJudged) {
            HUB_TRYV(checkRoom(storage, name));
        }
        *before = group;
        group.condition = checked.text;
        group.reason = reason;
        group.by = by;
        group.since = since;
        ++group.etag;
        HUB_TRYV(storage.access().putGroup(group));
        noteChange(note, before->by.empty() ? "" : auditJson(*before), auditJson(group));
        return group;
    };
    auto committed = [this, before](const AccessGroup& group) {
        const AccessRulesPointer old = parts_.active.rules();
        parts_.active.change([&](AccessRules& rules) {
            rules.lists.removeGroup(*before);
            rules.lists.addGroup(group);
        });
        const AccessRulesPointer now = parts_.active.rules();
        parts_.live.recheck([&](const AccessSubject& subject) {
            return old->lists.isIn(group.name, subject) != now->lists.isIn(group.name, subject);
        });
    };
    HUB_CO_TRY(AccessGroup group, co_await parts_.workers.write(work, committed, note));
    announce("group-written", name, by);
    co_return group;
}

boost::asio::awaitable<Result<void>> AccessGroups::remove(std::string name,
                                                          EtagCondition version,
                                                          std::string by,
                                                          AuditNotePtr note)
{
    auto work = [name, version, note](Storage& storage) -> Result<RemovedGroup> {
        HUB_TRY(RemovedGroup removed, removeStored(storage, name, version));
        noteChange(note, auditJson(removed.group), {});
        return removed;
    };
    auto committed = [this](const RemovedGroup& removed) { // no entry is about it: nobody is closed
        parts_.active.change([&removed](AccessRules& rules) {
            rules.lists.removeGroup(removed.group);
            for (const std::string& device : removed.members) {
                rules.lists.removeMember({removed.group.name, device});
            }
        });
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work, committed, note));
    announce("group-removed", name, by);
    co_return success();
}

boost::asio::awaitable<Result<AccessMembersChanged>> AccessGroups::changeMembers(
    std::string name,
    std::vector<std::string> add,
    std::vector<std::string> remove,
    std::string by,
    AuditNotePtr note)
{
    HUB_CO_TRYV(checkIds(add));
    HUB_CO_TRYV(checkIds(remove));
    if (add.size() + remove.size() > limits::kMaxAccessEntriesPerCall) {
        co_return fail(Errc::InvalidArgument, "a call changes 1,000 members at most");
    }
    auto work = [=](Storage& storage) -> Result<MembersChange> {
        HUB_TRY(MembersChange change, changeStored(storage, name, add, remove));
        noteChange(note, membersJson(change.removed), membersJson(change.added));
        return change;
    };
    auto committed = [this](const MembersChange& change) {
        parts_.active.change([&change](AccessRules& rules) {
            for (const AccessMember& member : change.removed) {
                rules.lists.removeMember(member);
            }
            for (const AccessMember& member : change.added) {
                rules.lists.addMember(member);
            }
        });
        recheckMembers(change.added);
        recheckMembers(change.removed);
    };
    HUB_CO_TRY(const MembersChange change, co_await parts_.workers.write(work, committed, note));
    announce("group-members", name, by);
    co_return AccessMembersChanged{change.added.size(), change.removed.size()};
}

void AccessGroups::recheckMembers(const std::vector<AccessMember>& members)
{
    if (members.size() == 1) {
        parts_.live.recheckDevice(members.front().device);
        return;
    }
    std::unordered_set<std::string> devices;
    for (const AccessMember& member : members) {
        devices.insert(member.device);
    }
    if (!devices.empty()) {
        parts_.live.recheck(
            [&devices](const AccessSubject& subject) { return devices.contains(subject.device); });
    }
}

void AccessGroups::announce(std::string_view what,
                            const std::string& name,
                            const std::string& by) const
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("what", what)
        .member("detail", name)
        .member("by", by)
        .endObject();
    parts_.log.info("access", {{"what", what}, {"detail", name}, {"by", by}});
    parts_.events.publish("access", {}, std::move(data));
}

} // namespace hub
