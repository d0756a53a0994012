#include "admin/service_routes.h"

#include "admin/identity_json.h"
#include "admin/parameters.h"

#include "services/identity_changes.h"

#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

net::HttpResponse identityResponse(const DeviceView& device)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    writeIdentity(writer, device);
    response.headers.emplace_back("ETag", "\"" + etagText(device.row.identity.etag) + "\"");
    return response;
}

Result<IdentityId> idFrom(const RouteRequest& request)
{
    IdentityId id{request.captured.at(0), {}};
    if (!isValidId(id.device)) {
        return fail(Errc::InvalidArgument,
                    "a device id has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ '");
    }
    return id;
}

Result<std::size_t> topFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("top");
    if (!text) {
        return limits::kMaxDevicesPerList;
    }
    const auto top = toInteger<std::size_t>(*text);
    if (!top || *top < 1 || *top > limits::kMaxDevicesPerList) {
        return fail(Errc::InvalidArgument, "'top' must be from 1 to 1000");
    }
    return *top;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class ServiceRoutes final
{
public:
    explicit ServiceRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> getDevice(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(DeviceView device, co_await services_.registry.get(id));
        co_return identityResponse(asShown(std::move(device), showsKeys(request)));
    }

    awaitable<Response> putDevice(const RouteRequest& request) const
    {
        if (!isJson(request.http)) {
            co_return fail(Errc::UnsupportedMediaType);
        }
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        HUB_CO_TRY(const json::value body, parseJson(request.http.body));
        HUB_CO_TRY(IdentityUpdate update, readIdentity(JsonView(body), id));
        const auto condition = putCondition(request.http);
        HUB_CO_TRYV(limitUpdate(update, condition, request.caller));
        update.part = request.caller.scope();
        HUB_CO_TRY(DeviceView device,
                   co_await services_.registry.put(id, std::move(update), condition,
                                                   request.audit));
        co_return identityResponse(asShown(std::move(device), showsKeys(request)));
    }

    awaitable<Response> deleteDevice(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRYV(co_await services_.registry.remove(id, condition, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> listDevices(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::size_t top, topFrom(request.http));
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const std::vector<DeviceView> devices,
                   co_await services_.registry.list(top, scope));
        const bool shown = showsKeys(request);
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginArray();
        for (const DeviceView& device : devices) {
            writeIdentity(writer, asShown(device, shown));
        }
        writer.endArray();
        noteChange(request.audit, {}, countJson(devices.size()));
        co_return response;
    }

    awaitable<Response> deviceStatistics(const RouteRequest& request) const
    {
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const DeviceStatistics statistics,
                   co_await services_.registry.statistics(scope));
        net::HttpResponse response;
        JsonWriter(response.body)
            .beginObject()
            .count("totalDeviceCount", statistics.total)
            .count("enabledDeviceCount", statistics.total - statistics.disabled)
            .count("disabledDeviceCount", statistics.disabled)
            .endObject();
        co_return response;
    }

    awaitable<Response> serviceStatistics(const RouteRequest& request) const
    {
        const auto scope = request.caller.scope();
        net::HttpResponse response;
        JsonWriter(response.body)
            .beginObject()
            .count("connectedDeviceCount", scope ? services_.sessions.liveCount(*scope)
                                                 : services_.sessions.liveCount())
            .endObject();
        co_return response;
    }

private:
    ApiServices services_;
};

} // namespace

void addServiceRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<ServiceRoutes> add(table, services);
    add("GET", "devices", {{Right::RegistryRead}, Permission::View, Reach::Filtered},
        &ServiceRoutes::listDevices, reads("device.keys.read"));
    add("GET", "devices/{id}", {{Right::RegistryRead}, Permission::View, Reach::Device},
        &ServiceRoutes::getDevice, reads("device.keys.read"));
    add("PUT", "devices/{id}", {{Right::RegistryWrite}, Permission::Enroll, Reach::NewDevice},
        &ServiceRoutes::putDevice, changes("device.update"));
    add("DELETE", "devices/{id}", {{Right::RegistryWrite}, Permission::Operate, Reach::Device},
        &ServiceRoutes::deleteDevice, changes("device.delete"));
    add("GET", "statistics/devices", {{Right::RegistryRead}, Permission::View, Reach::Filtered},
        &ServiceRoutes::deviceStatistics, kPlainRead);
    add("GET", "statistics/service", {{Right::ServiceConnect}, Permission::View, Reach::Filtered},
        &ServiceRoutes::serviceStatistics, kPlainRead);
}

} // namespace hub::admin
