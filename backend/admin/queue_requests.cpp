#include "admin/queue_requests.h"

#include "admin/command_json.h"
#include "admin/parameters.h"

#include "domain/limits.h"

#include "base/text.h"

#include <array>

namespace hub::admin {
namespace {

Result<std::vector<CommandState>> statesFrom(const net::HttpRequest& request)
{
    std::vector<CommandState> states;
    const std::string_view names = request.parameter("state").value_or("");
    if (names.empty()) {
        return states;
    }
    for (const std::string_view name : split(names, ',')) {
        const auto state = commandStateFromName(name);
        if (!state || states.size() == 4) {
            return fail(Errc::InvalidArgument,
                        "'state' must list waiting, inFlight, completed and dead");
        }
        states.push_back(*state);
    }
    return states;
}

Result<QueueOrder> orderFrom(std::string_view name)
{
    using Named = std::pair<std::string_view, QueueOrder>;
    constexpr std::array<Named, 6> orders{{{"id", QueueOrder::Id},
                                           {"depth", QueueOrder::Depth},
                                           {"oldestAge", QueueOrder::OldestAge},
                                           {"inFlight", QueueOrder::InFlight},
                                           {"dead", QueueOrder::Dead},
                                           {"lastPoll", QueueOrder::LastPoll}}};
    for (const auto& [known, order] : orders) {
        if (known == name) {
            return order;
        }
    }
    return fail(Errc::InvalidArgument,
                "'sort' must be depth, id, oldestAge, inFlight, dead or lastPoll");
}

} // namespace

Result<IdentityId> queueIdFrom(const RouteRequest& request)
{
    HUB_TRY(IdentityId id, idFrom(request.captured.at(0)));
    if (const auto module = request.http.parameter("module")) {
        if (!isValidId(*module)) {
            return fail(Errc::InvalidArgument, "'module' is not a module id");
        }
        id.module = *module;
    }
    return id;
}

Result<CommandId> numberFrom(std::string_view text)
{
    const auto number = toInteger<CommandId>(text);
    if (!number || *number < 1) {
        return fail(Errc::InvalidArgument, "a command's number is a decimal number from 1 on");
    }
    return *number;
}

Result<std::optional<CommandId>> afterFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("after");
    if (!text) {
        return std::nullopt;
    }
    const auto number = toInteger<CommandId>(*text);
    if (!number || *number < 1) {
        return fail(Errc::InvalidArgument, "'after' is not a cursor of this list");
    }
    return number;
}

Result<CommandQuery> commandQueryFrom(const RouteRequest& request)
{
    CommandQuery query;
    HUB_TRY(query.id, queueIdFrom(request));
    HUB_TRY(query.states, statesFrom(request.http));
    HUB_TRY(query.after, afterFrom(request.http));
    HUB_TRY(query.limit, limitFrom(request.http));
    return query;
}

Result<QueueListQuery> queueListQueryFrom(const net::HttpRequest& request)
{
    QueueListQuery query;
    query.contains = request.parameter("search").value_or("");
    HUB_TRYV(checkSearch(query.contains));
    HUB_TRY(query.order, orderFrom(request.parameter("sort").value_or("depth")));
    const std::string_view direction = request.parameter("order").value_or("desc");
    if (direction != "asc" && direction != "desc") {
        return fail(Errc::InvalidArgument, "'order' must be asc or desc");
    }
    query.descending = direction == "desc";
    HUB_TRY(query.limit, limitFrom(request));
    HUB_TRY(query.offset, offsetFrom(request));
    return query;
}

Result<std::vector<CommandId>> commandsFrom(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request));
    HUB_TRY(const JsonView member, JsonView(body).required("commands"));
    HUB_TRY(const json::array* array, member.array());
    if (array->empty() || array->size() > limits::kMaxPage) {
        return fail(Errc::InvalidArgument, "'commands' must name 1 to 1000 commands");
    }
    std::vector<CommandId> commands;
    commands.reserve(array->size());
    for (const json::value& value : *array) {
        HUB_TRY(const std::int64_t number, JsonView(value, member.path()).integer());
        if (number < 1) {
            return fail(Errc::InvalidArgument, "'commands' must be numbers from 1 on");
        }
        commands.push_back(number);
    }
    return commands;
}

Result<NewCommand> draftFrom(const net::HttpRequest& request, WallTime now)
{
    HUB_TRY(const json::value body, jsonBody(request));
    HUB_TRY(api::CommandDraft draft, api::commandDraftFrom(JsonView(body)));
    return newCommandFrom(std::move(draft), now);
}

Result<api::PurgeRequest> purgeRequestFrom(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, jsonBody(request));
    HUB_TRY(api::PurgeRequest purge, api::purgeRequestFrom(JsonView(body)));
    if (purge.propertyValue && purge.propertyName.empty()) {
        return fail(Errc::MissingArgument, "'propertyName' is missing");
    }
    for (const std::string& text :
         {purge.contains, purge.propertyName, purge.propertyValue.value_or("")}) {
        if (text.size() > limits::kMaxPurgeTextBytes) {
            return fail(Errc::InvalidArgument, "a text to look for is longer than 1024 bytes");
        }
    }
    return purge;
}

PurgeFilter filterOf(api::PurgeRequest request)
{
    PurgeFilter filter;
    filter.enqueuedBefore = request.enqueuedBefore;
    filter.contains = std::move(request.contains);
    filter.propertyName = std::move(request.propertyName);
    filter.propertyValue = std::move(request.propertyValue);
    filter.includeInFlight = request.includeInFlight;
    return filter;
}

Result<std::string> reasonFrom(const net::HttpRequest& request)
{
    if (request.body.empty()) {
        return std::string();
    }
    HUB_TRY(const json::value body, jsonBody(request));
    const JsonView view(body);
    HUB_TRYV(view.object());
    HUB_TRY(std::string reason, view.stringOr("reason", {}));
    if (reason.size() > limits::kMaxStatusReasonChars) {
        return fail(Errc::InvalidArgument, "'reason' is longer than 128 characters");
    }
    return reason;
}

} // namespace hub::admin
