#include "admin/module_routes.h"

#include "admin/identity_json.h"
#include "admin/parameters.h"

#include "services/identity_changes.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

net::HttpResponse moduleResponse(const DeviceView& module)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    writeModule(writer, module);
    response.headers.emplace_back("ETag", "\"" + etagText(module.row.identity.etag) + "\"");
    return response;
}

Result<std::string> deviceFrom(const RouteRequest& request)
{
    const std::string& device = request.captured.at(0);
    if (!isValidId(device)) {
        return fail(Errc::InvalidArgument,
                    "a device id has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ '");
    }
    return device;
}

Result<IdentityId> idFrom(const RouteRequest& request)
{
    HUB_TRY(std::string device, deviceFrom(request));
    IdentityId id{std::move(device), request.captured.at(1)};
    if (!isValidModuleId(id.module)) {
        return fail(Errc::InvalidArgument,
                    "a module id has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ ', and "
                    "no $ at its beginning but in $edgeAgent and $edgeHub");
    }
    return id;
}

class ModuleRoutes final
{
public:
    explicit ModuleRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> list(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string device, deviceFrom(request));
        HUB_CO_TRY(const std::vector<DeviceView> modules,
                   co_await services_.registry.modules(device));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginArray();
        const bool shown = showsKeys(request);
        for (const DeviceView& module : modules) {
            writeModule(writer, asShown(module, shown));
        }
        writer.endArray();
        noteChange(request.audit, {}, countJson(modules.size()));
        co_return response;
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(DeviceView module, co_await services_.registry.get(id));
        co_return moduleResponse(asShown(std::move(module), showsKeys(request)));
    }

    awaitable<Response> put(const RouteRequest& request) const
    {
        if (!isJson(request.http)) {
            co_return fail(Errc::UnsupportedMediaType);
        }
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(const json::value body, parseJson(request.http.body));
        HUB_CO_TRY(IdentityUpdate update, readModule(JsonView(body), id));
        const auto condition = putCondition(request.http);
        HUB_CO_TRYV(limitUpdate(update, condition, request.caller));
        HUB_CO_TRY(DeviceView module,
                   co_await services_.registry.put(id, std::move(update), condition,
                                                   request.audit));
        co_return moduleResponse(asShown(std::move(module), showsKeys(request)));
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRYV(co_await services_.registry.remove(id, condition, request.audit));
        co_return net::HttpResponse(204);
    }

private:
    ApiServices services_;
};

} // namespace

void addModuleRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<ModuleRoutes> add(table, services);
    add("GET", "devices/{id}/modules", {{Right::RegistryRead}, Permission::View, Reach::Device},
        &ModuleRoutes::list, reads("module.keys.read"));
    add("GET", "devices/{id}/modules/{mid}",
        {{Right::RegistryRead}, Permission::View, Reach::Device},
        &ModuleRoutes::get, reads("module.keys.read"));
    add("PUT", "devices/{id}/modules/{mid}",
        {{Right::RegistryWrite}, Permission::Enroll, Reach::Device},
        &ModuleRoutes::put, changes("module.update"));
    add("DELETE", "devices/{id}/modules/{mid}",
        {{Right::RegistryWrite}, Permission::Operate, Reach::Device},
        &ModuleRoutes::remove, changes("module.delete"));
}

} // namespace hub::admin
