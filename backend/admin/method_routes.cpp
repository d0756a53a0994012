#include "admin/method_routes.h"

#include "admin/method_error.h"
#include "admin/method_json.h"
#include "admin/parameters.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

Result<IdentityId> targetFrom(const RouteRequest& request)
{
    HUB_TRY(IdentityId id, idFrom(request.captured.at(0)));
    if (request.captured.size() > 1) {
        id.module = request.captured.at(1);
        if (!isValidId(id.module)) {
            return fail(Errc::InvalidArgument, "not a module id");
        }
    }
    return id;
}

Result<MethodCall> callFrom(const net::HttpRequest& request)
{
    if (!isJson(request)) {
        return fail(Errc::UnsupportedMediaType);
    }
    return methodCallFrom(request.body);
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class MethodRoutes final
{
public:
    explicit MethodRoutes(const ApiServices& services) : services_(services) {}

    /// Always an answer, since errors of methods have a form of their own.
    awaitable<Response> invoke(const RouteRequest& request) const
    {
        Asked asked;
        const Result<MethodAnswer> answer = co_await call(request, asked);
        noteCall(request.audit, asked.method, answer);
        if (!answer) {
            co_return methodErrorResponse(answer.error(), asked.connectTime, request.requestId,
                                          services_.clock.wall());
        }
        net::HttpResponse response;
        JsonWriter writer(response.body);
        write(writer, answer.value());
        co_return response;
    }

private:
    struct Asked
    {
        std::string method;
        std::chrono::seconds connectTime{0};
    };

    awaitable<Result<MethodAnswer>> call(const RouteRequest& request, Asked& asked) const
    {
        HUB_CO_TRY(const IdentityId id, targetFrom(request));
        HUB_CO_TRY(MethodCall wish, callFrom(request.http));
        asked.method = wish.name;
        asked.connectTime = wish.connectTime;
        co_return co_await services_.methods.invoke(id, std::move(wish));
    }

    ApiServices services_;
};

} // namespace

void addMethodRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<MethodRoutes> add(table, services);
    add("POST", "twins/{id}/methods", {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &MethodRoutes::invoke, calls("method.invoke"));
    add("POST", "twins/{id}/modules/{mid}/methods",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &MethodRoutes::invoke, calls("method.invoke"));
}

} // namespace hub::admin
