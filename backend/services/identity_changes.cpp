#include "services/identity_changes.h"

#include "services/scope_rules.h"
#include "services/side_by_side.h"

#include "domain/error_table.h"

namespace hub {
namespace {

using boost::asio::awaitable;

Error lacks(const ServicePrincipal& caller, Permission permission)
{
    return fail(Errc::Forbidden, "'" + caller.name + "' lacks the permission '" +
                                     std::string(nameOf(permission)) + "'");
}

std::string_view actionOf(const IdentityItem& item)
{
    if (isTwinAlone(item.mode)) {
        return "twin.patch";
    }
    if (isRemoval(item.mode)) {
        return item.id.isModule() ? "module.delete" : "device.delete";
    }
    return item.id.isModule() ? "module.update" : "device.update"; // the registry says it better
}

PutMode putModeOf(ImportMode mode)
{
    if (mode == ImportMode::Create) {
        return PutMode::Create;
    }
    return mayCreate(mode) ? PutMode::CreateOrReplace : PutMode::Replace;
}

} // namespace

Result<void> limitUpdate(IdentityUpdate& update,
                         const EtagCondition& condition,
                         const ServicePrincipal& caller)
{
    if (!caller.person || condition.isAbsent()) {
        return success();
    }
    if (!caller.person->permissions.includes(Permission::Operate)) {
        return lacks(caller, Permission::Operate);
    }
    if (caller.seesKeys()) {
        return success();
    }
    if (!update.keys.empty()) {
        return lacks(caller, Permission::Keys);
    }
    update.keepsKeys = true;
    return success();
}

Result<void> limitItem(IdentityItem& item, const ServicePrincipal& caller)
{
    if (!caller.person || !mayChange(item.mode)) {
        return success();
    }
    if (isRemoval(item.mode) || isTwinAlone(item.mode)) {
        return caller.person->permissions.includes(Permission::Operate)
                   ? Result<void>(success())
                   : lacks(caller, Permission::Operate);
    }
    return limitUpdate(item.update, EtagCondition::any(), caller);
}

/// What all steps of an item know.
struct IdentityChanges::Task
{
    const ServicePrincipal& caller;
    const AuditNotePtr& request;
    IdentityItem& item;
    ItemOutcome& outcome;
};

awaitable<std::vector<ItemOutcome>> IdentityChanges::change(const ServicePrincipal& caller,
                                                            AuditNotePtr request,
                                                            std::vector<IdentityItem>& items) const
{
    std::vector<ItemOutcome> outcomes(items.size());
    std::vector<awaitable<void>> tasks;
    for (std::size_t i = 0; i < items.size(); ++i) {
        tasks.push_back(play(Task{caller, request, items[i], outcomes[i]}));
    }
    if (!tasks.empty()) {
        co_await sideBySide(std::move(tasks));
    }
    co_return outcomes;
}

awaitable<void> IdentityChanges::play(Task task) const
{
    const AuditNotePtr note = task.request->another(actionOf(task.item));
    noteTarget(note, task.item.id.text());
    const Result<void> done = co_await perform(task, note);
    if (!done) {
        task.outcome.error = done.error();
        co_await recordRefusal(note, task.outcome);
    } else if (task.item.hasTwin() && !isTwinAlone(task.item.mode)) {
        const AuditNotePtr second = task.request->another("twin.patch");
        noteTarget(second, task.item.id.text());
        co_await addTwin(task, second);
    }
}

/// A twin that cannot be written leaves a new device as it is.
awaitable<void> IdentityChanges::addTwin(Task task, AuditNotePtr note) const
{
    const IdentityItem& item = task.item;
    const auto patched =
        co_await parts_.twins.patch(item.id, item.twin, item.twinCondition, note);
    if (patched) {
        co_return;
    }
    (item.mode == ImportMode::Create ? task.outcome.warning : task.outcome.error) = patched.error();
    co_await recordRefusal(note, task.outcome);
}

awaitable<void> IdentityChanges::recordRefusal(AuditNotePtr note, ItemOutcome& outcome) const
{
    const Error& error = outcome.error ? *outcome.error : *outcome.warning;
    note->refuse(lookOf(error.code).azureName);
    const Result<void> stored = co_await parts_.audit.store(note);
    if (!stored) {
        outcome.error = stored.error(); // no answer without its record
    }
}

awaitable<Result<void>> IdentityChanges::perform(Task task, AuditNotePtr note) const
{
    IdentityItem& item = task.item;
    const ServicePrincipal& caller = task.caller;
    if (item.fault) {
        co_return *item.fault;
    }
    HUB_CO_TRYV(limitItem(item, caller));
    const auto scope = caller.scope();
    if (scope && item.twin.tags && !item.id.isModule()) {
        HUB_CO_TRYV(checkTagPatch(scope, *item.twin.tags));
    }
    if (isRemoval(item.mode) || isTwinAlone(item.mode)) {
        HUB_CO_TRYV(co_await parts_.access.checkScope(caller, item.id.device));
    }
    if (isRemoval(item.mode)) {
        co_return co_await parts_.registry.remove(item.id, item.condition, note);
    }
    if (isTwinAlone(item.mode)) {
        HUB_CO_TRYV(co_await parts_.twins.patch(item.id, item.twin, item.twinCondition, note));
        co_return success();
    }
    item.update.part = scope;
    HUB_CO_TRYV(co_await parts_.registry.put(item.id, item.update, putModeOf(item.mode),
                                             item.condition, note));
    co_return success();
}

} // namespace hub
