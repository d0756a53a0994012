#include "admin/twin_routes.h"

#include "admin/twin_json.h"

#include "services/scope_rules.h"

#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

/// Of a device, or of a module when the path has a second id.
Result<IdentityId> idFrom(const RouteRequest& request)
{
    IdentityId id;
    id.device = request.captured.at(0);
    if (request.captured.size() > 1) {
        id.module = request.captured.at(1);
    }
    if (!isValidId(id.device) || (request.captured.size() > 1 && !isValidId(id.module))) {
        return fail(Errc::InvalidArgument,
                    "an id has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ '");
    }
    return id;
}

Result<TwinUpdate> updateFrom(const net::HttpRequest& request)
{
    const auto type = request.header("Content-Type");
    if (type && !containsIgnoringCase(*type, "application/json")) {
        return fail(Errc::UnsupportedMediaType);
    }
    HUB_TRY(const json::value body, parseJson(request.body));
    return readTwinUpdate(JsonView(body));
}

net::HttpResponse twinResponse(const TwinView& view)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    writeTwin(writer, view);
    response.headers.emplace_back("ETag", "\"" + twinEtagText(view.twin.etag) + "\"");
    return response;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class TwinRoutes final
{
public:
    explicit TwinRoutes(Twins& twins) : twins_(twins) {}

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(const TwinView view, co_await twins_.get(id));
        co_return twinResponse(view);
    }

    awaitable<Response> patch(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(const TwinUpdate update, updateFrom(request.http));
        if (update.tags && !id.isModule()) {
            HUB_CO_TRYV(checkTagPatch(request.caller.scope(), *update.tags));
        }
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRY(const TwinView view,
                   co_await twins_.patch(id, update, condition, request.audit));
        co_return twinResponse(view);
    }

    awaitable<Response> replace(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(const TwinUpdate update, updateFrom(request.http));
        if (!id.isModule()) {
            HUB_CO_TRYV(checkNewTags(request.caller.scope(), update.tags.value_or("{}")));
        }
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRY(const TwinView view,
                   co_await twins_.replace(id, update, condition, request.audit));
        co_return twinResponse(view);
    }

private:
    Twins& twins_;
};

} // namespace

void addTwinRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<TwinRoutes> add(table, services.twins);
    add("GET", "twins/{id}", {{Right::ServiceConnect}, Permission::View, Reach::Device},
        &TwinRoutes::get, kPlainRead);
    add("PATCH", "twins/{id}", {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &TwinRoutes::patch, changes("twin.patch"));
    add("PUT", "twins/{id}", {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &TwinRoutes::replace, changes("twin.replace"));
    add("GET", "twins/{id}/modules/{mid}",
        {{Right::ServiceConnect}, Permission::View, Reach::Device},
        &TwinRoutes::get, kPlainRead);
    add("PATCH", "twins/{id}/modules/{mid}",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &TwinRoutes::patch, changes("twin.patch"));
    add("PUT", "twins/{id}/modules/{mid}",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &TwinRoutes::replace, changes("twin.replace"));
}

} // namespace hub::admin
