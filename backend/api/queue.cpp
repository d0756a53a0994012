#include "api/queue.h"

#include "api/member_lists.h"
#include "api/time_members.h"

#include "base/base64.h"
#include "base/time_text.h"
#include "base/utf8.h"

#include <limits>

namespace hub::api {
namespace {

using Properties = std::vector<std::pair<std::string, std::string>>;

// Writing.

void writeCounts(JsonWriter& out, std::string_view name, const QueueCounts& counts)
{
    out.key(name)
        .beginObject()
        .count("waiting", counts.waiting)
        .count("inFlight", counts.inFlight)
        .count("completed", counts.completed)
        .count("dead", counts.dead)
        .endObject();
}

void writeBody(JsonWriter& out, const std::string& body)
{
    if (isUtf8(body)) {
        out.member("body", body);
    } else {
        out.member("bodyBase64", toBase64(body));
    }
}

void writeProperties(JsonWriter& out, const Properties& properties)
{
    out.key("properties").beginObject();
    for (const auto& [name, value] : properties) {
        out.member(name, value);
    }
    out.endObject();
}

void write(JsonWriter& out, const QueueSummary& queue)
{
    out.beginObject().member("deviceId", queue.deviceId);
    writeCounts(out, "counts", queue.counts);
    writeTime(out, "oldestEnqueued", queue.oldestEnqueued);
    writeTime(out, "nextExpiry", queue.nextExpiry);
    out.count("mostAttempts", queue.mostAttempts)
        .flag("held", queue.held)
        .flag("connected", queue.connected);
    writeTime(out, "lastPoll", queue.lastPoll);
    out.endObject();
}

/// What commands and drafts have in common.
template <class Item>
void writeContents(JsonWriter& out, const Item& item)
{
    out.member("messageId", item.messageId)
        .member("correlationId", item.correlationId)
        .member("userId", item.userId)
        .member("contentType", item.contentType)
        .member("contentEncoding", item.contentEncoding);
    writeProperties(out, item.properties);
    writeBody(out, item.body);
}

void write(JsonWriter& out, const Command& command)
{
    out.beginObject().member("id", command.id);
    if (!command.deviceId.empty()) {
        out.member("deviceId", command.deviceId);
    }
    out.member("state", command.state)
        .member("reason", command.reason)
        .member("ack", command.ack)
        .member("enqueued", toAdminTime(command.enqueued))
        .member("expires", toAdminTime(command.expires));
    writeTime(out, "lockedUntil", command.lockedUntil);
    writeTime(out, "ended", command.ended);
    out.count("attempts", command.attempts);
    writeContents(out, command);
    out.endObject();
}

void writeCommands(JsonWriter& out, const std::vector<Command>& commands, const std::string& next)
{
    out.key("commands").beginArray();
    for (const Command& command : commands) {
        write(out, command);
    }
    out.endArray();
    if (!next.empty()) {
        out.member("next", next);
    }
}

void write(JsonWriter& out, const CommandEvent& event)
{
    out.beginObject()
        .member("time", toAdminTime(event.time))
        .member("what", event.what)
        .member("protocol", event.protocol)
        .member("connection", event.connection)
        .member("detail", event.detail)
        .endObject();
}

void writeHold(JsonWriter& out, const std::optional<QueueHold>& hold)
{
    out.key("hold");
    if (!hold) {
        out.null();
        return;
    }
    out.beginObject()
        .member("since", toAdminTime(hold->since))
        .member("by", hold->by)
        .member("reason", hold->reason)
        .endObject();
}

// Reading.

Result<unsigned> smallCountOf(const JsonView& json, std::string_view name)
{
    HUB_TRY(const std::uint64_t count, requiredCount(json, name));
    if (count > std::numeric_limits<unsigned>::max()) {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' is too large");
    }
    return static_cast<unsigned>(count);
}

Result<QueueCounts> countsFrom(const JsonView& json, std::string_view name)
{
    HUB_TRY(const JsonView member, json.required(name));
    HUB_TRYV(member.object());
    QueueCounts counts;
    HUB_TRY(counts.waiting, requiredCount(member, "waiting"));
    HUB_TRY(counts.inFlight, requiredCount(member, "inFlight"));
    HUB_TRY(counts.completed, requiredCount(member, "completed"));
    HUB_TRY(counts.dead, requiredCount(member, "dead"));
    return counts;
}

Result<std::string> bodyFrom(const JsonView& json)
{
    const auto base64 = json.member("bodyBase64");
    if (!base64) {
        return json.stringOr("body", {});
    }
    if (json.member("body")) {
        return fail(Errc::InvalidArgument, "give 'body' or 'bodyBase64', not both");
    }
    HUB_TRY(const std::string_view text, base64->string());
    auto bytes = fromBase64(text);
    if (!bytes) {
        return fail(Errc::InvalidArgument, "'bodyBase64' is not base64");
    }
    return std::move(*bytes);
}

Result<Properties> propertiesFrom(const JsonView& json)
{
    Properties properties;
    const auto member = json.member("properties");
    if (!member) {
        return properties;
    }
    HUB_TRY(const json::object* object, member->object());
    for (const auto& entry : *object) {
        const std::string name(entry.key().data(), entry.key().size());
        HUB_TRY(const std::string_view value,
                JsonView(entry.value(), member->path() + "." + name).string());
        properties.emplace_back(name, value);
    }
    return properties;
}

template <class Item>
Result<void> readContents(const JsonView& json, Item& item)
{
    HUB_TRY(item.messageId, json.stringOr("messageId", {}));
    HUB_TRY(item.correlationId, json.stringOr("correlationId", {}));
    HUB_TRY(item.userId, json.stringOr("userId", {}));
    HUB_TRY(item.contentType, json.stringOr("contentType", {}));
    HUB_TRY(item.contentEncoding, json.stringOr("contentEncoding", {}));
    HUB_TRY(item.properties, propertiesFrom(json));
    HUB_TRY(item.body, bodyFrom(json));
    return success();
}

Result<Command> commandFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    Command command;
    HUB_TRY(command.id, json.requiredString("id"));
    HUB_TRY(command.deviceId, json.stringOr("deviceId", {}));
    HUB_TRY(command.state, json.requiredString("state"));
    HUB_TRY(command.reason, json.stringOr("reason", {}));
    HUB_TRY(command.ack, json.requiredString("ack"));
    HUB_TRY(command.enqueued, requiredTime(json, "enqueued"));
    HUB_TRY(command.expires, requiredTime(json, "expires"));
    HUB_TRY(command.lockedUntil, timeOf(json, "lockedUntil"));
    HUB_TRY(command.ended, timeOf(json, "ended"));
    HUB_TRY(command.attempts, smallCountOf(json, "attempts"));
    HUB_TRYV(readContents(json, command));
    return command;
}

Result<QueueSummary> summaryFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    QueueSummary queue;
    HUB_TRY(queue.deviceId, json.requiredString("deviceId"));
    HUB_TRY(queue.counts, countsFrom(json, "counts"));
    HUB_TRY(queue.oldestEnqueued, timeOf(json, "oldestEnqueued"));
    HUB_TRY(queue.nextExpiry, timeOf(json, "nextExpiry"));
    HUB_TRY(queue.mostAttempts, smallCountOf(json, "mostAttempts"));
    HUB_TRY(queue.held, json.booleanOr("held", false));
    HUB_TRY(queue.connected, json.booleanOr("connected", false));
    HUB_TRY(queue.lastPoll, timeOf(json, "lastPoll"));
    return queue;
}

Result<CommandEvent> commandEventFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    CommandEvent event;
    HUB_TRY(event.time, requiredTime(json, "time"));
    HUB_TRY(event.what, json.requiredString("what"));
    HUB_TRY(event.protocol, json.stringOr("protocol", {}));
    HUB_TRY(event.connection, json.stringOr("connection", {}));
    HUB_TRY(event.detail, json.stringOr("detail", {}));
    return event;
}

Result<std::optional<QueueHold>> holdFrom(const JsonView& json)
{
    const auto member = json.member("hold");
    if (!member) {
        return std::nullopt;
    }
    HUB_TRYV(member->object());
    QueueHold hold;
    HUB_TRY(hold.since, requiredTime(*member, "since"));
    HUB_TRY(hold.by, member->stringOr("by", {}));
    HUB_TRY(hold.reason, member->stringOr("reason", {}));
    return hold;
}

/// Every element of an array member.
template <class T>
Result<std::vector<T>>
listFrom(const JsonView& json, std::string_view name, Result<T> (*itemFrom)(const JsonView&))
{
    HUB_TRY(const JsonView member, json.required(name));
    HUB_TRY(const json::array* array, member.array());
    std::vector<T> items;
    items.reserve(array->size());
    for (const json::value& value : *array) {
        HUB_TRY(T item, itemFrom(JsonView(value, member.path())));
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace

void write(JsonWriter& out, const QueueList& list)
{
    out.beginObject().key("queues").beginArray();
    for (const QueueSummary& queue : list.queues) {
        write(out, queue);
    }
    out.endArray();
    writeCounts(out, "fleet", list.fleet);
    out.count("total", list.total)
        .count("limit", list.limit)
        .member("asOf", toAdminTime(list.asOf))
        .endObject();
}

void write(JsonWriter& out, const Queue& queue)
{
    out.beginObject().member("deviceId", queue.deviceId);
    writeCounts(out, "counts", queue.counts);
    out.count("limit", queue.limit).count("maxAttempts", queue.maxAttempts);
    writeHold(out, queue.hold);
    writeTime(out, "lastPoll", queue.lastPoll);
    writeCommands(out, queue.commands, queue.next);
    out.member("asOf", toAdminTime(queue.asOf)).endObject();
}

void write(JsonWriter& out, const CommandLife& life)
{
    out.beginObject().key("command");
    write(out, life.command);
    out.key("life").beginArray();
    for (const CommandEvent& event : life.life) {
        write(out, event);
    }
    out.endArray().endObject();
}

void write(JsonWriter& out, const DeadLetters& letters)
{
    out.beginObject();
    writeCommands(out, letters.commands, letters.next);
    out.member("asOf", toAdminTime(letters.asOf)).endObject();
}

void write(JsonWriter& out, const CommandDraft& draft)
{
    out.beginObject();
    writeContents(out, draft);
    out.member("ack", draft.ack);
    if (draft.timeToLiveSeconds) {
        out.count("timeToLiveSeconds", *draft.timeToLiveSeconds);
    }
    out.endObject();
}

void write(JsonWriter& out, const PurgeRequest& request)
{
    out.beginObject();
    if (request.enqueuedBefore) {
        out.member("enqueuedBefore", toAdminTime(*request.enqueuedBefore));
    }
    out.member("contains", request.contains).member("propertyName", request.propertyName);
    if (request.propertyValue) {
        out.member("propertyValue", *request.propertyValue);
    }
    out.flag("includeInFlight", request.includeInFlight).flag("dryRun", request.dryRun).endObject();
}

Result<QueueList> queueListFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    QueueList list;
    HUB_TRY(list.queues, listFrom(json, "queues", &summaryFrom));
    HUB_TRY(list.fleet, countsFrom(json, "fleet"));
    HUB_TRY(list.total, requiredCount(json, "total"));
    HUB_TRY(list.limit, smallCountOf(json, "limit"));
    HUB_TRY(list.asOf, requiredTime(json, "asOf"));
    return list;
}

Result<Queue> queueFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    Queue queue;
    HUB_TRY(queue.deviceId, json.requiredString("deviceId"));
    HUB_TRY(queue.counts, countsFrom(json, "counts"));
    HUB_TRY(queue.limit, smallCountOf(json, "limit"));
    HUB_TRY(queue.maxAttempts, smallCountOf(json, "maxAttempts"));
    HUB_TRY(queue.hold, holdFrom(json));
    HUB_TRY(queue.lastPoll, timeOf(json, "lastPoll"));
    HUB_TRY(queue.commands, listFrom(json, "commands", &commandFrom));
    HUB_TRY(queue.next, json.stringOr("next", {}));
    HUB_TRY(queue.asOf, requiredTime(json, "asOf"));
    return queue;
}

Result<CommandLife> commandLifeFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    CommandLife life;
    HUB_TRY(const JsonView command, json.required("command"));
    HUB_TRY(life.command, commandFrom(command));
    HUB_TRY(life.life, listFrom(json, "life", &commandEventFrom));
    return life;
}

Result<DeadLetters> deadLettersFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    DeadLetters letters;
    HUB_TRY(letters.commands, listFrom(json, "commands", &commandFrom));
    HUB_TRY(letters.next, json.stringOr("next", {}));
    HUB_TRY(letters.asOf, requiredTime(json, "asOf"));
    return letters;
}

Result<CommandDraft> commandDraftFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    CommandDraft draft;
    HUB_TRYV(readContents(json, draft));
    HUB_TRY(draft.ack, json.stringOr("ack", "none"));
    if (const auto timeToLive = json.member("timeToLiveSeconds")) {
        HUB_TRY(draft.timeToLiveSeconds, timeToLive->integer());
    }
    return draft;
}

Result<PurgeRequest> purgeRequestFrom(const JsonView& json)
{
    HUB_TRYV(json.object());
    PurgeRequest request;
    HUB_TRY(request.enqueuedBefore, timeOf(json, "enqueuedBefore"));
    HUB_TRY(request.contains, json.stringOr("contains", {}));
    HUB_TRY(request.propertyName, json.stringOr("propertyName", {}));
    if (const auto value = json.member("propertyValue")) {
        HUB_TRY(const std::string_view text, value->string());
        request.propertyValue = std::string(text);
    }
    HUB_TRY(request.includeInFlight, json.booleanOr("includeInFlight", false));
    HUB_TRY(request.dryRun, json.booleanOr("dryRun", false));
    return request;
}

} // namespace hub::api
