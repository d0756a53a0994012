#include "admin/audit_routes.h"

#include "admin/audit_export.h"
#include "admin/parameters.h"
#include "api/audit.h"
#include "base/hex.h"
#include "base/text.h"
#include "domain/limits.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

template <class Value>
net::HttpResponse jsonResponse(const Value& value)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    api::write(writer, value);
    return response;
}

Result<void> readTexts(const net::HttpRequest& request, AuditQuery& query)
{
    struct Parameter
    {
        const char* name;
        std::string& value;
    };
    for (const Parameter& parameter : {Parameter{"actor", query.actor},
                                       {"action", query.action},
                                       {"target", query.target},
                                       {"search", query.targetContains},
                                       {"address", query.address},
                                       {"result", query.result},
                                       {"requestId", query.requestId}}) {
        parameter.value = request.parameter(parameter.name).value_or("");
        if (parameter.value.size() > limits::kMaxAuditTextBytes) {
            return fail(Errc::InvalidArgument,
                        "'" + std::string(parameter.name) + "' is longer than a record can have");
        }
    }
    return success();
}

Result<AuditQuery> queryFrom(const net::HttpRequest& request)
{
    AuditQuery query;
    HUB_TRY(query.from, timeFrom(request, "from"));
    HUB_TRY(query.to, timeFrom(request, "to"));
    HUB_TRYV(readTexts(request, query));
    HUB_TRY(query.limit, limitFrom(request));
    if (const auto after = request.parameter("after")) {
        query.before = toInteger<AuditSequence>(*after);
        if (!query.before || *query.before < 1 || *query.before > limits::kMaxAuditSequence) {
            return fail(Errc::InvalidArgument, "'after' is not a cursor of this list");
        }
    }
    return query;
}

std::optional<api::AuditMark> markOf(const std::optional<AuditSeal>& seal)
{
    return seal ? std::optional(api::AuditMark{seal->number, seal->sequence, seal->time})
                : std::nullopt;
}

api::AuditVerdict verdictOf(const AuditReport& report)
{
    api::AuditVerdict verdict;
    verdict.broken = report.fault;
    verdict.first = report.first;
    verdict.last = report.last;
    verdict.hash = toHex(asBytes(report.hash));
    verdict.count = report.count;
    verdict.checkpoint = markOf(report.checkpoint);
    verdict.head = markOf(report.head);
    return verdict;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class AuditRoutes final
{
public:
    explicit AuditRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> list(const RouteRequest& request) const
    {
        HUB_CO_TRY(AuditQuery query, queryFrom(request.http));
        api::AuditList list;
        list.asOf = services_.clock.wall();
        HUB_CO_TRY(AuditPage page, co_await services_.audit.find(std::move(query)));
        list.records = std::move(page.records);
        list.next = page.next ? std::to_string(*page.next) : std::string();
        co_return jsonResponse(list);
    }

    awaitable<Response> verify(const RouteRequest&) const
    {
        HUB_CO_TRY(const AuditReport report, co_await services_.audit.verify());
        api::AuditVerdict verdict = verdictOf(report);
        verdict.asOf = services_.clock.wall();
        co_return jsonResponse(verdict);
    }

    awaitable<Response> exportAll(const RouteRequest&) const
    {
        net::HttpResponse response;
        response.contentType = "application/x-ndjson";
        response.headers.emplace_back("Cache-Control", "no-store");
        response.stream = std::make_unique<AuditExport>(services_.audit);
        co_return response;
    }

private:
    ApiServices services_;
};

} // namespace

void addAuditRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<AuditRoutes> add(table, services);
    add("GET", "admin/audit", kAllRights, &AuditRoutes::list, kPlainRead);
    add("GET", "admin/audit/verify", kAllRights, &AuditRoutes::verify, kPlainRead);
    add("GET", "admin/audit/export", kAllRights, &AuditRoutes::exportAll, reads("audit.export"));
}

} // namespace hub::admin
