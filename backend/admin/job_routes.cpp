#include "admin/job_routes.h"

#include "admin/job_json.h"
#include "admin/parameters.h"

#include "services/scope_rules.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

/// A kind of job that tools may ask for and the hub never has.
bool isOtherType(std::string_view name)
{
    constexpr std::array others{"unknown",      "export",          "import",
                                "backup",       "readDeviceProperties",
                                "writeDeviceProperties", "updateDeviceConfiguration",
                                "rebootDevice", "factoryResetDevice", "firmwareUpdate"};
    return std::any_of(others.begin(), others.end(), [name](const char* other) {
        return equalsIgnoringCase(name, other);
    });
}

/// Jobs by the query's parameters; nothing: there can be none.
Result<bool> readType(const net::HttpRequest& request, JobListQuery& query)
{
    const std::string_view name = request.parameter("jobType").value_or("");
    if (name.empty()) {
        return true;
    }
    query.type = jobTypeFromName(name);
    if (!query.type && !isOtherType(name)) {
        return fail(Errc::InvalidArgument, "'jobType' is none of a job");
    }
    return query.type.has_value();
}

Result<bool> readStatus(const net::HttpRequest& request, JobListQuery& query)
{
    struct Name
    {
        std::string_view text;
        std::optional<JobStatus> status{};
        std::optional<bool> isDue{};
    };
    constexpr std::array names{Name{"queued", JobStatus::Waiting, true},
                               Name{"scheduled", JobStatus::Waiting, false},
                               Name{"running", JobStatus::Running},
                               Name{"completed", JobStatus::Completed},
                               Name{"failed", JobStatus::Failed},
                               Name{"cancelled", JobStatus::Cancelled},
                               Name{"unknown"},
                               Name{"enqueued"}};
    const std::string_view text = request.parameter("jobStatus").value_or("");
    if (text.empty()) {
        return true;
    }
    for (const Name& name : names) {
        if (equalsIgnoringCase(text, name.text)) {
            query.status = name.status;
            query.isDue = name.isDue;
            return name.status.has_value();
        }
    }
    return fail(Errc::InvalidArgument, "'jobStatus' is none of a job");
}

std::string continuationText(JobKey key)
{
    return toBase64("jobs:" + std::to_string(key));
}

Result<JobKey> placeFrom(const net::HttpRequest& request)
{
    const std::string_view text = trimmed(request.header("x-ms-continuation").value_or(""));
    if (text.empty()) {
        return 0;
    }
    const auto bytes = fromBase64(text);
    const auto [word, number] = cut(bytes ? std::string_view(*bytes) : std::string_view(), ':');
    const auto key = word == "jobs" && number ? toInteger<JobKey>(*number) : std::nullopt;
    return key && *key > 0 ? Result<JobKey>(*key)
                           : fail(Errc::InvalidArgument, "'x-ms-continuation' is none of a list of "
                                                         "jobs; begin it anew");
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class JobRoutes final
{
public:
    explicit JobRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> put(const RouteRequest& request) const
    {
        if (!isJson(request.http)) {
            co_return fail(Errc::UnsupportedMediaType);
        }
        HUB_CO_TRY(JobOrder order, jobOrderFrom(request.captured.at(0), request.http.body,
                                                services_.clock.wall()));
        order.scope = request.caller.scope();
        if (order.work.tags) {
            HUB_CO_TRYV(checkTagPatch(order.scope, *order.work.tags));
        }
        order.creator = creatorOf(request);
        HUB_CO_TRY(const Job job,
                   co_await services_.jobs.create(std::move(order), request.audit));
        co_return answerWith(job);
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        const std::string id = request.captured.at(0);
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const Job job, co_await services_.jobs.get(id, scope, JobOrigin::Service));
        co_return answerWith(job);
    }

    awaitable<Response> cancel(const RouteRequest& request) const
    {
        const std::string id = request.captured.at(0);
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const Job job, co_await services_.jobs.cancel(id, scope, request.audit,
                                                                 JobOrigin::Service));
        co_return answerWith(job);
    }

    awaitable<Response> list(const RouteRequest& request) const
    {
        JobListQuery query;
        query.origin = JobOrigin::Service; // clients do not know the kinds that are ours
        HUB_CO_TRY(const bool typeExists, readType(request.http, query));
        HUB_CO_TRY(const bool statusExists, readStatus(request.http, query));
        HUB_CO_TRY(query.limit, itemCountFrom(request.http));
        HUB_CO_TRY(query.before, placeFrom(request.http));
        JobPage page;
        if (typeExists && statusExists) {
            const auto scope = request.caller.scope();
            HUB_CO_TRY(page, co_await services_.jobs.list(query, scope));
        }
        co_return answerWith(page);
    }

private:
    net::HttpResponse answerWith(const Job& job) const
    {
        net::HttpResponse response;
        JsonWriter writer(response.body);
        write(writer, job, services_.clock.wall());
        return response;
    }

    net::HttpResponse answerWith(const JobPage& page) const
    {
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginArray();
        for (const Job& job : page.jobs) {
            write(writer, job, services_.clock.wall());
        }
        writer.endArray();
        response.headers.emplace_back("x-ms-item-type", "JobResponse");
        if (page.next) { // clients take the header alone, even empty, for "more"
            response.headers.emplace_back("x-ms-continuation", continuationText(*page.next));
        }
        return response;
    }

    ApiServices services_;
};

} // namespace

void addJobRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<JobRoutes> add(table, services);
    add("GET", "jobs/v2/query", {{Right::ServiceConnect}, Permission::View, Reach::Filtered},
        &JobRoutes::list, kPlainRead);
    add("PUT", "jobs/v2/{id}", {{Right::ServiceConnect}, Permission::Operate, Reach::Filtered},
        &JobRoutes::put, changes("job.create"));
    add("GET", "jobs/v2/{id}", {{Right::ServiceConnect}, Permission::View, Reach::Filtered},
        &JobRoutes::get, kPlainRead);
    add("POST", "jobs/v2/{id}/cancel",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Filtered}, &JobRoutes::cancel,
        takes("job.cancel"));
}

} // namespace hub::admin
