#include "services/access_control.h"

#include "services/access_condition.h"
#include "services/access_audit.h"
#include "services/ip_filter.h"

#include "domain/limits.h"
#include "domain/tag_condition.h"

#include "base/crypto.h"
#include "base/json_writer.h"
#include "base/text.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::string_view kModeSetting = "access.mode"; // "<etag> <name>"

Result<AccessEntry> existing(Storage& storage, AccessEntryId id)
{
    HUB_TRY(std::optional<AccessEntry> entry, storage.access().find(id));
    return entry ? Result<AccessEntry>(std::move(*entry)) : fail(Errc::NotFound, "no such entry");
}

Result<void> checkCondition(const EtagCondition& condition, std::uint64_t etag)
{
    return condition.matches(etag)
               ? Result<void>(success())
               : fail(Errc::PreconditionFailed, "it was changed meanwhile; read it again");
}

Result<void> checkRoom(Storage& storage, const std::vector<NewAccessEntry>& entries)
{
    HUB_TRY(const std::size_t count, storage.access().count());
    if (count + entries.size() > limits::kMaxAccessEntries) {
        return fail(Errc::InvalidOperation, "the lists hold 100,000 entries at most");
    }
    const auto patterns = std::count_if(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.kind == AccessKind::Pattern;
    });
    if (patterns == 0) {
        return success();
    }
    HUB_TRY(const std::size_t known, storage.access().countOf(AccessKind::Pattern));
    return known + static_cast<std::size_t>(patterns) <= limits::kMaxAccessPatterns
               ? Result<void>(success())
               : fail(Errc::InvalidOperation, "the lists hold 1,000 patterns at most");
}

Result<void> checkReason(const std::string& reason)
{
    return reason.size() <= limits::kMaxAccessReasonChars
               ? Result<void>(success())
               : fail(Errc::InvalidArgument, "'reason' is longer than 512 characters");
}

Result<AccessEntry> entryFrom(Storage& storage, const NewAccessEntry& given)
{
    HUB_TRYV(checkReason(given.reason));
    AccessEntry entry;
    entry.list = given.list;
    entry.kind = given.kind;
    HUB_TRY(entry.value, canonicalValue(given.kind, given.value));
    entry.reason = given.reason;
    entry.until = given.until;
    entry.etag = randomNumber() % 1'000'000'000 + 1;
    if (given.kind == AccessKind::Group) {
        HUB_TRY(const auto group, storage.access().findGroup(entry.value));
        if (!group) {
            return fail(Errc::NotFound, "there is no group '" + entry.value + "'");
        }
    }
    return entry;
}

Result<AccessSubject> subjectOf(const AccessQuestion& question)
{
    AccessSubject subject{question.device};
    if (!question.address.empty()) {
        subject.address = IpAddress::parse(question.address);
        if (!subject.address) {
            return fail(Errc::InvalidArgument, "'address' is no IP address");
        }
    }
    if (question.thumbprint.empty()) {
        return subject;
    }
    for (const std::string_view each : split(question.thumbprint, ',')) {
        const auto thumbprint = canonicalThumbprint(each);
        if (!thumbprint || subject.thumbprints.size() == 2) {
            return fail(Errc::InvalidArgument,
                        "'thumbprint' must be 40 or 64 hex digits, or both with a comma");
        }
        subject.thumbprints.push_back(*thumbprint);
    }
    return subject;
}

/// What the registry says; the tags go to the subject.
IdentityState stateOf(const std::optional<DeviceRow>& row, AccessSubject& subject)
{
    if (!row) {
        return {.registered = false, .enabled = false};
    }
    subject.tags = tagKeys(row->identity.tags);
    subject.facts = factsOf(row->identity);
    return {true, row->identity.enabled, row->identity.statusReason};
}

/// Is an entry about a subject? What can be worked out before, is.
LiveAccess::Concerns concernOf(const AccessEntry& entry, const AccessRulesPointer& rules)
{
    if (entry.kind == AccessKind::Pattern) {
        if (const auto glob = Glob::parse(entry.value)) {
            return [glob = glob.value()](const AccessSubject& s) { return glob.matches(s.device); };
        }
    }
    return [entry, rules](const AccessSubject& s) { return rules->lists.concerns(entry, s); };
}

} // namespace

/// What a commit has changed.
struct AccessControl::Changed
{
    std::vector<AccessEntryPointer> added{};
    std::vector<AccessEntryPointer> removed{};
    std::optional<AccessModeView> mode{};
    std::size_t present = 0;
};

Result<AccessModeView> accessMode(Storage& storage)
{
    HUB_TRY(const auto stored, storage.settings().get(kModeSetting));
    const std::string text = stored.value_or("0 open");
    const auto [etag, name] = cut(text, ' ');
    const auto mode = accessModeFromName(name.value_or(""));
    const auto number = toInteger<std::uint64_t>(etag);
    if (!mode || !number) {
        return fail(Errc::Corrupt, "the setting access.mode cannot be read");
    }
    return AccessModeView{*mode, *number};
}

Result<AccessRules> loadAccessRules(Storage& storage, AuditTrail& trail)
{
    AccessRules rules;
    AccessQuery all;
    all.limit = limits::kMaxAccessEntries;
    HUB_TRY(const std::vector<AccessEntry> entries, storage.access().entries(all));
    for (const AccessEntry& entry : entries) {
        rules.lists.add(std::make_shared<const AccessEntry>(entry));
    }
    HUB_TRY(const std::vector<AccessGroup> groups, storage.access().groups());
    for (const AccessGroup& group : groups) {
        rules.lists.addGroup(group);
    }
    HUB_TRY(const std::vector<AccessMember> members, storage.access().allMembers());
    for (const AccessMember& member : members) {
        rules.lists.addMember(member);
    }
    HUB_TRY(const AccessModeView mode, accessMode(storage));
    rules.mode = mode.mode;
    HUB_TRY(IpRules ipRules, loadIpRules(storage, trail));
    rules.ipRules = std::make_shared<const CompiledIpRules>(std::move(ipRules));
    return rules;
}

// Reading.

boost::asio::awaitable<Result<AccessEntryPage>> AccessControl::entries(AccessQuery query)
{
    const std::size_t limit = query.limit++;
    auto work = [query](Storage& storage) { return storage.access().entries(query); };
    AccessEntryPage page;
    HUB_CO_TRY(page.entries, co_await parts_.workers.read(work));
    if (page.entries.size() > limit) {
        page.entries.pop_back();
        page.next = page.entries.back().id;
    }
    co_return page;
}

boost::asio::awaitable<Result<AccessEntry>> AccessControl::get(AccessEntryId id)
{
    auto work = [id](Storage& storage) { return existing(storage, id); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<AccessModeView>> AccessControl::mode()
{
    auto work = [](Storage& storage) { return accessMode(storage); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<AccessExplanation>> AccessControl::explain(AccessQuestion question)
{
    HUB_CO_TRY(AccessSubject subject, subjectOf(question));
    const WallTime now = parts_.clock.highestWall();
    AccessExplanation explanation;
    if (question.scope != AccessScope::Device) {
        const AccessRulesPointer rules = parts_.active.rules();
        explanation.decision = decideByAddress(*rules, question.scope, subject.address);
        co_return explanation;
    }
    IdentityState state;
    if (!question.device.empty()) {
        const IdentityId id{question.device, {}};
        auto work = [id](Storage& storage) { return storage.identities().find(id); };
        HUB_CO_TRY(const std::optional<DeviceRow> row, co_await parts_.workers.read(work));
        state = stateOf(row, subject);
    }
    const AccessRulesPointer rules = parts_.active.rules();
    explanation.decision = decide(*rules, subject, state, AccessScope::Device, now);
    explanation.groups = rules->lists.groupsOf(subject);
    if (question.device.empty()) { // nothing can be said of it
        std::erase_if(explanation.decision.chain, [](const AccessFinding& finding) {
            return finding.step == AccessStep::Identity;
        });
    }
    co_return explanation;
}

// Changing.

boost::asio::awaitable<Result<AccessEntry>> AccessControl::add(NewAccessEntry entry,
                                                               std::string by,
                                                               AuditNotePtr note)
{
    const std::vector<NewAccessEntry> entries{std::move(entry)};
    Work work = [this, entries, by, note](Storage& storage) -> Result<Changed> {
        HUB_TRY(Changed changed, addAll(storage, entries, by));
        if (changed.added.empty()) {
            return fail(Errc::PreconditionFailed, "the list has this entry");
        }
        noteTarget(note, changed.added.front()->value);
        noteChange(note, {}, auditJson(*changed.added.front()));
        return changed;
    };
    HUB_CO_TRY(const Changed changed, co_await write(std::move(work), note));
    announce("added", changed.added.front()->text(), by);
    co_return *changed.added.front();
}

boost::asio::awaitable<Result<AddedAccessEntries>> AccessControl::addMany(
    std::vector<NewAccessEntry> entries, std::string by, AuditNotePtr note)
{
    if (entries.size() > limits::kMaxAccessEntriesPerCall) {
        co_return fail(Errc::InvalidArgument, "a call adds 1,000 entries at most");
    }
    Work work = [this, entries = std::move(entries), by, note](Storage& storage) -> Result<Changed> {
        HUB_TRY(Changed changed, addAll(storage, entries, by));
        noteChange(note, {}, countJson(changed.added.size()));
        return changed;
    };
    HUB_CO_TRY(const Changed changed, co_await write(std::move(work), note));
    announce("added", std::to_string(changed.added.size()) + " entries", by);
    co_return AddedAccessEntries{changed.added.size(), changed.present};
}

Result<AccessControl::Changed> AccessControl::addAll(Storage& storage,
                                                     const std::vector<NewAccessEntry>& entries,
                                                     const std::string& by) const
{
    HUB_TRYV(checkRoom(storage, entries));
    Changed changed;
    for (const NewAccessEntry& given : entries) {
        HUB_TRY(AccessEntry entry, entryFrom(storage, given));
        entry.by = by;
        entry.since = parts_.clock.wall();
        Result<AccessEntry> added = storage.access().add(std::move(entry));
        if (added) {
            changed.added.push_back(std::make_shared<const AccessEntry>(std::move(added.value())));
        } else if (added.error().code == Errc::PreconditionFailed) {
            ++changed.present;
        } else {
            return added.error();
        }
    }
    return changed;
}

Result<AccessControl::Changed> AccessControl::changeOne(
    Storage& storage,
    AccessEntryId id,
    const std::function<void(AccessEntry&)>& change,
    const EtagCondition& condition,
    const AuditNotePtr& note) const
{
    HUB_TRY(AccessEntry entry, existing(storage, id));
    HUB_TRYV(checkCondition(condition, entry.etag));
    noteTarget(note, entry.value);
    Changed changed;
    changed.removed.push_back(std::make_shared<const AccessEntry>(entry));
    if (!change) {
        HUB_TRYV(storage.access().remove(id));
        noteChange(note, auditJson(entry), {});
        return changed;
    }
    change(entry);
    ++entry.etag;
    HUB_TRYV(storage.access().replace(entry));
    noteChange(note, auditJson(*changed.removed.front()), auditJson(entry));
    changed.added.push_back(std::make_shared<const AccessEntry>(std::move(entry)));
    return changed;
}

boost::asio::awaitable<Result<AccessEntry>> AccessControl::change(AccessEntryId id,
                                                                  std::string reason,
                                                                  std::optional<WallTime> until,
                                                                  EtagCondition condition,
                                                                  std::string by,
                                                                  AuditNotePtr note)
{
    HUB_CO_TRYV(checkReason(reason));
    auto edit = [reason, until, by](AccessEntry& entry) {
        entry.reason = reason;
        entry.until = until;
        entry.by = by;
    };
    Work work = [this, id, edit, condition, note](Storage& storage) {
        return changeOne(storage, id, edit, condition, note);
    };
    HUB_CO_TRY(const Changed changed, co_await write(std::move(work), note));
    announce("changed", changed.added.front()->text(), by);
    co_return *changed.added.front();
}

boost::asio::awaitable<Result<void>> AccessControl::remove(AccessEntryId id,
                                                           EtagCondition condition,
                                                           std::string by,
                                                           AuditNotePtr note)
{
    Work work = [this, id, condition, note](Storage& storage) {
        return changeOne(storage, id, nullptr, condition, note);
    };
    HUB_CO_TRY(const Changed changed, co_await write(std::move(work), note));
    announce("removed", changed.removed.front()->text(), by);
    co_return success();
}

boost::asio::awaitable<Result<AccessModeView>> AccessControl::setMode(AccessMode mode,
                                                                      EtagCondition condition,
                                                                      std::string by,
                                                                      AuditNotePtr note)
{
    Work work = [mode, condition, note](Storage& storage) -> Result<Changed> {
        HUB_TRY(AccessModeView view, accessMode(storage));
        HUB_TRYV(checkCondition(condition, view.etag));
        noteChange(note, auditJson(view.mode), auditJson(mode));
        view.mode = mode;
        ++view.etag;
        const std::string text = std::to_string(view.etag) + " " + std::string(nameOf(mode));
        HUB_TRYV(storage.settings().set(kModeSetting, text));
        Changed changed;
        changed.mode = view;
        return changed;
    };
    HUB_CO_TRY(const Changed changed, co_await write(std::move(work), note));
    announce("mode", std::string(nameOf(mode)), by);
    co_return *changed.mode;
}

boost::asio::awaitable<Result<AccessControl::Changed>> AccessControl::write(
    Work work, AuditNotePtr note)
{
    auto committed = [this](const Changed& changed) { takeEffect(changed); };
    co_return co_await parts_.workers.write(work, committed, std::move(note));
}

/// On the writer, so in the order of the commits.
void AccessControl::takeEffect(const Changed& changed)
{
    parts_.active.change([&changed](AccessRules& rules) {
        for (const AccessEntryPointer& entry : changed.removed) {
            rules.lists.remove(*entry);
        }
        for (const AccessEntryPointer& entry : changed.added) {
            rules.lists.add(entry);
        }
        rules.mode = changed.mode ? changed.mode->mode : rules.mode;
    });
    recheck(changed);
}

/// Only what makes the rules stricter: a new place on the block list, a lost one on the other.
void AccessControl::recheck(const Changed& changed)
{
    const AccessRulesPointer rules = parts_.active.rules();
    std::vector<AccessEntryPointer> stricter;
    for (const AccessEntryPointer& entry : changed.added) {
        if (entry->list == AccessList::Block || !changed.removed.empty()) {
            stricter.push_back(entry);
        }
    }
    for (const AccessEntryPointer& entry : changed.removed) {
        if (entry->list == AccessList::Allow && rules->mode == AccessMode::AllowListOnly) {
            stricter.push_back(entry);
        }
    }
    if (stricter.size() == 1 && stricter.front()->kind == AccessKind::Device) {
        parts_.live.recheckDevice(stricter.front()->value);
    } else if (stricter.size() == 1) {
        parts_.live.recheck(concernOf(*stricter.front(), rules));
    } else if (!stricter.empty() || changed.mode) {
        parts_.live.recheck([](const AccessSubject&) { return true; });
    }
}

void AccessControl::sweep()
{
    const WallTime now = parts_.clock.highestWall();
    const WallTime from = std::exchange(checked_, now);
    const bool posted = parts_.workers.post([this, from, now](Storage& storage) {
        const auto ended = storage.access().ended(from, now);
        if (!ended || ended.value().empty()) {
            return;
        }
        parts_.live.recheck([](const AccessSubject&) { return true; });
        announce("ended", std::to_string(ended.value().size()) + " entries", {});
    });
    if (!posted) {
        checked_ = from; // the next one looks
    }
}

void AccessControl::announce(std::string_view what,
                             const std::string& detail,
                             const std::string& by) const
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("what", what)
        .member("detail", detail)
        .member("by", by)
        .endObject();
    parts_.log.info("access", {{"what", what}, {"detail", detail}, {"by", by}});
    parts_.events.publish("access", {}, std::move(data));
}

} // namespace hub
