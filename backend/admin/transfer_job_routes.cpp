#include "admin/transfer_job_routes.h"

#include "admin/parameters.h"
#include "admin/transfer_job_json.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class TransferJobRoutes final
{
public:
    explicit TransferJobRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> create(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(TransferOrder order, readTransferOrder(JsonView(body)));
        order.caller = request.caller;
        order.note = request.audit;
        HUB_CO_TRY(const TransferJob job,
                   co_await services_.transferJobs.create(std::move(order)));
        co_return answerWith(job);
    }

    awaitable<Response> list(const RouteRequest&) const
    {
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginArray();
        for (const TransferJob& job : services_.transferJobs.list()) {
            write(writer, job);
        }
        writer.endArray();
        co_return response;
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(const TransferJob job, services_.transferJobs.get(request.captured.at(0)));
        co_return answerWith(job);
    }

    awaitable<Response> cancel(const RouteRequest& request) const
    {
        HUB_CO_TRY(const TransferJob job, services_.transferJobs.cancel(request.captured.at(0)));
        co_return answerWith(job);
    }

private:
    static net::HttpResponse answerWith(const TransferJob& job)
    {
        net::HttpResponse response;
        JsonWriter writer(response.body);
        write(writer, job);
        return response;
    }

    ApiServices services_;
};

constexpr Rights kTransferRights{Right::RegistryRead, Right::RegistryWrite};

} // namespace

void addTransferJobRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<TransferJobRoutes> add(table, services);
    add("POST", "jobs/create", {kTransferRights, Permission::Administer, Reach::WholeHub},
        &TransferJobRoutes::create, calls("transfer.create"));
    add("GET", "jobs", {kTransferRights, Permission::View, Reach::WholeHub}, &TransferJobRoutes::list,
        kPlainRead);
    add("GET", "jobs/{id}", {kTransferRights, Permission::View, Reach::WholeHub}, &TransferJobRoutes::get,
        kPlainRead);
    add("DELETE", "jobs/{id}", {kTransferRights, Permission::Administer, Reach::WholeHub},
        &TransferJobRoutes::cancel, calls("transfer.cancel"));
}

} // namespace hub::admin
