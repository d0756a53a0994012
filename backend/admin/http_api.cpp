#include "admin/http_api.h"

#include "admin/access_group_routes.h"
#include "admin/access_routes.h"
#include "admin/admin_job_routes.h"
#include "admin/admin_routes.h"
#include "admin/attention_routes.h"
#include "admin/audit_routes.h"
#include "admin/bulk_routes.h"
#include "admin/certificate_routes.h"
#include "admin/command_routes.h"
#include "admin/configuration_routes.h"
#include "admin/digital_twin_routes.h"
#include "admin/ip_rule_routes.h"
#include "admin/job_routes.h"
#include "admin/key_routes.h"
#include "admin/method_routes.h"
#include "admin/module_routes.h"
#include "admin/people_routes.h"
#include "admin/query_routes.h"
#include "admin/queue_routes.h"
#include "admin/renewal_routes.h"
#include "admin/review_routes.h"
#include "admin/request_audit.h"
#include "admin/route_meter.h"
#include "admin/service_routes.h"
#include "admin/transfer_job_routes.h"
#include "admin/transfer_routes.h"
#include "admin/twin_routes.h"
#include "admin/upload_routes.h"

#include "domain/error_table.h"

#include "base/crypto.h"
#include "base/text.h"

#include <algorithm>

namespace hub::admin {
namespace {

/// YYYY-MM-DD, or that with -preview.
bool isApiVersion(std::string_view text)
{
    constexpr std::string_view shape = "0000-00-00";
    if (text.ends_with("-preview")) {
        text.remove_suffix(std::string_view("-preview").size());
    }
    return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char s) {
        return s == '-' ? c == '-' : c >= '0' && c <= '9';
    });
}

ApiKind kindOf(const net::HttpRequest& request)
{
    const bool admin = !request.path.empty() && equalsIgnoringCase(request.path[0], "admin");
    return admin ? ApiKind::Admin : ApiKind::Service;
}

Result<void> checkVersion(ApiKind kind, const net::HttpRequest& request)
{
    return kind == ApiKind::Admin || isApiVersion(request.parameter("api-version").value_or(""))
               ? Result<void>(success())
               : fail(Errc::InvalidApiVersion);
}

/// What POST /admin/session gave.
constexpr std::string_view kSessionHeader = "x-hubdeck-session";

ServiceRequest accessOf(const net::HttpRequest& request)
{
    ServiceRequest access;
    if (const auto header = request.header("Authorization")) {
        access.authorization = std::string(*header);
    }
    access.path = request.path;
    access.address = request.address;
    access.session = request.header(kSessionHeader).value_or("");
    return access;
}

} // namespace

HttpApi::HttpApi(const ApiServices& services, const Log& log) : services_(services), log_(log)
{
    addServiceRoutes(routes_, services_);
    addBulkRoutes(routes_, services_);
    addTransferRoutes(routes_, services_);
    addRenewalRoutes(routes_, services_);
    addModuleRoutes(routes_, services_);
    addTwinRoutes(routes_, services_);
    addQueryRoutes(routes_, services_);
    addDigitalTwinRoutes(routes_, services_);
    addCommandRoutes(routes_, services_);
    addMethodRoutes(routes_, services_);
    addJobRoutes(routes_, services_);
    addAdminJobRoutes(routes_, services_);
    addTransferJobRoutes(routes_, services_);
    addConfigurationRoutes(routes_, services_);
    addUploadRoutes(routes_, services_);
    addAdminRoutes(routes_, services_);
    addPeopleRoutes(routes_, services_);
    addReviewRoutes(routes_, services_);
    addQueueRoutes(routes_, services_);
    addCertificateRoutes(routes_, services_);
    addAttentionRoutes(routes_, services_);
    addKeyRoutes(routes_, services_);
    addAccessRoutes(routes_, services_);
    addAccessGroupRoutes(routes_, services_);
    addIpRuleRoutes(routes_, services_);
    addAuditRoutes(routes_, services_);
}

boost::asio::awaitable<net::HttpResponse> HttpApi::handle(net::HttpRequest request) const
{
    const ApiKind kind = kindOf(request);
    const std::string requestId = randomUuid();
    Result<net::HttpResponse> result = co_await answer(kind, request, requestId);
    if (result) {
        result.value().headers.emplace_back("x-ms-request-id", requestId);
        co_return std::move(result.value());
    }
    if (lookOf(result.error().code).httpStatus >= 500) {
        log_.error("request-failed", {{"method", request.method},
                                      {"target", request.target},
                                      {"request", requestId},
                                      {"detail", result.error().detail}});
    }
    co_return errorResponse(kind, result.error(), requestId, services_.clock.wall());
}

boost::asio::awaitable<std::optional<net::HttpResponse>> HttpApi::refusal(
    net::HttpRequest head) const
{
    const ApiKind kind = kindOf(head);
    const Result<ServicePrincipal> caller = co_await identify(kind, head);
    if (caller) {
        co_return std::nullopt;
    }
    co_return errorResponse(kind, caller.error(), randomUuid(), services_.clock.wall());
}

bool HttpApi::streamsBody(const net::HttpRequest& head) const
{
    const Result<RouteTable::Match> match = routes_.find(head.method, head.path);
    return match && match.value().route->intake == Intake::Stream;
}

boost::asio::awaitable<Result<ServicePrincipal>> HttpApi::identify(
    ApiKind kind, const net::HttpRequest& request) const
{
    const AccessScope scope = kind == ApiKind::Admin ? AccessScope::Admin : AccessScope::Service;
    HUB_CO_TRYV(services_.access.checkAddress(scope, request.address));
    if (kind == ApiKind::Admin) {
        HUB_CO_TRYV(services_.access.checkOrigin(request.header("Host"), request.header("Origin")));
    }
    const ServiceRequest access = accessOf(request);
    co_return co_await services_.access.identify(access);
}

boost::asio::awaitable<Result<net::HttpResponse>> HttpApi::answer(
    ApiKind kind, const net::HttpRequest& request, const std::string& requestId) const
{
    HUB_CO_TRY(ServicePrincipal caller, co_await identify(kind, request));
    Result<RouteTable::Match> match = routes_.find(request.method, request.path);
    if (!match) {
        HUB_CO_TRYV(checkVersion(kind, request));
        co_return match.error();
    }
    const Route& route = *match.value().route;
    RouteRequest routed{request, std::move(match.value().captured), std::move(caller), requestId,
                        nullptr};
    routed.audit = services_.audit.begin(recordOf(route, routed));
    Result<net::HttpResponse> result = co_await handleRoute(kind, route, routed);
    const auto error = result ? std::nullopt : std::optional<Error>(result.error());
    const Result<void> recorded = co_await record(route, routed, error);
    if (!recorded && result) {
        co_return recorded.error(); // no answer without its record
    }
    co_return result;
}

boost::asio::awaitable<Result<net::HttpResponse>> HttpApi::handleRoute(
    ApiKind kind, const Route& route, const RouteRequest& request) const
{
    HUB_CO_TRYV(checkVersion(kind, request.http));
    const ServiceRequest access = accessOf(request.http);
    const AccessNeed need{route.access.rights, route.access.permission};
    HUB_CO_TRYV(services_.access.checkRights(request.caller, need, access));
    HUB_CO_TRYV(co_await checkReach(route, request));
    if (const auto meter = meterOf(route, request.http)) {
        HUB_CO_TRYV(services_.throttle.take(meter->kind, meter->count));
    }
    co_return co_await route.handler(request);
}

/// For people who are limited to part of the fleet.
boost::asio::awaitable<Result<void>> HttpApi::checkReach(const Route& route,
                                                         const RouteRequest& request) const
{
    if (!request.caller.scope()) {
        co_return success();
    }
    std::string device;
    switch (route.access.reach) {
    case Reach::Anybody:
    case Reach::Filtered:
    case Reach::NewDevice: // the handler looks
        co_return success();
    case Reach::WholeHub:
        co_return fail(Errc::Forbidden, "'" + request.caller.name + "' is limited to part of the "
                                        "fleet, and this is about all of it");
    case Reach::Device:
        device = request.captured.at(0);
        break;
    case Reach::DeviceParameter:
        device = request.http.parameter("device").value_or("");
        break;
    }
    co_return co_await services_.access.checkScope(request.caller, std::move(device));
}

/// What the handler has not recorded itself: refusals, reads and calls.
boost::asio::awaitable<Result<void>> HttpApi::record(const Route& route,
                                                     const RouteRequest& request,
                                                     const std::optional<Error>& error) const
{
    const AuditNotePtr note = request.audit;
    if (note->isStored() || note->isSkipped() || !needsRecord(route.audit.rule, error)) {
        co_return success();
    }
    if (error) {
        note->refuse(lookOf(error->code).azureName);
    } else if (route.audit.rule == AuditRule::Change) {
        log_.error("change-without-record", {{"action", note->record().action}});
    }
    co_return co_await services_.audit.store(note);
}

net::HttpResponse HttpApi::errorPage(int status, std::string_view text) const
{
    Error error = fail(Errc::InvalidArgument, std::string(text));
    if (status == 413) {
        error.code = Errc::MessageTooLarge;
    }
    net::HttpResponse response =
        errorResponse(ApiKind::Service, error, randomUuid(), services_.clock.wall());
    response.status = status;
    return response;
}

} // namespace hub::admin
