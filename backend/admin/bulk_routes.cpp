#include "admin/bulk_routes.h"

#include "admin/bulk_json.h"
#include "admin/identity_json.h"
#include "admin/parameters.h"
#include "admin/scope_rules.h"

#include "services/side_by_side.h"

#include "domain/error_table.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;
using Outcome = Result<void>;

Error lacks(const ServicePrincipal& caller, Permission permission)
{
    return fail(Errc::Forbidden, "'" + caller.name + "' lacks the permission '" +
                                     std::string(nameOf(permission)) + "'");
}

/// What a person may not do: change what is there without `operate`, give keys without `keys`.
Result<void> checkPerson(BulkItem& item, const ServicePrincipal& caller)
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


std::string_view actionOf(const BulkItem& item)
{
    if (isTwinAlone(item.mode)) {
        return "twin.patch";
    }
    if (isRemoval(item.mode)) {
        return item.id.isModule() ? "module.delete" : "device.delete";
    }
    return item.id.isModule() ? "module.update" : "device.update"; // the registry says it better
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class BulkRoutes final
{
public:
    explicit BulkRoutes(const ApiServices& services) : services_(services) {}

    /// Each item has a record of its own, and the request as a whole has none.
    awaitable<Response> change(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(std::vector<BulkItem> items, readBulk(JsonView(body)));
        HUB_CO_TRYV(services_.throttle.take(Metered::Registry, items.size()));
        std::vector<BulkOutcome> outcomes(items.size());
        std::vector<awaitable<void>> tasks;
        for (std::size_t i = 0; i < items.size(); ++i) {
            tasks.push_back(play(request, items[i], outcomes[i]));
        }
        co_await sideBySide(std::move(tasks));
        request.audit->skip();
        co_return answerOf(items, outcomes);
    }

private:
    static net::HttpResponse answerOf(const std::vector<BulkItem>& items,
                                      const std::vector<BulkOutcome>& outcomes)
    {
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writeBulkResult(writer, items, outcomes);
        for (const BulkOutcome& outcome : outcomes) {
            if (outcome.error && response.status == 200) {
                const ErrorLook& look = lookOf(Errc::BulkRefused);
                response.status = look.httpStatus;
                response.headers.emplace_back("iothub-errorcode", std::string(look.azureName));
            }
        }
        return response;
    }

    awaitable<void> play(const RouteRequest& request, BulkItem& item, BulkOutcome& outcome) const
    {
        const AuditNotePtr note = request.audit->another(actionOf(item));
        noteTarget(note, item.id.text());
        const Outcome done = co_await perform(request.caller, item, note);
        if (!done) {
            outcome.error = done.error();
            co_await recordRefusal(note, outcome);
        } else if (item.hasTwin() && !isTwinAlone(item.mode)) {
            const AuditNotePtr second = request.audit->another("twin.patch");
            noteTarget(second, item.id.text());
            co_await addTwin(item, second, outcome);
        }
    }

    /// A twin that cannot be written leaves a new device as it is.
    awaitable<void> addTwin(const BulkItem& item,
                            const AuditNotePtr& note,
                            BulkOutcome& outcome) const
    {
        const auto patched =
            co_await services_.twins.patch(item.id, item.twin, item.twinCondition, note);
        if (patched) {
            co_return;
        }
        (item.mode == ImportMode::Create ? outcome.warning : outcome.error) = patched.error();
        co_await recordRefusal(note, outcome);
    }

    awaitable<void> recordRefusal(const AuditNotePtr& note, BulkOutcome& outcome) const
    {
        const Error& error = outcome.error ? *outcome.error : *outcome.warning;
        note->refuse(lookOf(error.code).azureName);
        const Result<void> stored = co_await services_.audit.store(note);
        if (!stored) {
            outcome.error = stored.error(); // no answer without its record
        }
    }

    awaitable<Outcome> perform(const ServicePrincipal& caller,
                               BulkItem& item,
                               const AuditNotePtr& note) const
    {
        if (item.fault) {
            co_return *item.fault;
        }
        HUB_CO_TRYV(checkPerson(item, caller));
        const auto scope = caller.scope();
        if (scope && item.twin.tags && !item.id.isModule()) {
            HUB_CO_TRYV(checkTagPatch(scope, *item.twin.tags));
        }
        if (isRemoval(item.mode) || isTwinAlone(item.mode)) {
            HUB_CO_TRYV(co_await services_.access.checkScope(caller, item.id.device));
        }
        if (isRemoval(item.mode)) {
            co_return co_await services_.registry.remove(item.id, item.condition, note);
        }
        if (isTwinAlone(item.mode)) {
            HUB_CO_TRYV(
                co_await services_.twins.patch(item.id, item.twin, item.twinCondition, note));
            co_return success();
        }
        item.update.part = scope;
        HUB_CO_TRYV(co_await services_.registry.put(item.id, item.update, putModeOf(item.mode),
                                                    item.condition, note));
        co_return success();
    }

    static PutMode putModeOf(ImportMode mode)
    {
        if (mode == ImportMode::Create) {
            return PutMode::Create;
        }
        return mayCreate(mode) ? PutMode::CreateOrReplace : PutMode::Replace;
    }

    ApiServices services_;
};

} // namespace

void addBulkRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<BulkRoutes> add(table, services);
    add("POST", "devices", {{Right::RegistryWrite}, Permission::Enroll, Reach::Filtered},
        &BulkRoutes::change, changes("devices.bulk"));
}

} // namespace hub::admin
