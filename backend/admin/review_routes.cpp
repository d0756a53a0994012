#include "admin/review_routes.h"

#include "admin/key_routes.h"
#include "admin/people_json.h"
#include "api/time_members.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

class ReviewRoutes final
{
public:
    explicit ReviewRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> review(const RouteRequest&) const
    {
        HUB_CO_TRY(const std::vector<PolicyView> policies,
                   co_await services_.keyRollover.policies());
        HUB_CO_TRY(const std::vector<Person> people, co_await services_.people.list());
        net::HttpResponse response;
        JsonWriter out(response.body);
        out.beginObject();
        api::writeTime(out, "asOf", services_.clock.wall());
        out.key("policies").beginArray();
        for (const PolicyView& policy : policies) {
            writePolicy(out, policy, false);
        }
        out.endArray().key("people").beginArray();
        for (const Person& person : people) {
            write(out, person, ShownKey::No);
        }
        out.endArray().endObject();
        co_return response;
    }

private:
    ApiServices services_;
};

} // namespace

void addReviewRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<ReviewRoutes> add(table, services);
    add("GET", "admin/access/review", {kAllRights, Permission::Administer, Reach::WholeHub},
        &ReviewRoutes::review, kPlainRead);
}

} // namespace hub::admin
