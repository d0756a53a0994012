#include "services/import_plan.h"

#include "services/scope_rules.h"

#include "domain/edge_scope.h"

#include <algorithm>

namespace hub {
namespace {

/// The parent's scope as it is now, if there is a word about it; false: there is no such edge device.
Result<bool> renewScope(Storage& storage,
                        std::optional<std::string>& scope,
                        const std::optional<TagCondition>& part)
{
    const auto parsed = EdgeScope::parse(scope.value_or(""));
    if (!parsed) {
        return !scope || scope->empty();
    }
    HUB_TRY(const std::optional<DeviceRow> parent, storage.identities().find({parsed->device, {}}));
    if (!parent || !parent->identity.edge) {
        return false;
    }
    if (part) {
        HUB_TRY(const bool holds, storage.identities().hasTag(parsed->device, *part));
        if (!holds) {
            return false;
        }
    }
    scope = deviceScopeOf(parent->identity);
    return true;
}

Error missing(const IdentityId& id)
{
    return fail(id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound, id.text());
}

Error present(const IdentityId& id)
{
    return id.isModule() ? fail(Errc::ModuleAlreadyExists)
                         : fail(Errc::DeviceAlreadyExists,
                                "A device with ID '" + id.device + "' is already registered.");
}

Error otherVersion(const std::string& etag)
{
    return fail(Errc::PreconditionFailed,
                "Precondition failed: Device version did not match, existingVersion:" + etag);
}

RowPlan refused(Error error)
{
    return {RowResult::Refused, std::move(error), {}};
}

RowPlan doing(RowResult result, IdentityItem item)
{
    return {result, std::nullopt, std::move(item)};
}

bool isInPart(const Known& known, const ServicePrincipal& caller)
{
    const auto scope = caller.scope();
    if (!scope || !known.ownerTags) {
        return true;
    }
    const std::vector<std::string> keys = tagKeys(*known.ownerTags);
    return std::find(keys.begin(), keys.end(), tagKey(scope->name, scope->value)) != keys.end();
}

/// Which members a row leaves alone.
void keepTheRest(IdentityItem& item, const DeviceIdentity& stored)
{
    IdentityUpdate& update = item.update;
    const GivenMembers& given = item.given;
    update.enabled = given.status ? update.enabled : stored.enabled;
    update.statusReason = given.statusReason ? update.statusReason : stored.statusReason;
    update.edge = given.capabilities ? update.edge : stored.edge;
    update.managedBy = given.managedBy ? update.managedBy : stored.managedBy;
    update.scopes = given.scopes ? update.scopes : ScopeWish{{}, stored.parentScope};
    if (!given.authentication) {
        update.authType = stored.authType;
        update.thumbprints = stored.thumbprints;
    }
    update.keepsKeys = true;
}

bool sameKeys(const IdentityUpdate& update, const DeviceIdentity& stored)
{
    return update.authType != AuthType::Sas || update.keys.empty() ||
           (update.keys.primary.reveal() == stored.keys.primary.reveal() &&
            update.keys.secondary.reveal() == stored.keys.secondary.reveal());
}

bool isAsStored(const IdentityItem& item, const DeviceIdentity& stored)
{
    const IdentityUpdate& update = item.update;
    const bool same = update.authType == stored.authType && sameKeys(update, stored) &&
                      update.thumbprints == stored.thumbprints;
    if (item.id.isModule()) {
        return same && (isEdgeModule(item.id.module) || update.managedBy == stored.managedBy);
    }
    const Result<std::string> parent = wishedParent(update.scopes, update.edge, &stored);
    return same && update.enabled == stored.enabled &&
           update.statusReason == stored.statusReason && update.edge == stored.edge && parent &&
           parent.value() == stored.parentScope;
}

/// A patch that changes nothing is none.
void dropIfSame(std::optional<std::string>& patch, const json::object& stored, TwinPart part)
{
    if (!patch) {
        return;
    }
    const Result<json::value> parsed = parseJson(*patch);
    const json::object* values = parsed ? parsed.value().if_object() : nullptr;
    if (values == nullptr) {
        return;
    }
    const Result<json::object> merged = merge(stored, *values, part);
    if (merged && merged.value() == stored) {
        patch.reset();
    }
}

RowPlan planNew(IdentityItem item, const ServicePrincipal& caller)
{
    if (isRemoval(item.mode)) {
        return {RowResult::Unchanged, std::nullopt, {}};
    }
    if (!mayCreate(item.mode)) {
        return refused(missing(item.id));
    }
    const auto scope = caller.scope();
    if (scope && item.twin.tags && !item.id.isModule()) {
        if (const auto checked = checkTagPatch(scope, *item.twin.tags); !checked) {
            return refused(checked.error());
        }
    }
    dropIfSame(item.twin.tags, {}, TwinPart::Tags);
    dropIfSame(item.twin.desired, {}, TwinPart::Desired);
    item.mode = ImportMode::Create;
    if (item.update.edge) {
        item.update.scopes.device.reset(); // its own, which it gets
    }
    return doing(RowResult::Created, std::move(item));
}

RowPlan planTwin(IdentityItem item, const Known& known)
{
    if (const std::string etag = twinEtagText(known.twin.etag);
        !item.twinCondition.matchesText(etag)) {
        return refused(otherVersion(etag));
    }
    item.mode = ImportMode::UpdateTwin;
    return item.hasTwin() ? doing(RowResult::Updated, std::move(item))
                          : RowPlan{RowResult::Unchanged, std::nullopt, {}};
}

RowPlan planChange(IdentityItem item, const Known& known)
{
    const DeviceIdentity& stored = known.row->identity;
    if (!item.condition.matches(stored.etag)) {
        return refused(otherVersion(std::to_string(stored.etag)));
    }
    keepTheRest(item, stored);
    if (item.update.edge && !item.id.isModule()) {
        item.update.scopes.device.reset(); // its own, which stays
    }
    if (stored.edge && !item.update.edge) {
        return refused(
            fail(Errc::InvalidOperation, "an edge device cannot become an ordinary one"));
    }
    const bool isCreation = item.mode == ImportMode::Create;
    if (isAsStored(item, stored)) {
        const RowPlan twin = planTwin(std::move(item), known);
        return isCreation && twin.result == RowResult::Updated ? refused(present(stored.id)) : twin;
    }
    if (isCreation) {
        return refused(present(stored.id));
    }
    item.mode = ImportMode::UpdateIfMatch;
    item.condition = EtagCondition::fromHeader(etagText(stored.etag));
    return doing(RowResult::Updated, std::move(item));
}

} // namespace

std::string_view nameOf(RowResult result)
{
    switch (result) {
    case RowResult::Created:
        return "created";
    case RowResult::Updated:
        return "updated";
    case RowResult::Deleted:
        return "deleted";
    case RowResult::Unchanged:
        return "unchanged";
    case RowResult::Refused:
        break;
    }
    return "refused";
}

Result<Known> readKnown(Storage& storage, IdentityItem& item, const std::optional<TagCondition>& part)
{
    Known known;
    if (item.fault) {
        return known;
    }
    HUB_TRY(known.row, storage.identities().find(item.id));
    if (known.row) {
        HUB_TRY(TwinRow twin, findTwin(storage, known.row->identity.key));
        known.twin = std::move(twin.twin);
        HUB_TRY(known.twin.tags, parseTwinObject(known.row->identity.tags, "tags"));
        known.ownerTags = known.row->identity.tags;
    }
    if (item.id.isModule()) {
        HUB_TRY(const std::optional<DeviceRow> owner, storage.identities().find({item.id.device, {}}));
        known.ownerTags = owner ? std::optional(owner->identity.tags) : std::nullopt;
        return known;
    }
    ScopeWish& scopes = item.update.scopes;
    HUB_TRY(known.hasParent, renewScope(storage, scopes.parent, part));
    if (!item.update.edge) {
        HUB_TRY(const bool hasIt, renewScope(storage, scopes.device, part));
        known.hasParent = known.hasParent && hasIt;
    }
    return known;
}

RowPlan planRow(IdentityItem item, const Known& known, const ServicePrincipal& caller)
{
    if (item.fault) {
        return refused(*item.fault);
    }
    if (!isInPart(known, caller)) {
        return refused(item.mode == ImportMode::Create ? present(item.id)
                                                       : fail(Errc::DeviceNotFound, item.id.device));
    }
    if (item.id.isModule() && !known.ownerTags) {
        return refused(fail(Errc::DeviceNotFound, item.id.device));
    }
    if (!known.row) {
        return planNew(std::move(item), caller);
    }
    const bool operates =
        !caller.person || caller.person->permissions.includes(Permission::Operate);
    if (item.mode == ImportMode::Create && !operates) {
        return refused(present(item.id)); // nothing more may be learnt of it
    }
    if (const Result<void> limited = limitItem(item, caller); !limited) {
        return refused(limited.error());
    }
    if (isRemoval(item.mode)) {
        return item.condition.matches(known.row->identity.etag)
                   ? doing(RowResult::Deleted, std::move(item))
                   : refused(otherVersion(std::to_string(known.row->identity.etag)));
    }
    const auto scope = caller.scope();
    if (scope && item.twin.tags && !item.id.isModule()) {
        if (const auto checked = checkTagPatch(scope, *item.twin.tags); !checked) {
            return refused(checked.error());
        }
    }
    dropIfSame(item.twin.tags, known.twin.tags, TwinPart::Tags);
    dropIfSame(item.twin.desired, known.twin.desired.values, TwinPart::Desired);
    return isTwinAlone(item.mode) ? planTwin(std::move(item), known)
                                  : planChange(std::move(item), known);
}

} // namespace hub
