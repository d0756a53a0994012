// /admin/queues: commands as people look at them. Command numbers are 64-bit and travel as strings.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hub::api {

struct QueueCounts
{
    std::uint64_t waiting = 0;
    std::uint64_t inFlight = 0;
    std::uint64_t completed = 0;
    std::uint64_t dead = 0;
};

struct QueueSummary
{
    std::string deviceId;
    QueueCounts counts;
    std::optional<WallTime> oldestEnqueued;
    std::optional<WallTime> nextExpiry;
    unsigned mostAttempts = 0;
    bool held = false;
    bool connected = false;
    std::optional<WallTime> lastPoll;
};

struct QueueList
{
    std::vector<QueueSummary> queues;
    QueueCounts fleet;
    std::uint64_t total = 0;
    unsigned limit = 50; ///< most that a queue takes
    WallTime asOf{};
};

/// Names as in domain/command.h: states "waiting", "inFlight", "completed", "dead".
struct Command
{
    std::string id;
    std::string deviceId; ///< in lists over several devices; else empty
    std::string state;
    std::string reason; ///< of the dead: "expired", "deliveryCountExceeded", "rejected", "purged"
    std::string ack;
    WallTime enqueued{};
    WallTime expires{};
    std::optional<WallTime> lockedUntil; ///< in flight over HTTP
    std::optional<WallTime> ended;
    unsigned attempts = 0;
    std::string messageId;
    std::string correlationId;
    std::string userId;
    std::string contentType;
    std::string contentEncoding;
    std::vector<std::pair<std::string, std::string>> properties;
    std::string body; ///< bytes; on the wire "body" (text) or "bodyBase64"
};

struct QueueHold
{
    WallTime since{};
    std::string by;
    std::string reason;
};

/// GET /admin/queues/{id}/commands
struct Queue
{
    std::string deviceId;
    QueueCounts counts;
    unsigned limit = 50;
    unsigned maxAttempts = 10;
    std::optional<QueueHold> hold;
    std::optional<WallTime> lastPoll;
    std::vector<Command> commands;
    std::string next; ///< cursor; empty on the last page
    WallTime asOf{};
};

struct CommandEvent
{
    WallTime time{};
    std::string what;
    std::string protocol;
    std::string connection;
    std::string detail;
};

/// GET /admin/queues/{id}/commands/{number}
struct CommandLife
{
    Command command;
    std::vector<CommandEvent> life; ///< oldest first
};

/// GET /admin/dead-letters
struct DeadLetters
{
    std::vector<Command> commands; ///< newest first
    std::string next;
    WallTime asOf{};
};

/// What POST …/commands and POST …/commands/{number}/requeue take.
struct CommandDraft
{
    std::string body; ///< bytes
    std::string messageId;
    std::string correlationId;
    std::string userId;
    std::string contentType;
    std::string contentEncoding;
    std::string ack = "none";
    std::optional<std::int64_t> timeToLiveSeconds; ///< nothing = the hub's default
    std::vector<std::pair<std::string, std::string>> properties;
};

/// What POST …/purge takes. Items must meet all conditions that are given.
struct PurgeRequest
{
    std::optional<WallTime> enqueuedBefore;
    std::string contains;
    std::string propertyName;
    std::optional<std::string> propertyValue;
    bool includeInFlight = false;
    bool dryRun = false; ///< only count
};

void write(JsonWriter& out, const QueueList& list);
void write(JsonWriter& out, const Queue& queue);
void write(JsonWriter& out, const CommandLife& life);
void write(JsonWriter& out, const DeadLetters& letters);
void write(JsonWriter& out, const CommandDraft& draft);
void write(JsonWriter& out, const PurgeRequest& request);

// Errors of all: InvalidArgument, MissingArgument.
Result<QueueList> queueListFrom(const JsonView& json);
Result<Queue> queueFrom(const JsonView& json);
Result<CommandLife> commandLifeFrom(const JsonView& json);
Result<DeadLetters> deadLettersFrom(const JsonView& json);
Result<CommandDraft> commandDraftFrom(const JsonView& json);
Result<PurgeRequest> purgeRequestFrom(const JsonView& json);

} // namespace hub::api
