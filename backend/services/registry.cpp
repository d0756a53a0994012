#include "services/registry.h"

#include "services/identity_audit.h"
#include "services/twin_document.h"

#include "domain/limits.h"

#include "base/crypto.h"
#include "base/json_writer.h"

#include <algorithm>
#include <iterator>

namespace hub {
namespace {

/// What the request demands of the stored identity, if anything.
Result<void> checkCondition(const EtagCondition& condition, const DeviceIdentity& stored)
{
    if (condition.matches(stored.etag)) {
        return success();
    }
    return fail(Errc::PreconditionFailed,
                "Precondition failed: Device version did not match, existingVersion:" +
                    std::to_string(stored.etag));
}

SymmetricKeys keysFor(const IdentityUpdate& update, const SymmetricKeys& stored)
{
    if (update.authType != AuthType::Sas) {
        return {};
    }
    if (!update.keys.empty()) {
        return update.keys;
    }
    return update.keepsKeys && !stored.empty() ? stored : makeKeys();
}

void apply(const IdentityUpdate& update, DeviceIdentity& identity)
{
    identity.enabled = update.enabled;
    identity.statusReason = update.statusReason;
    identity.authType = update.authType;
    identity.keys = keysFor(update, identity.keys);
    identity.thumbprints = update.thumbprints;
    identity.edge = update.edge;
    identity.managedBy =
        isEdgeModule(identity.id.module) ? std::string(kEdgeManager) : update.managedBy;
    if (update.tags) {
        identity.tags = *update.tags;
    }
}

/// "device.disable"
std::string actionOf(const IdentityId& id, std::string_view what)
{
    return (id.isModule() ? "module." : "device.") + std::string(what);
}

std::string_view changeOf(bool wasEnabled, bool isEnabled)
{
    if (wasEnabled == isEnabled) {
        return "update";
    }
    return isEnabled ? "enable" : "disable";
}

constexpr std::size_t kRowsJudged = 128; // at once, and at least: few of them may be kept

/// Leaves out what the store could not judge by its indexes.
Result<DevicePage> searchJudged(Storage& storage, DeviceQuery query,
                                const SessionDirectory& sessions)
{
    HUB_TRY(DevicePage page, storage.identities().search(query));
    if (page.exact) {
        return page;
    }
    if (query.offset > 0) {
        return fail(Errc::InvalidArgument, "'offset' does not go with this query, which is judged "
                                           "device by device: follow 'next' instead");
    }
    std::vector<DeviceRow> fulfilling;
    for (DeviceRow& row : page.rows) {
        HUB_TRY(const std::optional<StoredTwin> twin, storage.queries().find(row.identity.key));
        if (twin && isTrue(query.where, TwinDocument(*twin, sessions))) {
            fulfilling.push_back(std::move(row));
        }
    }
    page.rows = std::move(fulfilling);
    return page;
}

/// A module of a device that is not there is not looked for. Errors: DeviceNotFound, ModuleNotFound.
Result<DeviceRow> existing(Storage& storage, const IdentityId& id)
{
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(id));
    if (row) {
        return std::move(*row);
    }
    if (!id.isModule()) {
        return fail(Errc::DeviceNotFound, id.device);
    }
    HUB_TRY(const std::optional<DeviceRow> device, storage.identities().find({id.device, {}}));
    return device ? fail(Errc::ModuleNotFound, id.text()) : fail(Errc::DeviceNotFound, id.device);
}

Error notAParent(const std::string& scope, std::string_view why)
{
    return fail(Errc::InvalidDeviceScope, "'" + scope + "' " + std::string(why));
}

/// An edge device of this generation, which is not below the device itself.
Result<void> checkParent(Storage& storage, const IdentityId& child, const std::string& scope)
{
    std::string next = scope;
    for (std::size_t level = 0; level < limits::kMaxEdgeLevels; ++level) {
        const auto parent = EdgeScope::parse(next);
        HUB_TRY(const std::optional<DeviceRow> row,
                parent ? storage.identities().find({parent->device, {}})
                       : Result<std::optional<DeviceRow>>(std::nullopt));
        const bool isThere = row && row->identity.edge &&
                             row->identity.generationId == parent->generationId;
        if (!isThere) {
            return level == 0 ? notAParent(scope, "is not the scope of an edge device")
                              : Result<void>(success()); // a parent's parent that is gone
        }
        if (row->identity.id == child) {
            return notAParent(scope, "is below the device itself");
        }
        next = row->identity.parentScope;
        if (next.empty()) {
            return success();
        }
    }
    return notAParent(scope, "has too many edge devices above it");
}

} // namespace

DeviceView Registry::viewOf(DeviceRow row) const
{
    auto session = parts_.sessions.find(row.identity.id);
    return {std::move(row), std::move(session)};
}

std::vector<DeviceView> Registry::viewsOf(std::vector<DeviceRow> rows) const
{
    std::vector<DeviceView> views;
    views.reserve(rows.size());
    for (DeviceRow& row : rows) {
        views.push_back(viewOf(std::move(row)));
    }
    return views;
}

boost::asio::awaitable<Result<DeviceView>> Registry::get(IdentityId id)
{
    auto work = [id](Storage& storage) { return existing(storage, id); };
    HUB_CO_TRY(DeviceRow row, co_await parts_.workers.read(work));
    co_return viewOf(std::move(row));
}

boost::asio::awaitable<Result<std::vector<DeviceView>>> Registry::modules(std::string device)
{
    auto work = [device](Storage& storage) -> Result<std::vector<DeviceRow>> {
        HUB_TRYV(existing(storage, {device, {}}));
        return storage.identities().modules(device);
    };
    HUB_CO_TRY(std::vector<DeviceRow> rows, co_await parts_.workers.read(work));
    co_return viewsOf(std::move(rows));
}

boost::asio::awaitable<Result<DeviceView>> Registry::put(IdentityId id,
                                                         IdentityUpdate update,
                                                         EtagCondition condition,
                                                         AuditNotePtr note)
{
    const PutMode mode = condition.isAbsent() ? PutMode::Create : PutMode::Replace;
    co_return co_await put(std::move(id), std::move(update), mode, std::move(condition),
                           std::move(note));
}

boost::asio::awaitable<Result<DeviceView>> Registry::put(IdentityId id,
                                                         IdentityUpdate update,
                                                         PutMode mode,
                                                         EtagCondition condition,
                                                         AuditNotePtr note)
{
    const bool enabled = update.enabled;
    noteAction(note, actionOf(id, mode == PutMode::Replace ? "update" : "create")); // if refused
    auto work = [this, id, update, mode, condition, note](Storage& storage) {
        return store(storage, id, update, mode, condition, note);
    };
    auto committed = [this](const Stored& stored) {
        const DeviceIdentity& identity = stored.row.identity;
        parts_.keyUse.forget({identity.key, {}});
        if (!stored.isNew && !identity.id.isModule()) { // on the writer: in the order of the commits
            parts_.live.deviceChanged(identity);
        }
    };
    HUB_CO_TRY(Stored stored, co_await parts_.workers.write(work, committed, note));
    if (!enabled) {
        parts_.sessions.revoke(id, CloseReason::IdentityDisabled);
    }
    parts_.sessions.revokeOtherCredentials(stored.row.identity);
    announce(stored.isNew ? "created" : "updated", id);
    co_return viewOf(std::move(stored.row));
}

Result<Registry::Stored> Registry::store(Storage& storage,
                                         const IdentityId& id,
                                         const IdentityUpdate& update,
                                         PutMode mode,
                                         const EtagCondition& condition,
                                         const AuditNotePtr& note)
{
    bool isNew = mode == PutMode::Create;
    if (mode == PutMode::CreateOrReplace) {
        HUB_TRY(const std::optional<DeviceRow> known, storage.identities().find(id));
        isNew = !known;
    }
    if (update.part && (!isNew || id.isModule())) {
        HUB_TRY(const bool held, storage.identities().hasTag(id.device, *update.part));
        if (!held) {
            return fail(Errc::DeviceNotFound, id.device);
        }
    }
    HUB_TRYV(isNew ? create(storage, id, update, note)
                   : replace(storage, id, update, condition, note));
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(id));
    return Stored{std::move(*row), isNew};
}

Result<DeviceIdentity> Registry::create(Storage& storage,
                                        const IdentityId& id,
                                        const IdentityUpdate& update,
                                        const AuditNotePtr& note)
{
    HUB_TRYV(checkRoom(storage, id));
    HUB_TRY(DeviceIdentity identity, add(storage, id, update));
    if (identity.edge) {
        HUB_TRYV(addEdgeModules(storage, id.device));
    }
    noteChange(note, {}, auditJson(identity));
    return identity;
}

Result<DeviceIdentity> Registry::addModule(Storage& storage,
                                           const IdentityId& id,
                                           const IdentityUpdate& update)
{
    HUB_TRYV(checkRoom(storage, id));
    return add(storage, id, update);
}

Result<void> Registry::checkRoom(Storage& storage, const IdentityId& id)
{
    HUB_TRY(const std::uint64_t count, storage.identities().count());
    if (count >= limits::kMaxDevices) {
        return fail(Errc::TooManyDevices, "the hub holds " + std::to_string(count) +
                                              " devices and modules, the most it takes");
    }
    if (!id.isModule()) {
        return success();
    }
    HUB_TRYV(existing(storage, {id.device, {}}));
    HUB_TRY(const std::vector<DeviceRow> modules, storage.identities().modules(id.device));
    const bool isThere =
        std::any_of(modules.begin(), modules.end(),
                    [&id](const DeviceRow& row) { return row.identity.id == id; });
    return isThere || modules.size() < limits::kMaxModulesPerDevice
               ? Result<void>(success()) // what is there already is refused as such
               : fail(Errc::TooManyModules, "the device has " + std::to_string(modules.size()) +
                                                " modules, the most it takes");
}

Result<DeviceIdentity> Registry::add(Storage& storage,
                                     const IdentityId& id,
                                     const IdentityUpdate& update)
{
    DeviceIdentity identity;
    identity.id = id;
    identity.etag = randomNumber() % 1'000'000'000 + 1;
    apply(update, identity);
    HUB_TRYV(setParent(storage, update, nullptr, identity));
    if (update.part && !id.isModule()) {
        identity.tags = tagsIn(*update.part);
    }
    return storage.identities().create(identity, parts_.clock.highestWall());
}

/// A parent that stays is not looked at again: it may be gone.
Result<void> Registry::setParent(Storage& storage,
                                 const IdentityUpdate& update,
                                 const DeviceIdentity* stored,
                                 DeviceIdentity& identity) const
{
    HUB_TRY(std::string parent, wishedParent(update.scopes, identity.edge, stored));
    if (!parent.empty() && parent != identity.parentScope) {
        HUB_TRYV(checkParent(storage, identity.id, parent));
    }
    identity.parentScope = std::move(parent);
    return success();
}

Result<void> Registry::addEdgeModules(Storage& storage, const std::string& device)
{
    for (const std::string_view module : kEdgeModules) {
        const IdentityId id{device, std::string(module)};
        HUB_TRY(const std::optional<DeviceRow> known, storage.identities().find(id));
        if (!known) {
            HUB_TRYV(add(storage, id, {}));
        }
    }
    return success();
}

Result<DeviceIdentity> Registry::replace(Storage& storage,
                                         const IdentityId& id,
                                         const IdentityUpdate& update,
                                         const EtagCondition& condition,
                                         const AuditNotePtr& note)
{
    HUB_TRY(const DeviceRow stored, existing(storage, id));
    DeviceIdentity identity = stored.identity;
    HUB_TRYV(checkCondition(condition, identity));
    if (identity.edge && !update.edge) {
        return fail(Errc::InvalidOperation, "an edge device cannot become an ordinary one");
    }
    apply(update, identity);
    HUB_TRYV(setParent(storage, update, &stored.identity, identity));
    HUB_TRYV(parts_.keyUse.keysChanged(storage, {identity.key, {}}, stored.identity.keys,
                                       identity.keys));
    if (identity.enabled != stored.identity.enabled) {
        identity.statusUpdated = parts_.clock.wall();
    }
    ++identity.etag;
    HUB_TRYV(storage.identities().replace(identity));
    if (identity.edge) {
        HUB_TRYV(addEdgeModules(storage, id.device));
    }
    noteAction(note, actionOf(id, changeOf(stored.identity.enabled, identity.enabled)));
    noteChange(note, auditJson(stored.identity), auditJson(identity, stored.identity));
    return identity;
}

boost::asio::awaitable<Result<void>> Registry::remove(IdentityId id,
                                                      EtagCondition condition,
                                                      AuditNotePtr note)
{
    const auto removed = std::make_shared<Changed>();
    auto work = [this, id, condition, note, removed](Storage& storage) -> Result<void> {
        HUB_TRY(const DeviceRow stored, existing(storage, id));
        HUB_TRYV(checkCondition(condition, stored.identity));
        HUB_TRY(*removed, remove(storage, stored.identity));
        noteChange(note, removed->before, {});
        return success();
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work, note));
    removed->told();
    co_return success();
}

Result<Registry::Changed> Registry::remove(Storage& storage, const DeviceIdentity& stored)
{
    const IdentityId& id = stored.id;
    const WallTime now = parts_.clock.highestWall();
    if (!id.isModule()) {
        HUB_TRY(const std::vector<DeviceRow> modules, storage.identities().modules(id.device));
        for (const DeviceRow& module : modules) {
            HUB_TRYV(storage.identities().remove(module.identity.id, now));
        }
    }
    HUB_TRYV(storage.identities().remove(id, now));
    return Changed{auditJson(stored), {}, [this, id] {
                       parts_.sessions.revoke(id, CloseReason::IdentityDeleted);
                       announce("deleted", id);
                   }};
}

Result<Registry::Changed> Registry::setStatus(Storage& storage,
                                              DeviceIdentity stored,
                                              bool enabled,
                                              const std::string& reason)
{
    if (stored.enabled == enabled && stored.statusReason == reason) {
        const std::string asItIs = auditJson(stored);
        return Changed{asItIs, asItIs, [] {}};
    }
    DeviceIdentity identity = stored;
    identity.enabled = enabled;
    identity.statusReason = reason;
    if (enabled != stored.enabled) {
        identity.statusUpdated = parts_.clock.wall();
    }
    ++identity.etag;
    HUB_TRYV(storage.identities().replace(identity));
    return Changed{auditJson(stored), auditJson(identity, stored), [this, identity] {
                       const IdentityId& id = identity.id;
                       if (!identity.enabled) {
                           parts_.sessions.revoke(id, CloseReason::IdentityDisabled);
                       }
                       if (!id.isModule()) {
                           parts_.live.deviceChanged(identity);
                       }
                       announce("updated", id);
                   }};
}

boost::asio::awaitable<Result<std::vector<DeviceView>>> Registry::list(
    std::size_t limit, std::optional<TagCondition> scope)
{
    auto work = [limit, scope](Storage& storage) { return storage.identities().list(limit, scope); };
    HUB_CO_TRY(std::vector<DeviceRow> rows, co_await parts_.workers.read(work));
    co_return viewsOf(std::move(rows));
}

boost::asio::awaitable<Result<DeviceViewPage>> Registry::search(DeviceQuery query)
{
    const MonoTime since = parts_.clock.mono();
    const std::size_t wanted = query.limit;
    DeviceViewPage page;
    bool full = false;
    while (!full) {
        const std::size_t room = wanted - page.devices.size();
        query.limit = std::max(room, kRowsJudged);
        auto work = [this, query](Storage& storage) {
            return searchJudged(storage, query, parts_.sessions);
        };
        HUB_CO_TRY(DevicePage found, co_await parts_.workers.read(work));
        if (found.rows.size() > room) {
            found.rows.resize(room);
            found.next = found.rows.back().place;
        }
        page.next = found.next;
        page.total = found.total;
        query.after = std::move(found.next);
        std::ranges::move(viewsOf(std::move(found.rows)), std::back_inserter(page.devices));
        full = !query.after || page.devices.size() == wanted ||
               parts_.clock.mono() - since > limits::kQueryPageTime;
    }
    co_return page;
}

boost::asio::awaitable<Result<DeviceStatistics>> Registry::statistics(
    std::optional<TagCondition> scope)
{
    auto work = [scope](Storage& storage) { return storage.identities().statistics(scope); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<void>> Registry::eraseHistory(IdentityId id, AuditNotePtr note)
{
    auto work = [this, id](Storage& storage) -> Result<void> {
        HUB_TRY(const std::vector<DeviceKey> keys,
                id.isModule() ? storage.identities().keysOf(id)
                              : storage.identities().keysWithModules(id.device));
        return storage.identities().askErase(keys, parts_.clock.wall());
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work, note));
    parts_.log.info("history-erased", {{"device", id.text()}});
    parts_.events.publish("history-erased", id.text(), "{}");
    co_return success();
}

/// what: "created", "updated" or "deleted".
void Registry::announce(std::string_view what, const IdentityId& id)
{
    const std::string type = (id.isModule() ? "module-" : "device-") + std::string(what);
    std::string data;
    JsonWriter writer(data);
    writer.beginObject();
    if (id.isModule()) {
        writer.member("moduleId", id.module);
    }
    writer.endObject();
    parts_.log.info(type, {{"device", id.text()}});
    parts_.events.publish(type, id.device, std::move(data));
}

} // namespace hub
