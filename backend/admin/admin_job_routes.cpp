#include "admin/admin_job_routes.h"

#include "admin/admin_job_json.h"
#include "admin/job_json.h"
#include "admin/parameters.h"

#include "services/scope_rules.h"

#include "base/crypto.h"
#include "base/text.h"

#include <array>

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

/// "next": what the last answer said; the key of the last row that was seen.
Result<std::optional<std::int64_t>> placeFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("next");
    if (!text || text->empty()) {
        return std::nullopt;
    }
    const auto key = toInteger<std::int64_t>(*text);
    return key ? Result<std::optional<std::int64_t>>(key)
               : fail(Errc::InvalidArgument, "'next' is none of this list; begin it anew");
}

Result<std::optional<DeviceJobStatus>> statusFrom(const net::HttpRequest& request)
{
    constexpr std::array all{DeviceJobStatus::Pending, DeviceJobStatus::Running,
                             DeviceJobStatus::Completed, DeviceJobStatus::Failed,
                             DeviceJobStatus::Canceled};
    const std::string_view text = request.parameter("status").value_or("");
    if (text.empty()) {
        return std::nullopt;
    }
    for (const DeviceJobStatus status : all) {
        if (text == nameOf(status)) {
            return status;
        }
    }
    return fail(Errc::InvalidArgument,
                "'status' must be pending, running, completed, failed or canceled");
}

void writeNext(JsonWriter& writer, const std::optional<std::int64_t>& next)
{
    writer.key("next");
    if (next) {
        writer.string(std::to_string(*next));
    } else {
        writer.null();
    }
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class AdminJobRoutes final
{
public:
    explicit AdminJobRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> create(const RouteRequest& request) const
    {
        if (!isJson(request.http)) {
            co_return fail(Errc::UnsupportedMediaType);
        }
        const std::string id = randomUuid();
        noteTarget(request.audit, id);
        HUB_CO_TRY(JobOrder order,
                   adminJobOrderFrom(request.http.body, services_.clock.wall()));
        order.id = id;
        order.scope = request.caller.scope();
        if (order.work.tags) {
            HUB_CO_TRYV(checkTagPatch(order.scope, *order.work.tags));
        }
        order.creator = creatorOf(request);
        HUB_CO_TRY(const Job job,
                   co_await services_.jobs.create(std::move(order), request.audit));
        co_return answerWith(job, 202);
    }

    awaitable<Response> retry(const RouteRequest& request) const
    {
        Jobs::Retry retry{request.captured.at(0), randomUuid(), creatorOf(request),
                          request.caller.scope()};
        noteTarget(request.audit, retry.id);
        HUB_CO_TRY(const Job job,
                   co_await services_.jobs.retry(std::move(retry), request.audit));
        co_return answerWith(job, 202);
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        const std::string id = request.captured.at(0);
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const Job job, co_await services_.jobs.get(id, scope));
        co_return answerWith(job, 200);
    }

    awaitable<Response> cancel(const RouteRequest& request) const
    {
        const std::string id = request.captured.at(0);
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const Job job, co_await services_.jobs.cancel(id, scope, request.audit));
        co_return answerWith(job, 200);
    }

    awaitable<Response> list(const RouteRequest& request) const
    {
        JobListQuery query;
        HUB_CO_TRY(query.limit, limitFrom(request.http));
        HUB_CO_TRY(const std::optional<std::int64_t> before, placeFrom(request.http));
        query.before = before.value_or(0);
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const JobPage page, co_await services_.jobs.list(query, scope));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginObject().key("items").beginArray();
        for (const Job& job : page.jobs) {
            writeAdminJob(writer, job, services_.clock.wall());
        }
        writer.endArray();
        writeNext(writer, page.next);
        writer.endObject();
        co_return response;
    }

    awaitable<Response> devices(const RouteRequest& request) const
    {
        JobPartQuery query;
        HUB_CO_TRY(query.status, statusFrom(request.http));
        HUB_CO_TRY(query.after, placeFrom(request.http));
        HUB_CO_TRY(query.limit, limitFrom(request.http));
        query.scope = request.caller.scope();
        const std::string id = request.captured.at(0);
        HUB_CO_TRY(const JobPartPage page, co_await services_.jobs.devices(id, query));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginObject().key("items").beginArray();
        for (const DeviceJobView& view : page.parts) {
            writeJobDevice(writer, view);
        }
        writer.endArray();
        writeNext(writer, page.next);
        writer.endObject();
        co_return response;
    }

private:
    net::HttpResponse answerWith(const Job& job, int status) const
    {
        net::HttpResponse response(status);
        JsonWriter writer(response.body);
        writeAdminJob(writer, job, services_.clock.wall());
        return response;
    }

    ApiServices services_;
};

} // namespace

void addAdminJobRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = AdminJobRoutes;
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/jobs", {kRead, Permission::View, Reach::Filtered},
        &Routes::list, kPlainRead);
    add("POST", "admin/jobs", {kAllRights, Permission::Operate, Reach::Filtered},
        &Routes::create, changes("job.create"));
    add("GET", "admin/jobs/{id}", {kRead, Permission::View, Reach::Filtered},
        &Routes::get, kPlainRead);
    add("POST", "admin/jobs/{id}/cancel", {kAllRights, Permission::Operate, Reach::Filtered},
        &Routes::cancel, takes("job.cancel"));
    add("POST", "admin/jobs/{id}/retry", {kAllRights, Permission::Operate, Reach::Filtered},
        &Routes::retry, changes("job.retry"));
    add("GET", "admin/jobs/{id}/devices", {kRead, Permission::View, Reach::Filtered},
        &Routes::devices, kPlainRead);
}

} // namespace hub::admin
