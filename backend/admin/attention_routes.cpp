#include "admin/attention_routes.h"

#include "admin/parameters.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/time_text.h"
#include "domain/limits.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

void write(JsonWriter& out, const DeniedEntry& entry)
{
    const auto reason = denialReasonFromName(entry.reason);
    out.beginObject()
        .member("deviceId", entry.claimedId)
        .member("address", entry.address)
        .member("reason", entry.reason)
        .member("detail", entry.detail)
        .member("remedy", reason ? remedyOf(*reason) : std::string_view())
        .member("protocol", entry.protocol)
        .count("count", entry.count)
        .count("lockedOut", entry.lockedOut)
        .member("first", toAdminTime(entry.first))
        .member("last", toAdminTime(entry.last))
        .flag("ignored", entry.ignored)
        .endObject();
}

void write(JsonWriter& out, const Alert& alert)
{
    out.beginObject()
        .member("id", std::to_string(alert.id))
        .member("kind", alert.what.kind)
        .member("subject", alert.what.subject)
        .member("severity", nameOf(alert.what.severity))
        .member("detail", alert.what.detail)
        .count("count", alert.count)
        .member("first", toAdminTime(alert.first))
        .member("last", toAdminTime(alert.last));
    out.key("acknowledged");
    if (alert.acknowledged) {
        out.string(toAdminTime(*alert.acknowledged));
    } else {
        out.null();
    }
    out.member("acknowledgedBy", alert.acknowledgedBy).endObject();
}

Result<bool> flagFrom(const net::HttpRequest& request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text || *text == "false") {
        return false;
    }
    if (*text != "true") {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' must be true or false");
    }
    return true;
}

Result<std::int64_t> alertIdFrom(std::string_view text)
{
    const auto id = toInteger<std::int64_t>(text);
    if (!id || *id < 1) {
        return fail(Errc::InvalidArgument, "an alert is named by its number");
    }
    return *id;
}

Result<AlertQuery> alertQueryFrom(const net::HttpRequest& request)
{
    AlertQuery query;
    HUB_TRY(query.limit, limitFrom(request));
    const std::string_view state = request.parameter("state").value_or("open");
    if (state != "open" && state != "all") {
        return fail(Errc::InvalidArgument, "'state' must be open or all");
    }
    query.onlyOpen = state == "open";
    if (const auto after = request.parameter("after")) {
        HUB_TRY(query.after, alertIdFrom(*after));
    }
    return query;
}

Result<DeniedLog::Query> deniedQueryFrom(const net::HttpRequest& request)
{
    DeniedLog::Query query;
    HUB_TRY(query.limit, limitFrom(request));
    HUB_TRY(query.offset, offsetFrom(request));
    HUB_TRY(query.showsIgnored, flagFrom(request, "ignored"));
    query.contains = request.parameter("contains").value_or("");
    query.reason = request.parameter("reason").value_or("");
    if (!query.reason.empty() && !denialReasonFromName(query.reason)) {
        return fail(Errc::InvalidArgument, "'reason' is none that the hub gives");
    }
    return query;
}

class AttentionRoutes final
{
public:
    explicit AttentionRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> denied(const RouteRequest& request) const
    {
        HUB_CO_TRY(const DeniedLog::Query query, deniedQueryFrom(request.http));
        const DeniedLog::Page page = services_.denials.entries().list(query);
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject().key("denied").beginArray();
        for (const DeniedEntry& entry : page.entries) {
            write(out, entry);
        }
        out.endArray()
            .count("total", page.total)
            .member("asOf", toAdminTime(services_.clock.wall()))
            .endObject();
        co_return response;
    }

    awaitable<Response> clearDenied(const RouteRequest&) const
    {
        services_.denials.entries().clear();
        co_return net::HttpResponse(204);
    }

    awaitable<Response> ignore(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        const JsonView json(body);
        HUB_CO_TRY(const std::string id, json.requiredString("deviceId"));
        HUB_CO_TRY(const bool ignored, json.booleanOr("ignored", true));
        if (!services_.denials.entries().setIgnored(id, ignored)) {
            co_return fail(Errc::NotFound, "nobody was refused with this id");
        }
        co_return net::HttpResponse(204);
    }

    awaitable<Response> lift(const RouteRequest& request) const
    {
        if (!services_.denials.guard().lift(request.captured.at(0))) {
            co_return fail(Errc::NotFound, "nothing is known of failures at this address");
        }
        co_return net::HttpResponse(204);
    }

    awaitable<Response> alerts(const RouteRequest& request) const
    {
        HUB_CO_TRY(const AlertQuery query, alertQueryFrom(request.http));
        HUB_CO_TRY(const AlertPage page, co_await services_.alerts.list(query));
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject().key("alerts").beginArray();
        for (const Alert& alert : page.alerts) {
            write(out, alert);
        }
        out.endArray();
        if (page.next) {
            out.member("next", std::to_string(*page.next));
        }
        out.count("open", page.open)
            .member("asOf", toAdminTime(services_.clock.wall()))
            .endObject();
        co_return response;
    }

    awaitable<Response> acknowledge(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::int64_t id, alertIdFrom(request.captured.at(0)));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const Alert alert, co_await services_.alerts.acknowledge(id, by, request.audit));
        net::HttpResponse response;
        JsonWriter out(response.body);
        write(out, alert);
        co_return response;
    }

private:
    const ApiServices services_;
};

} // namespace

void addAttentionRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = AttentionRoutes;
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/access/denied", kRead, &Routes::denied, kPlainRead);
    add("DELETE", "admin/access/denied", kAllRights, &Routes::clearDenied, calls("denied.clear"));
    add("POST", "admin/access/denied/ignore", kAllRights, &Routes::ignore, calls("denied.ignore"));
    add("DELETE", "admin/access/lockouts/{address}", kAllRights, &Routes::lift, calls("lockout.lift"));
    add("GET", "admin/alerts", kRead, &Routes::alerts, kPlainRead);
    add("POST", "admin/alerts/{id}/acknowledge", kAllRights, &Routes::acknowledge,
        changes("alert.acknowledge"));
}

} // namespace hub::admin
