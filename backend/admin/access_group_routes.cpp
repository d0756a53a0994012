#include "admin/access_group_routes.h"

#include "admin/json_response.h"
#include "admin/parameters.h"

#include "api/access_group.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

api::AccessGroup groupOf(const AccessGroup& group)
{
    return {group.name, group.condition, group.reason,        group.members,
            group.by,   group.since,     etagText(group.etag)};
}

net::HttpResponse groupResponse(const AccessGroup& group)
{
    net::HttpResponse response = jsonResponse(groupOf(group));
    response.headers.emplace_back("ETag", "\"" + etagText(group.etag) + "\"");
    return response;
}

class AccessGroupRoutes final
{
public:
    explicit AccessGroupRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> list(const RouteRequest&) const
    {
        HUB_CO_TRY(const std::vector<AccessGroup> groups, co_await services_.accessGroups.list());
        api::AccessGroups list;
        for (const AccessGroup& group : groups) {
            list.groups.push_back(groupOf(group));
        }
        co_return jsonResponse(list);
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        HUB_CO_TRY(const AccessGroup group, co_await services_.accessGroups.get(name));
        co_return groupResponse(group);
    }

    awaitable<Response> put(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        const JsonView view(body);
        HUB_CO_TRY(const std::string condition, view.stringOr("condition", {}));
        HUB_CO_TRY(const std::string reason, view.stringOr("reason", {}));
        const std::string name = request.captured.at(0);
        const auto version = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const AccessGroup group,
                   co_await services_.accessGroups.put(name, condition, reason, version, by,
                                                       request.audit));
        co_return groupResponse(group);
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        const auto version = EtagCondition::fromHeader(request.http.header("If-Match"));
        const std::string by = request.caller.policy;
        HUB_CO_TRYV(co_await services_.accessGroups.remove(name, version, by, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> members(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::size_t limit, limitFrom(request.http));
        const std::string name = request.captured.at(0);
        const std::string after(request.http.parameter("after").value_or(""));
        api::AccessMembers members;
        HUB_CO_TRY(members.devices,
                   co_await services_.accessGroups.members(name, after, limit + 1));
        if (members.devices.size() > limit) {
            members.devices.pop_back();
            members.next = members.devices.back();
        }
        co_return jsonResponse(members);
    }

    awaitable<Response> changeMembers(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(const std::vector<std::string> add, api::textsFrom(JsonView(body), "add"));
        HUB_CO_TRY(const std::vector<std::string> remove, api::textsFrom(JsonView(body), "remove"));
        const std::string name = request.captured.at(0);
        const std::string by = request.caller.policy;
        HUB_CO_TRY(const AccessMembersChanged changed,
                   co_await services_.accessGroups.changeMembers(name, add, remove, by,
                                                                 request.audit));
        net::HttpResponse response;
        JsonWriter(response.body)
            .beginObject()
            .count("added", changed.added)
            .count("removed", changed.removed)
            .endObject();
        co_return response;
    }

    awaitable<Response> preview(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(const std::string condition, JsonView(body).requiredString("condition"));
        HUB_CO_TRY(const AccessGroupPreview preview,
                   co_await services_.accessGroups.preview(condition));
        net::HttpResponse response;
        JsonWriter(response.body)
            .beginObject()
            .count("devices", preview.devices)
            .count("connected", preview.connected)
            .endObject();
        co_return response;
    }

private:
    ApiServices services_;
};

} // namespace

void addAccessGroupRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = AccessGroupRoutes;
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/access/groups", kRead, &Routes::list, kPlainRead);
    add("POST", "admin/access/groups/preview", kRead, &Routes::preview, kPlainRead);
    add("GET", "admin/access/groups/{name}", kRead, &Routes::get, kPlainRead);
    add("PUT", "admin/access/groups/{name}", kAllRights, &Routes::put, changes("group.put"));
    add("DELETE", "admin/access/groups/{name}", kAllRights, &Routes::remove, changes("group.remove"));
    add("GET", "admin/access/groups/{name}/members", kRead, &Routes::members, kPlainRead);
    add("POST", "admin/access/groups/{name}/members", kAllRights, &Routes::changeMembers,
        changes("group.members"));
}

} // namespace hub::admin
