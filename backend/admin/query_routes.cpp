#include "admin/query_routes.h"

#include "admin/parameters.h"
#include "admin/twin_json.h"

#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

Result<QueryRequest> queryFrom(const RouteRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request.http));
    HUB_TRYV(JsonView(body).object());
    QueryRequest query;
    HUB_TRY(query.text, JsonView(body).requiredString("query"));
    HUB_TRY(query.pageSize, itemCountFrom(request.http));
    query.continuation = trimmed(request.http.header("x-ms-continuation").value_or(""));
    query.scope = request.caller.scope();
    return query;
}

net::HttpResponse answerWith(const QueryAnswer& answer, bool isTwins)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    writer.beginArray();
    for (const TwinView& twin : answer.twins) {
        writeTwin(writer, twin);
    }
    for (const json::object& row : answer.rows) {
        writer.raw(jsonText(row));
    }
    writer.endArray();
    response.headers.emplace_back("x-ms-item-type", isTwins ? "Twin" : "Raw");
    if (!answer.continuation.empty()) { // clients take the header alone, even empty, for "more"
        response.headers.emplace_back("x-ms-continuation", answer.continuation);
    }
    return response;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class QueryRoutes final
{
public:
    explicit QueryRoutes(TwinQueries& queries) : queries_(queries) {}

    awaitable<Response> query(const RouteRequest& request) const
    {
        HUB_CO_TRY(QueryRequest query, queryFrom(request));
        HUB_CO_TRY(const QueryAnswer answer, co_await queries_.run(std::move(query)));
        co_return answerWith(answer, answer.selectsAll);
    }

private:
    TwinQueries& queries_;
};

} // namespace

void addQueryRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<QueryRoutes> add(table, services.queries);
    add("POST", "devices/query", {{Right::ServiceConnect}, Permission::View, Reach::Filtered},
        &QueryRoutes::query, kPlainRead);
}

} // namespace hub::admin
