#include "admin/ip_rule_routes.h"

#include "admin/parameters.h"

#include "api/ip_rules.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

net::HttpResponse stateResponse(IpRulesView view)
{
    api::IpRulesState state{std::move(view.active), std::move(view.draft), etagText(view.etag),
                            view.isUnconfirmed, view.confirmBefore};
    net::HttpResponse response;
    JsonWriter writer(response.body);
    api::write(writer, state);
    response.headers.emplace_back("ETag", "\"" + state.etag + "\"");
    return response;
}

api::IpVerdict verdictOf(IpRulesPreview::Caller caller)
{
    return {caller.accepts, std::move(caller.rule)};
}

api::IpRulesPreview previewOf(IpRulesPreview preview, const std::string& address)
{
    api::IpRulesPreview out;
    out.connections = preview.connections;
    out.cut = preview.cut;
    for (IpRulesPreview::Cut& cut : preview.named) {
        out.named.push_back({cut.session->subject.device, cut.session->address,
                             cut.session->protocol, std::move(cut.rule)});
    }
    out.idle = std::move(preview.idle);
    out.address = address;
    out.service = verdictOf(std::move(preview.service));
    out.admin = verdictOf(std::move(preview.admin));
    return out;
}

/// "confirmWithin" of a body that may be missing, in seconds.
Result<std::chrono::seconds> confirmWithin(const net::HttpRequest& request)
{
    if (request.body.empty()) {
        return limits::kIpRulesConfirm;
    }
    HUB_TRY(const json::value body, jsonBody(request));
    const auto member = JsonView(body).member("confirmWithin");
    if (!member) {
        return limits::kIpRulesConfirm;
    }
    HUB_TRY(const std::int64_t seconds, member->integer());
    if (seconds < 1 || seconds > limits::kMaxIpRulesConfirm.count()) {
        return fail(Errc::InvalidArgument, "'confirmWithin' must be from 1 to 600 seconds");
    }
    return std::chrono::seconds(seconds);
}

class IpRuleRoutes final
{
public:
    explicit IpRuleRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> get(const RouteRequest&) const
    {
        HUB_CO_TRY(IpRulesView view, co_await services_.ipFilter.view());
        co_return stateResponse(std::move(view));
    }

    awaitable<Response> setDraft(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(IpRules draft, ipRulesFrom(JsonView(body)));
        co_return co_await store(request, std::move(draft));
    }

    awaitable<Response> import(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(IpRules draft, ipRulesFromArm(JsonView(body)));
        co_return co_await store(request, std::move(draft));
    }

    awaitable<Response> exportRules(const RouteRequest& request) const
    {
        const auto scope = accessScopeFromName(request.http.parameter("scope").value_or("device"));
        if (!scope) {
            co_return fail(Errc::InvalidArgument, "'scope' must be device, service or admin");
        }
        HUB_CO_TRY(const IpRulesView view, co_await services_.ipFilter.view());
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writeArm(writer, view.active, *scope);
        co_return response;
    }

    awaitable<Response> preview(const RouteRequest& request) const
    {
        const std::string address = request.http.address;
        HUB_CO_TRY(IpRulesPreview preview, co_await services_.ipFilter.preview(address));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        api::write(writer, previewOf(std::move(preview), address));
        co_return response;
    }

    awaitable<Response> apply(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::chrono::seconds within, confirmWithin(request.http));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(IpRulesView view,
                   co_await services_.ipFilter.apply(within, condition, by, request.audit));
        co_return stateResponse(std::move(view));
    }

    awaitable<Response> confirm(const RouteRequest& request) const
    {
        const std::string by = request.caller.policy;
        HUB_CO_TRY(IpRulesView view, co_await services_.ipFilter.confirm(by, request.audit));
        co_return stateResponse(std::move(view));
    }

    awaitable<Response> revert(const RouteRequest& request) const
    {
        const std::string by = request.caller.policy;
        HUB_CO_TRY(IpRulesView view, co_await services_.ipFilter.revert(by, request.audit));
        co_return stateResponse(std::move(view));
    }

private:
    awaitable<Response> store(const RouteRequest& request, IpRules draft) const
    {
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(IpRulesView view,
                   co_await services_.ipFilter.setDraft(std::move(draft), condition, by,
                                                         request.audit));
        co_return stateResponse(std::move(view));
    }

    ApiServices services_;
};

} // namespace

void addIpRuleRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = IpRuleRoutes;
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/access/ip-rules", kRead, &Routes::get, kPlainRead);
    add("PUT", "admin/access/ip-rules/draft", kAllRights, &Routes::setDraft, changes("ipRules.draft"));
    add("POST", "admin/access/ip-rules/preview", kRead, &Routes::preview, kPlainRead);
    add("POST", "admin/access/ip-rules/apply", kAllRights, &Routes::apply, changes("ipRules.apply"));
    add("POST", "admin/access/ip-rules/confirm", kAllRights, &Routes::confirm, changes("ipRules.confirm"));
    add("POST", "admin/access/ip-rules/revert", kAllRights, &Routes::revert, changes("ipRules.revert"));
    add("GET", "admin/access/ip-rules/export", kRead, &Routes::exportRules, kPlainRead);
    add("POST", "admin/access/ip-rules/import", kAllRights, &Routes::import, changes("ipRules.draft"));
}

} // namespace hub::admin
