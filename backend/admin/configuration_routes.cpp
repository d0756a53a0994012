#include "admin/configuration_routes.h"

#include "admin/configuration_json.h"
#include "admin/parameters.h"

#include "domain/limits.h"

#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

/// Of a configuration: what is allowed in ids of devices.
Result<std::string> configurationId(const RouteRequest& request)
{
    const std::string& id = request.captured.at(0);
    return isValidId(id) ? Result<std::string>(id)
                         : fail(Errc::InvalidArgument, "not the id of a configuration");
}

/// More than there can be is cut silently, as the service does it.
Result<std::size_t> topFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("top");
    if (!text) {
        return limits::kMaxConfigurations;
    }
    const auto top = toInteger<std::size_t>(*text);
    if (!top || *top < 1) {
        return fail(Errc::InvalidArgument, "'top' must be a number from 1 on");
    }
    return std::min(*top, limits::kMaxConfigurations);
}

net::HttpResponse answerWith(const Configuration& configuration)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    write(writer, configuration);
    response.headers.emplace_back("ETag", "\"" + etagText(configuration.etag) + "\"");
    return response;
}

net::HttpResponse nothing()
{
    net::HttpResponse response;
    response.status = 204;
    return response;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class ConfigurationRoutes final
{
public:
    explicit ConfigurationRoutes(Configurations& configurations) : configurations_(configurations)
    {
    }

    awaitable<Response> list(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::size_t top, topFrom(request.http));
        HUB_CO_TRY(const auto all, co_await configurations_.list(top));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginArray();
        for (const Configuration& configuration : all) {
            write(writer, configuration);
        }
        writer.endArray();
        co_return response;
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(std::string id, configurationId(request));
        HUB_CO_TRY(const Configuration found, co_await configurations_.get(std::move(id)));
        co_return answerWith(found);
    }

    awaitable<Response> put(const RouteRequest& request) const
    {
        HUB_CO_TRY(std::string id, configurationId(request));
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(ConfigurationUpdate update, configurationFrom(std::move(id), body));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRY(const Configuration made,
                   co_await configurations_.put(std::move(update), condition, request.audit));
        co_return answerWith(made);
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        HUB_CO_TRY(std::string id, configurationId(request));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRYV(co_await configurations_.remove(std::move(id), condition, request.audit));
        co_return nothing();
    }

    awaitable<Response> test(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        net::HttpResponse response;
        HUB_CO_TRY(response.body, testAnswer(body));
        co_return response;
    }

    awaitable<Response> apply(const RouteRequest& request) const
    {
        HUB_CO_TRYV(idFrom(request.captured.at(0)));
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(ConfigurationContent content, ConfigurationContent::parse(body));
        std::string device = request.captured.at(0);
        HUB_CO_TRYV(co_await configurations_.apply(std::move(device), std::move(content),
                                                   request.audit));
        co_return nothing();
    }

private:
    Configurations& configurations_;
};

} // namespace

void addConfigurationRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<ConfigurationRoutes> add(table, services.configurations);
    add("GET", "configurations", {{Right::RegistryRead}, Permission::View, Reach::WholeHub},
        &ConfigurationRoutes::list, kPlainRead);
    add("POST", "configurations/testQueries",
        {{Right::RegistryRead, Right::ServiceConnect}, Permission::View, Reach::WholeHub},
        &ConfigurationRoutes::test, kPlainRead);
    add("GET", "configurations/{id}", {{Right::RegistryRead}, Permission::View, Reach::WholeHub},
        &ConfigurationRoutes::get, kPlainRead);
    add("PUT", "configurations/{id}",
        {{Right::RegistryWrite, Right::ServiceConnect}, Permission::Operate, Reach::WholeHub},
        &ConfigurationRoutes::put, changes("configuration.update"));
    add("DELETE", "configurations/{id}",
        {{Right::RegistryWrite, Right::ServiceConnect}, Permission::Operate, Reach::WholeHub},
        &ConfigurationRoutes::remove, changes("configuration.delete"));
    add("POST", "devices/{id}/applyConfigurationContent",
        {{Right::RegistryWrite, Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &ConfigurationRoutes::apply, changes("configuration.apply"));
}

} // namespace hub::admin
