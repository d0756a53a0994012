#include "admin/renewal_routes.h"

#include "admin/parameters.h"

#include "services/side_by_side.h"

#include "domain/error_table.h"

#include "base/base64.h"

#include <algorithm>
#include <set>

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

struct Renewal
{
    IdentityId id;
    SymmetricKeys keys{}; ///< the new ones
    std::optional<Error> error{};
};

struct RenewalRequest
{
    KeyChoice choice = KeyChoice::Primary;
    std::vector<Renewal> devices;
};

Result<Renewal> renewalFrom(const JsonView& item)
{
    HUB_TRYV(item.object());
    Renewal renewal;
    HUB_TRY(renewal.id.device, item.requiredString("id"));
    HUB_TRY(renewal.id.module, item.stringOr("moduleId", {}));
    if (!isValidId(renewal.id.device) ||
        (renewal.id.isModule() && !isValidModuleId(renewal.id.module))) {
        renewal.error =
            fail(Errc::InvalidArgument, "'" + renewal.id.text() + "' is not a legal id");
    }
    return renewal;
}

Result<RenewalRequest> requestFrom(const JsonView& body)
{
    RenewalRequest request;
    HUB_TRY(const std::string name, body.requiredString("policyKey"));
    const auto choice = keyChoiceFromName(name);
    if (!choice) {
        return fail(Errc::InvalidPolicyKey);
    }
    request.choice = *choice;
    HUB_TRY(const JsonView list, body.required("devices"));
    HUB_TRY(const json::array* devices, list.array());
    if (devices->empty() || devices->size() > limits::kMaxBulkItems) {
        return fail(Errc::BulkRefused, "'devices' has " + std::to_string(devices->size()) +
                                           " items, from 1 to " +
                                           std::to_string(limits::kMaxBulkItems) + " may be");
    }
    std::set<IdentityId> known;
    for (std::size_t i = 0; i < devices->size(); ++i) {
        HUB_TRY(Renewal renewal,
                renewalFrom(JsonView((*devices)[i], "devices[" + std::to_string(i) + "]")));
        if (!known.insert(renewal.id).second) {
            return fail(Errc::DeviceDefinedTwice,
                        "DeviceDefinedMultipleTimes, device ID " + renewal.id.text());
        }
        request.devices.push_back(std::move(renewal));
    }
    return request;
}

JsonWriter& writeId(JsonWriter& out, const IdentityId& id)
{
    out.beginObject().member("id", id.device).key("moduleId");
    return id.isModule() ? out.string(id.module) : out.null();
}

void writeRenewals(JsonWriter& out, const RenewalRequest& request)
{
    out.beginObject().member("policyKey", nameOf(request.choice)).key("rotatedKeys").beginArray();
    for (const Renewal& renewal : request.devices) {
        if (!renewal.error) {
            writeId(out, renewal.id)
                .member("primaryKey", toBase64(renewal.keys.primary.reveal()))
                .member("secondaryKey", toBase64(renewal.keys.secondary.reveal()))
                .endObject();
        }
    }
    out.endArray().key("errors").beginArray();
    for (const Renewal& renewal : request.devices) {
        if (renewal.error) {
            const ErrorLook& look = lookOf(renewal.error->code);
            const std::string& detail = renewal.error->detail;
            writeId(out, renewal.id)
                .member("errorCode", look.azureName)
                .member("errorStatus", detail.empty() ? std::string(look.text) : detail)
                .endObject();
        }
    }
    out.endArray().endObject();
}

net::HttpResponse answerTo(const RenewalRequest& request)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    writeRenewals(writer, request);
    const auto failed =
        std::count_if(request.devices.begin(), request.devices.end(),
                      [](const Renewal& renewal) { return renewal.error.has_value(); });
    if (failed == static_cast<std::ptrdiff_t>(request.devices.size())) {
        const ErrorLook& look = lookOf(Errc::BulkRefused);
        response.status = look.httpStatus;
        response.headers.emplace_back("iothub-errorcode", std::string(look.azureName));
    } else if (failed > 0) {
        response.status = 207;
    }
    return response;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class RenewalRoutes final
{
public:
    explicit RenewalRoutes(const ApiServices& services) : services_(services) {}

    /// Each device has a record of its own, and the request as a whole has none.
    awaitable<Response> regenerate(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(RenewalRequest wish, requestFrom(JsonView(body)));
        HUB_CO_TRYV(services_.throttle.take(Metered::Registry, wish.devices.size()));
        std::vector<awaitable<void>> tasks;
        for (Renewal& renewal : wish.devices) {
            tasks.push_back(play(request, wish.choice, renewal));
        }
        co_await sideBySide(std::move(tasks));
        request.audit->skip();
        co_return answerTo(wish);
    }

private:
    awaitable<void> play(const RouteRequest& request, KeyChoice choice, Renewal& renewal) const
    {
        const AuditNotePtr note = request.audit->another(
            renewal.id.isModule() ? "module.keys.regenerate" : "device.keys.regenerate");
        noteTarget(note, renewal.id.text());
        const Result<void> done = co_await renew(request.caller, choice, renewal, note);
        if (done) {
            co_return;
        }
        renewal.error = done.error();
        note->refuse(lookOf(renewal.error->code).azureName);
        const Result<void> stored = co_await services_.audit.store(note);
        if (!stored) {
            renewal.error = stored.error(); // no answer without its record
        }
    }

    awaitable<Result<void>> renew(const ServicePrincipal& caller,
                                  KeyChoice choice,
                                  Renewal& renewal,
                                  const AuditNotePtr& note) const
    {
        if (renewal.error) {
            co_return *renewal.error;
        }
        HUB_CO_TRYV(co_await services_.access.checkScope(caller, renewal.id.device));
        HUB_CO_TRY(DeviceView view,
                   co_await services_.keyRollover.regenerate(renewal.id, choice, note));
        renewal.keys = std::move(view.row.identity.keys);
        co_return success();
    }

    ApiServices services_;
};

} // namespace

void addRenewalRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<RenewalRoutes> add(table, services);
    add("POST", "devices/keys/regenerate",
        {{Right::RegistryWrite}, Permission::Keys, Reach::Filtered},
        &RenewalRoutes::regenerate, changes("device.keys.regenerate"));
}

} // namespace hub::admin
