#include "admin/queue_routes.h"

#include "admin/command_json.h"
#include "admin/json_response.h"
#include "admin/parameters.h"
#include "admin/queue_json.h"
#include "admin/queue_requests.h"

#include "domain/limits.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

net::HttpResponse countResponse(std::uint64_t count)
{
    net::HttpResponse response;
    JsonWriter(response.body).beginObject().count("count", count).endObject();
    return response;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class QueueRoutes final
{
public:
    explicit QueueRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> queues(const RouteRequest& request) const
    {
        HUB_CO_TRY(QueueListQuery query, queueListQueryFrom(request.http));
        api::QueueList list;
        list.asOf = services_.clock.wall();
        list.limit = limits::kMaxCommandsWaiting;
        HUB_CO_TRY(const QueueList found, co_await services_.commands.list(std::move(query)));
        list.total = found.total;
        list.fleet = countsOf(found.fleet);
        for (const QueueSummary& queue : found.queues) {
            list.queues.push_back(summaryOf(queue));
        }
        co_return jsonResponse(list);
    }

    awaitable<Response> look(const RouteRequest& request) const
    {
        HUB_CO_TRY(CommandQuery query, commandQueryFrom(request));
        const IdentityId id = query.id;
        const WallTime asOf = services_.clock.wall();
        HUB_CO_TRY(const QueueView view, co_await services_.commands.look(std::move(query)));
        api::Queue queue = queueOf(id, view, services_.commands.rules());
        queue.asOf = asOf;
        co_return jsonResponse(queue);
    }

    awaitable<Response> command(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(const CommandId number, numberFrom(request.captured.at(1)));
        HUB_CO_TRY(const Commands::Item item, co_await services_.commands.item(id, number));
        co_return jsonResponse(lifeOf(item));
    }

    awaitable<Response> deadLetters(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::optional<CommandId> after, afterFrom(request.http));
        HUB_CO_TRY(const std::size_t limit, limitFrom(request.http));
        const WallTime asOf = services_.clock.wall();
        HUB_CO_TRY(const std::vector<CommandView> views,
                   co_await services_.commands.deadLetters(after, limit));
        api::DeadLetters letters = lettersOf(views, limit);
        letters.asOf = asOf;
        co_return jsonResponse(letters);
    }

    awaitable<Response> enqueue(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(NewCommand command, draftFrom(request.http, services_.clock.highestWall()));
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRY(const CommandId number,
                   co_await services_.commands.enqueue(id, std::move(command), by, request.audit));
        net::HttpResponse response;
        JsonWriter(response.body).beginObject().member("id", std::to_string(number)).endObject();
        co_return response;
    }

    awaitable<Response> requeueEdited(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(const CommandId number, numberFrom(request.captured.at(1)));
        HUB_CO_TRY(NewCommand contents, draftFrom(request.http, services_.clock.highestWall()));
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRYV(co_await services_.commands.requeueEdited(id, number, std::move(contents), by,
                                                               request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> requeue(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(std::vector<CommandId> commands, commandsFrom(request.http));
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRY(const std::uint64_t count,
                   co_await services_.commands.requeue(id, std::move(commands), by, request.audit));
        co_return countResponse(count);
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(std::vector<CommandId> commands, commandsFrom(request.http));
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRY(const std::uint64_t count,
                   co_await services_.commands.remove(id, std::move(commands), by, request.audit));
        co_return countResponse(count);
    }

    awaitable<Response> purge(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(api::PurgeRequest wish, purgeRequestFrom(request.http));
        const bool dryRun = wish.dryRun;
        PurgeFilter filter = filterOf(std::move(wish));
        if (dryRun) {
            request.audit->skip(); // changes nothing
            HUB_CO_TRY(const std::uint64_t matching,
                       co_await services_.commands.countMatching(id, std::move(filter)));
            co_return countResponse(matching);
        }
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRY(const std::uint64_t count,
                   co_await services_.commands.purge(id, std::move(filter), by, request.audit));
        co_return countResponse(count);
    }

    awaitable<Response> hold(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        HUB_CO_TRY(std::string reason, reasonFrom(request.http));
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRYV(co_await services_.commands.hold(id, std::move(reason), by, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> resume(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, queueIdFrom(request));
        const CommandActor by = actorOf(request, "admin");
        HUB_CO_TRYV(co_await services_.commands.resume(id, by, request.audit));
        co_return net::HttpResponse(204);
    }

private:
    api::QueueSummary summaryOf(const QueueSummary& queue) const
    {
        api::QueueSummary summary;
        summary.deviceId = queue.id.text();
        summary.counts = countsOf(queue.counts);
        summary.oldestEnqueued = queue.oldestEnqueued;
        summary.nextExpiry = queue.nextExpiry;
        summary.mostAttempts = queue.mostAttempts;
        summary.held = queue.held;
        summary.connected = services_.sessions.find(queue.id) != nullptr;
        summary.lastPoll = queue.lastPoll;
        return summary;
    }

    ApiServices services_;
};

} // namespace

void addQueueRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<QueueRoutes> add(table, services);
    add("GET", "admin/queues", kRead, &QueueRoutes::queues, kPlainRead);
    add("GET", "admin/queues/{id}/commands", kRead, &QueueRoutes::look, kPlainRead);
    add("GET", "admin/queues/{id}/commands/{number}", kRead, &QueueRoutes::command, kPlainRead);
    add("POST", "admin/queues/{id}/commands", kAllRights, &QueueRoutes::enqueue,
        changes("command.enqueue"));
    add("POST", "admin/queues/{id}/commands/{number}/requeue", kAllRights,
        &QueueRoutes::requeueEdited, changes("command.edit"));
    add("POST", "admin/queues/{id}/requeue", kAllRights, &QueueRoutes::requeue,
        changes("command.requeue"));
    add("POST", "admin/queues/{id}/delete", kAllRights, &QueueRoutes::remove,
        changes("command.delete"));
    add("POST", "admin/queues/{id}/purge", kAllRights, &QueueRoutes::purge, changes("queue.purge"));
    add("POST", "admin/queues/{id}/hold", kAllRights, &QueueRoutes::hold, changes("queue.hold"));
    add("POST", "admin/queues/{id}/resume", kAllRights, &QueueRoutes::resume,
        changes("queue.resume"));
    add("GET", "admin/dead-letters", kRead, &QueueRoutes::deadLetters, kPlainRead);
}

} // namespace hub::admin
