#include "admin/digital_twin_routes.h"

#include "admin/method_error.h"
#include "admin/method_json.h"
#include "admin/parameters.h"

#include "domain/digital_twin.h"
#include "domain/limits.h"

#include "base/percent.h"
#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;
using std::chrono::seconds;

constexpr int kTries = 5; // of a change that nobody demanded a version for

void addEtag(net::HttpResponse& response, const TwinView& view)
{
    response.headers.emplace_back("ETag", "\"" + twinEtagText(view.twin.etag) + "\"");
}

Result<seconds> secondsFrom(const net::HttpRequest& request,
                            std::string_view name,
                            seconds least,
                            seconds fallback)
{
    const auto text = request.parameter(name);
    if (!text) {
        return fallback;
    }
    const auto count = toInteger<std::int64_t>(*text);
    if (!count || *count < least.count() || *count > limits::kMaxMethodTime.count()) {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' must be from " +
                                               std::to_string(least.count()) + " to " +
                                               std::to_string(limits::kMaxMethodTime.count()));
    }
    return seconds(*count);
}

/// "reboot", or "thermostat1*reboot" of a component: so devices know them.
Result<MethodCall> commandFrom(const RouteRequest& request)
{
    if (!isJson(request.http)) {
        return fail(Errc::UnsupportedMediaType);
    }
    MethodCall call;
    call.name = request.captured.at(1);
    if (request.captured.size() > 2) {
        call.name += "*" + request.captured.at(2);
    }
    if (!isMethodName(call.name)) {
        return fail(Errc::InvalidArgument, "'" + call.name + "' is no name of a command");
    }
    HUB_TRY(call.connectTime,
            secondsFrom(request.http, "connectTimeoutInSeconds", seconds(0), seconds(0)));
    HUB_TRY(call.responseTime, secondsFrom(request.http, "responseTimeoutInSeconds",
                                           limits::kMinMethodTime, limits::kMethodTime));
    call.payload = request.http.body.empty() ? "null" : std::string(request.http.body);
    HUB_TRYV(parseJson(call.payload));
    if (call.payload.size() > limits::kMaxMethodPayloadBytes) {
        return fail(Errc::MessageTooLarge, "the payload has more than 128 KiB");
    }
    return call;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class DigitalTwinRoutes final
{
public:
    explicit DigitalTwinRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        HUB_CO_TRY(const TwinView view, co_await services_.twins.get(id));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writeDigitalTwin(writer, id.device, view.modelId, view.twin);
        addEtag(response, view);
        co_return response;
    }

    awaitable<Response> patch(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        const auto demanded = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRY(const TwinView view, co_await change(request, id, body, demanded));
        net::HttpResponse response(202);
        addEtag(response, view);
        response.headers.emplace_back("Location", "/digitaltwins/" + percentEncode(id.device));
        co_return response;
    }

    /// Always an answer, since errors of methods have a form of their own.
    awaitable<Response> command(const RouteRequest& request) const
    {
        seconds connectTime(0);
        std::string name;
        const Result<MethodAnswer> answer = co_await call(request, name, connectTime);
        noteCall(request.audit, name, answer);
        if (!answer) {
            co_return methodErrorResponse(answer.error(), connectTime, request.requestId,
                                          services_.clock.wall());
        }
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writePayload(writer, answer.value());
        response.headers.emplace_back("x-ms-command-statuscode",
                                      std::to_string(answer.value().status));
        co_return response;
    }

private:
    /// What a JSON Patch does depends on what is there, so it is worked out anew when that has changed
    /// meanwhile, and nobody demanded a version.
    awaitable<Result<TwinView>> change(const RouteRequest& request,
                                       const IdentityId& id,
                                       const json::value& body,
                                       const EtagCondition& demanded) const
    {
        for (int left = kTries; left > 0; --left) {
            HUB_CO_TRY(const TwinView view, co_await services_.twins.get(id));
            const std::string etag = twinEtagText(view.twin.etag);
            if (!demanded.matchesText(etag)) {
                co_return fail(Errc::PreconditionFailed,
                               "Precondition failed: Device version did not match, "
                               "existingVersion:" + etag);
            }
            HUB_CO_TRY(const json::object desired, desiredPatchFrom(body, view.twin));
            TwinUpdate update;
            update.desired = jsonText(desired);
            const auto same = EtagCondition::fromHeader(etag);
            Result<TwinView> done =
                co_await services_.twins.patch(id, update, same, request.audit);
            if (done || done.error().code != Errc::PreconditionFailed || left == 1) {
                co_return done;
            }
        }
        co_return fail(Errc::PreconditionFailed, "the twin changes all the time");
    }

    awaitable<Result<MethodAnswer>> call(const RouteRequest& request,
                                         std::string& name,
                                         seconds& connectTime) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        HUB_CO_TRY(MethodCall wish, commandFrom(request));
        name = wish.name;
        connectTime = wish.connectTime;
        co_return co_await services_.methods.invoke(id, std::move(wish));
    }

    ApiServices services_;
};

} // namespace

void addDigitalTwinRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<DigitalTwinRoutes> add(table, services);
    add("GET", "digitaltwins/{id}", {{Right::ServiceConnect}, Permission::View, Reach::Device},
        &DigitalTwinRoutes::get, kPlainRead);
    add("PATCH", "digitaltwins/{id}",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &DigitalTwinRoutes::patch, changes("twin.patch"));
    add("POST", "digitaltwins/{id}/commands/{command}",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &DigitalTwinRoutes::command, calls("method.invoke"));
    add("POST", "digitaltwins/{id}/components/{component}/commands/{command}",
        {{Right::ServiceConnect}, Permission::Operate, Reach::Device},
        &DigitalTwinRoutes::command, calls("method.invoke"));
}

} // namespace hub::admin
