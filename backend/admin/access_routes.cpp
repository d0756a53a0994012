#include "admin/access_routes.h"

#include "admin/access_json.h"
#include "admin/json_response.h"
#include "admin/parameters.h"

#include "api/time_members.h"

#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

/// With the ETag in the header too.
template <class Value>
net::HttpResponse versionResponse(const Value& value)
{
    net::HttpResponse response = jsonResponse(value);
    response.headers.emplace_back("ETag", "\"" + value.etag + "\"");
    return response;
}

Result<AccessEntryId> entryIdFrom(const RouteRequest& request)
{
    const auto id = toInteger<AccessEntryId>(request.captured.at(0));
    return id ? Result<AccessEntryId>(*id)
              : fail(Errc::InvalidArgument, "the number of an entry is a number");
}

Result<std::vector<NewAccessEntry>> newEntriesFrom(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request));
    HUB_TRY(const JsonView list, JsonView(body).required("entries"));
    HUB_TRY(const json::array* array, list.array());
    if (array->size() > limits::kMaxAccessEntriesPerCall) {
        return fail(Errc::InvalidArgument, "'entries' has 1,000 of them at most");
    }
    std::vector<NewAccessEntry> entries;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const JsonView element((*array)[i], "entries[" + std::to_string(i) + "]");
        HUB_TRY(NewAccessEntry entry, newAccessEntryFrom(element));
        entries.push_back(std::move(entry));
    }
    return entries;
}

class AccessRoutes final
{
public:
    explicit AccessRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> entries(const RouteRequest& request) const
    {
        HUB_CO_TRY(AccessQuery query, accessQueryFrom(request.http));
        HUB_CO_TRY(const AccessEntryPage page,
                   co_await services_.accessControl.entries(std::move(query)));
        api::AccessEntries list;
        for (const AccessEntry& entry : page.entries) {
            list.entries.push_back(entryOf(entry));
        }
        list.next = page.next ? std::to_string(*page.next) : std::string();
        co_return jsonResponse(list);
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(const AccessEntryId id, entryIdFrom(request));
        HUB_CO_TRY(const AccessEntry entry, co_await services_.accessControl.get(id));
        co_return versionResponse(entryOf(entry));
    }

    awaitable<Response> add(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(NewAccessEntry given, newAccessEntryFrom(JsonView(body)));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const AccessEntry entry,
                   co_await services_.accessControl.add(std::move(given), by, request.audit));
        co_return versionResponse(entryOf(entry));
    }

    awaitable<Response> addMany(const RouteRequest& request) const
    {
        HUB_CO_TRY(std::vector<NewAccessEntry> given, newEntriesFrom(request.http));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const AddedAccessEntries added,
                   co_await services_.accessControl.addMany(std::move(given), by, request.audit));
        const api::AddedAccessEntries answer{added.added, added.present};
        co_return jsonResponse(answer);
    }

    awaitable<Response> change(const RouteRequest& request) const
    {
        HUB_CO_TRY(const AccessEntryId id, entryIdFrom(request));
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        const JsonView view(body);
        HUB_CO_TRY(const std::string reason, view.stringOr("reason", {}));
        HUB_CO_TRY(const std::optional<WallTime> until, api::timeOf(view, "until"));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const AccessEntry entry,
                   co_await services_.accessControl.change(id, reason, until, condition, by,
                                                           request.audit));
        co_return versionResponse(entryOf(entry));
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        HUB_CO_TRY(const AccessEntryId id, entryIdFrom(request));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRYV(co_await services_.accessControl.remove(id, condition, by, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> mode(const RouteRequest&) const
    {
        HUB_CO_TRY(const AccessModeView view, co_await services_.accessControl.mode());
        co_return versionResponse(modeOf(view));
    }

    awaitable<Response> setMode(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(const std::string name, JsonView(body).requiredString("mode"));
        const auto mode = accessModeFromName(name);
        if (!mode) {
            co_return fail(Errc::InvalidArgument, "'mode' must be open or allowListOnly");
        }
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const AccessModeView view,
                   co_await services_.accessControl.setMode(*mode, condition, by, request.audit));
        co_return versionResponse(modeOf(view));
    }

    awaitable<Response> explain(const RouteRequest& request) const
    {
        HUB_CO_TRY(AccessQuestion question, accessQuestionFrom(request.http));
        HUB_CO_TRY(const AccessExplanation explanation,
                   co_await services_.accessControl.explain(std::move(question)));
        co_return jsonResponse(explanationOf(explanation, services_.clock.highestWall()));
    }

private:
    api::AccessEntry entryOf(const AccessEntry& entry) const
    {
        return accessEntryOf(entry, services_.clock.highestWall());
    }

    static api::AccessMode modeOf(const AccessModeView& view)
    {
        return {std::string(nameOf(view.mode)), etagText(view.etag)};
    }

    ApiServices services_;
};

} // namespace

void addAccessRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = AccessRoutes;
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/access/entries", kRead, &Routes::entries, kPlainRead);
    add("POST", "admin/access/entries", kAllRights, &Routes::add, changes("access.add"));
    add("POST", "admin/access/entries/batch", kAllRights, &Routes::addMany, changes("access.addMany"));
    add("GET", "admin/access/entries/{number}", kRead, &Routes::get, kPlainRead);
    add("PUT", "admin/access/entries/{number}", kAllRights, &Routes::change, changes("access.change"));
    add("DELETE", "admin/access/entries/{number}", kAllRights, &Routes::remove, changes("access.remove"));
    add("GET", "admin/access/mode", kRead, &Routes::mode, kPlainRead);
    add("PUT", "admin/access/mode", kAllRights, &Routes::setMode, changes("access.mode"));
    add("GET", "admin/access/explain", kRead, &Routes::explain, kPlainRead);
}

} // namespace hub::admin
