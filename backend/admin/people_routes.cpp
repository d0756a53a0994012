#include "admin/people_routes.h"

#include "admin/parameters.h"
#include "admin/people_json.h"
#include "api/time_members.h"
#include "domain/limits.h"
#include "domain/totp.h"

#include <array>

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

net::HttpResponse personResponse(const Person& person, ShownKey key)
{
    net::HttpResponse response;
    JsonWriter writer(response.body);
    write(writer, person, key);
    response.headers.emplace_back("ETag", "\"" + etagText(person.etag) + "\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

struct Rotation
{
    std::chrono::seconds grace{};
    std::optional<WallTime> expires;
};

Result<Rotation> rotationFrom(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request));
    const JsonView view(body);
    Rotation rotation;
    if (const auto grace = view.member("graceSeconds")) {
        HUB_TRY(const std::uint64_t seconds, grace->notNegative());
        if (seconds > static_cast<std::uint64_t>(limits::kLongestKeyGrace.count())) {
            return fail(Errc::InvalidArgument, "'graceSeconds' must be 2592000 (30 days) at most");
        }
        rotation.grace = std::chrono::seconds(seconds);
    }
    HUB_TRY(rotation.expires, api::timeOf(view, "expires"));
    return rotation;
}

Result<std::string> codeFrom(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request));
    return JsonView(body).requiredString("code");
}

/// Errors: InvalidOperation (a policy calls).
Result<std::string> callersName(const RouteRequest& request)
{
    return request.caller.person
               ? Result<std::string>(request.caller.name)
               : fail(Errc::InvalidOperation, "a shared access policy called, which is no person");
}

void writePermissions(JsonWriter& out, const Permissions& permissions)
{
    out.key("permissions").beginArray();
    using enum Permission;
    for (const Permission each : {View, Queues, Enroll, Operate, Access, Keys, Administer}) {
        if (permissions.includes(each)) {
            out.string(nameOf(each));
        }
    }
    out.endArray();
}

class PeopleRoutes final
{
public:
    explicit PeopleRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> list(const RouteRequest&) const
    {
        HUB_CO_TRY(const std::vector<Person> people, co_await services_.people.list());
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject().key("people").beginArray();
        for (const Person& person : people) {
            write(out, person, ShownKey::No);
        }
        out.endArray().endObject();
        co_return response;
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        HUB_CO_TRY(const Person person, co_await services_.people.get(name));
        co_return personResponse(person, ShownKey::No);
    }

    awaitable<Response> put(const RouteRequest& request) const
    {
        HUB_CO_TRY(const json::value body, jsonBody(request.http));
        HUB_CO_TRY(PersonUpdate update, personUpdateFrom(JsonView(body)));
        const std::string name = request.captured.at(0);
        const std::string by = request.caller.name;
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRY(const Person person, co_await services_.people.put(
                                            name, std::move(update), condition, by, request.audit));
        co_return personResponse(person, condition.isAbsent() ? ShownKey::Yes : ShownKey::No);
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRYV(co_await services_.people.remove(name, condition, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> rotateKey(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        return rotate(request, name);
    }

    awaitable<Response> removeFactor(const RouteRequest& request) const
    {
        const std::string name = request.captured.at(0);
        HUB_CO_TRYV(co_await services_.people.removeFactor(name, request.audit));
        co_return net::HttpResponse(204);
    }

    // Whoever calls.

    awaitable<Response> me(const RouteRequest& request) const
    {
        const ServicePrincipal& caller = request.caller;
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject()
            .member("kind", caller.person ? "person" : "policy")
            .member("name", caller.name)
            .member("credential", caller.signedInWith);
        if (const auto& person = caller.person) {
            out.member("role", nameOf(person->role))
                .member("scope", person->scope ? person->scope->text() : std::string())
                .flag("secondFactor", person->needsFactor);
            writePermissions(out, person->permissions);
        } else {
            out.member("rights", rightsText(caller.rights));
        }
        out.endObject();
        co_return response;
    }

    awaitable<Response> rotateMine(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, callersName(request));
        co_return co_await rotate(request, name);
    }

    awaitable<Response> beginFactor(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, callersName(request));
        HUB_CO_TRY(const Person person, co_await services_.people.beginFactor(name, request.audit));
        net::HttpResponse response;
        JsonWriter(response.body)
            .beginObject()
            .member("secret", toBase32(person.factor.secret.reveal()))
            .member("uri", services_.people.factorUri(person))
            .endObject();
        response.headers.emplace_back("Cache-Control", "no-store");
        co_return response;
    }

    awaitable<Response> confirmFactor(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, callersName(request));
        HUB_CO_TRY(const std::string code, codeFrom(request.http));
        HUB_CO_TRYV(co_await services_.people.confirmFactor(name, code, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> openSession(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, callersName(request));
        HUB_CO_TRY(const std::string code, codeFrom(request.http));
        const auto opened = co_await services_.people.openSession(name, code, request.audit);
        if (!opened) {
            if (opened.error().code == Errc::Unauthorized) {
                services_.access.noteWrongCode(request.caller, request.http.address);
            }
            co_return opened.error();
        }
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject().member("session", opened.value().id);
        api::writeTime(out, "until", opened.value().until);
        out.endObject();
        response.headers.emplace_back("Cache-Control", "no-store");
        co_return response;
    }

private:
    awaitable<Response> rotate(const RouteRequest& request, std::string name) const
    {
        HUB_CO_TRY(const Rotation rotation, rotationFrom(request.http));
        HUB_CO_TRY(const Person person, co_await services_.people.rotateKey(
                                            name, rotation.grace, rotation.expires, request.audit));
        co_return personResponse(person, ShownKey::Yes);
    }

    ApiServices services_;
};

} // namespace

void addPeopleRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = PeopleRoutes;
    constexpr RouteAccess kPeople{kAllRights, Permission::Administer, Reach::WholeHub};
    constexpr RouteAccess kMine{{}, Permission::View, Reach::Anybody};
    constexpr RouteAccess kKnown{{}, kAnybody, Reach::Anybody};
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/people", kPeople, &Routes::list, kPlainRead);
    add("GET", "admin/people/{name}", kPeople, &Routes::get, kPlainRead);
    add("PUT", "admin/people/{name}", kPeople, &Routes::put, changes("person.update"));
    add("DELETE", "admin/people/{name}", kPeople, &Routes::remove, changes("person.delete"));
    add("POST", "admin/people/{name}/key", kPeople, &Routes::rotateKey, changes("person.key"));
    add("DELETE", "admin/people/{name}/factor", kPeople, &Routes::removeFactor,
        changes("person.factor.remove"));
    add("GET", "admin/me", kKnown, &Routes::me, kPlainRead);
    add("POST", "admin/me/key", kMine, &Routes::rotateMine, changes("person.key"));
    add("POST", "admin/me/factor", kMine, &Routes::beginFactor, changes("person.factor.begin"));
    add("POST", "admin/me/factor/confirm", kMine, &Routes::confirmFactor,
        changes("person.factor.confirm"));
    add("POST", "admin/session", kKnown, &Routes::openSession, changes("session.open"));
}

} // namespace hub::admin
