// A command (cloud-to-device message) in its device's queue, and the moves that it may make there.
// Pure laws: the store keeps what they give, and nobody else changes a state.
//
//   Waiting --lock--> InFlight --complete--> Completed
//      ^                 | abandon, lock lost (delivery count + 1)
//      +-----------------+--- or Dead, when the count reaches its maximum or the time is over
//
//   Waiting --expire, purge--> Dead --requeue--> Waiting        InFlight --reject, purge--> Dead
#pragma once

#include "domain/identity.h"

#include "base/bytes.h"
#include "base/clock.h"

#include "hub/error.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Hub-wide, rising, never reused.
using CommandId = std::int64_t;

// Codes are on disk: never renumber.
enum class CommandState : std::uint8_t { Waiting = 0, InFlight = 1, Completed = 2, Dead = 3 };
enum class CommandAck : std::uint8_t { None = 0, Positive = 1, Negative = 2, Full = 3 };
enum class DeadReason : std::uint8_t {
    None = 0,
    Expired = 1,
    DeliveryCountExceeded = 2,
    Rejected = 3,
    Purged = 4,
};

std::string_view nameOf(CommandState state); ///< "waiting", "inFlight", "completed", "dead"
std::string_view nameOf(CommandAck ack);     ///< "none", "positive", "negative", "full"
std::string_view nameOf(DeadReason reason);  ///< "expired", …; none = ""
std::optional<CommandState> commandStateFromName(std::string_view name);
std::optional<CommandAck> commandAckFromName(std::string_view name); ///< ignoring case

/// What a back end or a person sends.
struct NewCommand
{
    Bytes properties; ///< packed, see properties.h; without ack and expiry
    Bytes body;
    CommandAck ack = CommandAck::None;
    std::optional<WallTime> expires; ///< nothing = the hub's time to live
};

/// Who holds an item that is in flight.
struct CommandLock
{
    std::string token;             ///< HTTP and AMQP: a GUID; of a connection: empty
    std::uint64_t session = 0;     ///< of a connection, which holds it until it ends; else 0
    std::optional<WallTime> until; ///< of a token
};

struct Command
{
    CommandId id = 0;
    DeviceKey device = 0;
    std::uint64_t sequence = 0; ///< of the device, rising: the order of delivery
    CommandState state = CommandState::Waiting;
    DeadReason reason = DeadReason::None;
    CommandAck ack = CommandAck::None;
    WallTime enqueued{};
    WallTime expires{};
    unsigned deliveryCount = 0; ///< how often it came back
    std::optional<CommandLock> lock; ///< InFlight only
    std::optional<WallTime> ended;   ///< Completed and Dead
    Bytes properties;
    Bytes body;
};

/// Whether an ended command's sender asked to be told.
bool wantsFeedback(const Command& command);

struct CommandRules
{
    std::chrono::seconds timeToLive{3600};
    unsigned maxDeliveryCount = 10; ///< 1 to 100
    std::chrono::seconds lockTime{60};
};

/// Whether the time of a new command is allowed. Errors: InvalidExpiry (past, or more than two days
/// ahead).
Result<WallTime> expiryOf(const std::optional<WallTime>& wished, const CommandRules& rules, WallTime now);

bool isExpired(const Command& command, WallTime now);

// The moves. HUB_ASSERT: a caller that moves an item from another state is wrong.

void lock(Command& command, CommandLock lock);            ///< from Waiting
void complete(Command& command, WallTime now);             ///< from InFlight
void reject(Command& command, WallTime now);               ///< from InFlight
void purge(Command& command, WallTime now);                ///< from Waiting and InFlight
void expire(Command& command, WallTime now);               ///< from Waiting

/// The device gave it back, or its lock was lost: counts, and ends in Waiting, or in Dead when the
/// count reaches its maximum (this reason goes first) or the time is over. From InFlight.
void abandon(Command& command, const CommandRules& rules, WallTime now);

/// From Dead: waits again at the end of the queue, as if new but for its id.
void requeue(Command& command, std::uint64_t sequence, WallTime now, WallTime expires);

} // namespace hub
