#include "admin/bulk_routes.h"

#include "admin/bulk_json.h"
#include "admin/parameters.h"

#include "domain/error_table.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class BulkRoutes final
{
public:
    explicit BulkRoutes(const ApiServices& services)
        : services_(services),
          changes_({services.registry, services.twins, services.access, services.audit})
    {
    }

    /// Each item has a record of its own, and the request as a whole has none.
    awaitable<Response> change(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(std::vector<IdentityItem> items, readBulk(JsonView(body)));
        HUB_CO_TRYV(services_.throttle.take(Metered::Registry, items.size()));
        const std::vector<ItemOutcome> outcomes =
            co_await changes_.change(request.caller, request.audit, items);
        request.audit->skip();
        co_return answerOf(items, outcomes);
    }

private:
    static net::HttpResponse answerOf(const std::vector<IdentityItem>& items,
                                      const std::vector<ItemOutcome>& outcomes)
    {
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writeBulkResult(writer, items, outcomes);
        for (const ItemOutcome& outcome : outcomes) {
            if (outcome.error && response.status == 200) {
                const ErrorLook& look = lookOf(Errc::BulkRefused);
                response.status = look.httpStatus;
                response.headers.emplace_back("iothub-errorcode", std::string(look.azureName));
            }
        }
        return response;
    }

    ApiServices services_;
    IdentityChanges changes_;
};

} // namespace

void addBulkRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<BulkRoutes> add(table, services);
    add("POST", "devices", {{Right::RegistryWrite}, Permission::Enroll, Reach::Filtered},
        &BulkRoutes::change, changes("devices.bulk"));
}

} // namespace hub::admin
