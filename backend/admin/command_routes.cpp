#include "admin/command_routes.h"

#include "admin/command_json.h"
#include "admin/parameters.h"

#include "base/text.h"
#include "base/time_text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr std::string_view kFeedbackType = "application/vnd.microsoft.iothub.feedback.json";
constexpr std::string_view kApplicationPrefix = "iothub-app-";

std::string headerOr(const net::HttpRequest& request, std::string_view name, std::string fallback)
{
    const auto value = request.header(name);
    return value ? std::string(*value) : std::move(fallback);
}

/// Properties stand in headers (service API, section 6.1). iothub-to is passed over: the path says
/// to whom. What stands behind iothub-app- is the application's, whatever its name is.
api::CommandDraft draftOf(const net::HttpRequest& request)
{
    api::CommandDraft draft;
    draft.body = request.body;
    draft.messageId = headerOr(request, "iothub-messageid", {});
    draft.correlationId = headerOr(request, "iothub-correlationid", {});
    draft.userId = headerOr(request, "iothub-userid", {});
    draft.ack = headerOr(request, "iothub-ack", "none");
    draft.contentType =
        headerOr(request, "iothub-contenttype", headerOr(request, "Content-Type", {}));
    draft.contentEncoding =
        headerOr(request, "iothub-contentencoding", headerOr(request, "Content-Encoding", {}));
    for (const auto& [name, value] : request.headers) {
        if (equalsIgnoringCase(std::string_view(name).substr(0, kApplicationPrefix.size()),
                               kApplicationPrefix)) {
            draft.properties.emplace_back(name.substr(kApplicationPrefix.size()), value);
        }
    }
    return draft;
}

Result<NewCommand> commandFrom(const net::HttpRequest& request, WallTime now)
{
    HUB_TRY(NewCommand command, newCommandFrom(draftOf(request), now));
    if (const auto text = request.header("iothub-expiry")) {
        const auto expires = parseTime(*text);
        if (!expires) {
            return fail(Errc::InvalidArgument,
                        "'iothub-expiry' must be a date like 2025-01-02T03:04:05Z");
        }
        command.expires = *expires;
    }
    return command;
}

net::HttpResponse feedbackResponse(const FeedbackBatch& batch)
{
    net::HttpResponse response;
    response.contentType = kFeedbackType;
    response.headers.emplace_back("ETag", "\"" + batch.lockToken + "\"");
    JsonWriter writer(response.body);
    writer.beginArray();
    for (const FeedbackRecord& record : batch.records) {
        writer.beginObject()
            .member("originalMessageId", record.originalMessageId)
            .member("enqueuedTimeUtc", toAzureTime(record.time))
            .member("statusCode", record.statusCode)
            .member("description", record.statusCode)
            .member("deviceId", record.deviceId)
            .member("deviceGenerationId", record.generationId)
            .endObject();
    }
    writer.endArray();
    return response;
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class CommandRoutes final
{
public:
    explicit CommandRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> send(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        HUB_CO_TRY(NewCommand command, commandFrom(request.http, services_.clock.highestWall()));
        const CommandActor by = actorOf(request, "service");
        HUB_CO_TRYV(co_await services_.commands.enqueue(id, std::move(command), by, request.audit));
        co_return net::HttpResponse(204);
    }

    /// Azure has commands for modules on its edge runtime only (device API, section 1.11).
    awaitable<Response> sendToModule(const RouteRequest&) const
    {
        co_return fail(Errc::InvalidOperation, "commands go to devices, not to modules");
    }

    awaitable<Response> purge(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        const CommandActor by = actorOf(request, "service");
        HUB_CO_TRY(const std::uint64_t purged,
                   co_await services_.commands.purgeAll(id, by, request.audit));
        net::HttpResponse response;
        JsonWriter(response.body)
            .beginObject()
            .count("totalMessagesPurged", purged)
            .member("deviceId", id.device)
            .key("moduleId")
            .null()
            .endObject();
        co_return response;
    }

    awaitable<Response> receiveFeedback(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::optional<FeedbackBatch> batch,
                   co_await services_.commands.receiveFeedback(request.audit));
        co_return batch ? feedbackResponse(*batch) : net::HttpResponse(204);
    }

    awaitable<Response> completeFeedback(const RouteRequest& request) const
    {
        co_return co_await settle(request, true);
    }

    awaitable<Response> abandonFeedback(const RouteRequest& request) const
    {
        co_return co_await settle(request, false);
    }

private:
    awaitable<Response> settle(const RouteRequest& request, bool complete) const
    {
        const std::string& lockToken = request.captured.at(0);
        HUB_CO_TRYV(co_await services_.commands.settleFeedback(lockToken, complete, request.audit));
        co_return net::HttpResponse(204);
    }

    ApiServices services_;
};

} // namespace

void addCommandRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<CommandRoutes> add(table, services);
    add("POST", "devices/{id}/messages/deviceBound", {Right::ServiceConnect}, &CommandRoutes::send,
        changes("command.enqueue"));
    add("POST", "devices/{id}/modules/{mid}/messages/deviceBound", {Right::ServiceConnect},
        &CommandRoutes::sendToModule, changes("command.enqueue"));
    add("DELETE", "devices/{id}/commands", {Right::ServiceConnect}, &CommandRoutes::purge,
        changes("queue.purge"));
    add("GET", "messages/serviceBound/feedback", {Right::ServiceConnect},
        &CommandRoutes::receiveFeedback, takes("feedback.receive"));
    add("DELETE", "messages/serviceBound/feedback/{lock}", {Right::ServiceConnect},
        &CommandRoutes::completeFeedback, changes("feedback.complete"));
    add("POST", "messages/serviceBound/feedback/{lock}/abandon", {Right::ServiceConnect},
        &CommandRoutes::abandonFeedback, changes("feedback.abandon"));
}

} // namespace hub::admin
