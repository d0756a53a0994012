#include "admin/key_routes.h"

#include "admin/identity_json.h"
#include "admin/parameters.h"

#include "base/base64.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

/// The path's device, or module of it.
Result<IdentityId> identityFrom(const RouteRequest& request)
{
    HUB_TRY(IdentityId id, idFrom(request.captured.at(0)));
    if (request.captured.size() > 1) {
        id.module = request.captured.at(1);
        if (!isValidModuleId(id.module)) {
            return fail(Errc::InvalidArgument, "'" + id.module + "' is no module id");
        }
    }
    return id;
}

Result<Rollover> rolloverFrom(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request));
    const JsonView json(body);
    Rollover rollover;
    HUB_TRY(const std::string name, json.requiredString("step"));
    const auto step = rolloverStepFromName(name);
    if (!step) {
        return fail(Errc::InvalidArgument, "'step' must be newSecondary, swap or retire");
    }
    rollover.step = *step;
    HUB_TRY(rollover.force, json.booleanOr("force", false));
    HUB_TRY(rollover.dropConnections, json.booleanOr("dropConnections", false));
    rollover.condition = EtagCondition::fromHeader(request.header("If-Match"));
    return rollover;
}

class KeyRoutes final
{
public:
    explicit KeyRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> use(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, identityFrom(request));
        HUB_CO_TRY(const DeviceView view, co_await services_.registry.get(id));
        const KeyHolder holder{view.row.identity.key, {}};
        HUB_CO_TRY(const KeyUseView use, co_await services_.keyUse.read(holder));
        net::HttpResponse response;
        JsonWriter out(response.body);
        api::write(out, reportOf(use));
        co_return response;
    }

    awaitable<Response> rollover(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, identityFrom(request));
        HUB_CO_TRY(const Rollover rollover, rolloverFrom(request.http));
        HUB_CO_TRY(const DeviceView view, co_await services_.keyRollover.identity(id, rollover, request.audit));
        net::HttpResponse response;
        JsonWriter out(response.body);
        if (id.isModule()) {
            writeModule(out, view);
        } else {
            writeIdentity(out, view);
        }
        response.headers.emplace_back("ETag", "\"" + etagText(view.row.identity.etag) + "\"");
        co_return response;
    }

    awaitable<Response> policies(const RouteRequest&) const
    {
        HUB_CO_TRY(const std::vector<PolicyView> all, co_await services_.keyRollover.policies());
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject().key("policies").beginArray();
        for (const PolicyView& policy : all) {
            writePolicy(out, policy, false);
        }
        out.endArray().endObject();
        co_return response;
    }

    awaitable<Response> rolloverPolicy(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        HUB_CO_TRY(const Rollover rollover, rolloverFrom(request.http));
        HUB_CO_TRY(const PolicyView view, co_await services_.keyRollover.policy(name, rollover, request.audit));
        net::HttpResponse response;
        JsonWriter out(response.body);
        writePolicy(out, view, true);
        co_return response;
    }

private:
    ApiServices services_;
};

} // namespace

void writePolicy(JsonWriter& out, const PolicyView& view, bool withKeys)
{
    out.beginObject().member("name", view.policy.name).member("rights", rightsText(view.policy.rights));
    if (withKeys) {
        out.member("primaryKey", toBase64(view.policy.keys.primary.reveal()));
        out.member("secondaryKey", toBase64(view.policy.keys.secondary.reveal()));
    }
    out.key("keyUse");
    api::write(out, reportOf(view.use));
    out.endObject();
}

api::KeyUseReport reportOf(const KeyUseView& view)
{
    api::KeyUseReport report;
    report.uses = view.uses;
    for (const KeyNetwork& network : view.networks) {
        report.networks.push_back({network.network, network.first, network.last});
    }
    return report;
}

void addKeyRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<KeyRoutes> add(table, services);
    constexpr RouteAccess kUse{kRead, Permission::View, Reach::Device};
    constexpr RouteAccess kRollover{kAllRights, Permission::Keys, Reach::Device};
    add("GET", "admin/devices/{id}/keys/use", kUse, &KeyRoutes::use, kPlainRead);
    add("GET", "admin/devices/{id}/modules/{mid}/keys/use", kUse, &KeyRoutes::use, kPlainRead);
    add("POST", "admin/devices/{id}/keys/rollover", kRollover, &KeyRoutes::rollover,
        changes("device.keys.rollover"));
    add("POST", "admin/devices/{id}/modules/{mid}/keys/rollover", kRollover, &KeyRoutes::rollover,
        changes("module.keys.rollover"));
    add("GET", "admin/policies", {kRead, Permission::View, Reach::WholeHub}, &KeyRoutes::policies,
        kPlainRead);
    add("POST", "admin/policies/{name}/keys/rollover",
        {kAllRights, Permission::Administer, Reach::WholeHub}, &KeyRoutes::rolloverPolicy,
        changes("policy.keys.rollover"));
}

} // namespace hub::admin
