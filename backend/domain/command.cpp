#include "domain/command.h"

#include "domain/limits.h"

#include "base/assert.h"
#include "base/text.h"

#include <array>
#include <utility>

namespace hub {
namespace {

constexpr std::array<std::string_view, 4> kStates{"waiting", "inFlight", "completed", "dead"};
constexpr std::array<std::string_view, 4> kAcks{"none", "positive", "negative", "full"};
constexpr std::array<std::string_view, 5> kReasons{"", "expired", "deliveryCountExceeded",
                                                   "rejected", "purged"};

template <class Code, std::size_t Count>
std::string_view nameIn(const std::array<std::string_view, Count>& names, Code code)
{
    const auto index = static_cast<std::size_t>(code);
    return index < Count ? names[index] : std::string_view();
}

void end(Command& command, CommandState state, DeadReason reason, WallTime now)
{
    command.state = state;
    command.reason = reason;
    command.lock.reset();
    command.ended = now;
}

} // namespace

std::string_view nameOf(CommandState state)
{
    return nameIn(kStates, state);
}

std::string_view nameOf(CommandAck ack)
{
    return nameIn(kAcks, ack);
}

std::string_view nameOf(DeadReason reason)
{
    return nameIn(kReasons, reason);
}

std::optional<CommandState> commandStateFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (kStates[i] == name) {
            return static_cast<CommandState>(i);
        }
    }
    return std::nullopt;
}

std::optional<CommandAck> commandAckFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kAcks.size(); ++i) {
        if (equalsIgnoringCase(kAcks[i], name)) {
            return static_cast<CommandAck>(i);
        }
    }
    return std::nullopt;
}

bool wantsFeedback(const Command& command)
{
    switch (command.ack) {
    case CommandAck::None: return false;
    case CommandAck::Positive: return command.state == CommandState::Completed;
    case CommandAck::Negative: return command.state == CommandState::Dead;
    case CommandAck::Full: return command.ended.has_value();
    }
    return false;
}

Result<WallTime> expiryOf(const std::optional<WallTime>& wished,
                          const CommandRules& rules,
                          WallTime now)
{
    const WallTime expires = wished.value_or(now + rules.timeToLive);
    if (expires <= now) {
        return fail(Errc::InvalidExpiry, "the expiry time is over already");
    }
    if (expires > now + limits::kMaxCommandLife) {
        return fail(Errc::InvalidExpiry, "the expiry time is more than two days ahead");
    }
    return expires;
}

bool isExpired(const Command& command, WallTime now)
{
    return command.expires <= now;
}

void lock(Command& command, CommandLock lock)
{
    HUB_ASSERT(command.state == CommandState::Waiting);
    command.state = CommandState::InFlight;
    command.lock = std::move(lock);
}

void complete(Command& command, WallTime now)
{
    HUB_ASSERT(command.state == CommandState::InFlight);
    end(command, CommandState::Completed, DeadReason::None, now);
}

void reject(Command& command, WallTime now)
{
    HUB_ASSERT(command.state == CommandState::InFlight);
    end(command, CommandState::Dead, DeadReason::Rejected, now);
}

void purge(Command& command, WallTime now)
{
    HUB_ASSERT(!command.ended);
    end(command, CommandState::Dead, DeadReason::Purged, now);
}

void expire(Command& command, WallTime now)
{
    HUB_ASSERT(command.state == CommandState::Waiting);
    end(command, CommandState::Dead, DeadReason::Expired, now);
}

void abandon(Command& command, const CommandRules& rules, WallTime now)
{
    HUB_ASSERT(command.state == CommandState::InFlight);
    ++command.deliveryCount;
    if (command.deliveryCount >= rules.maxDeliveryCount) {
        end(command, CommandState::Dead, DeadReason::DeliveryCountExceeded, now);
    } else if (isExpired(command, now)) {
        end(command, CommandState::Dead, DeadReason::Expired, now);
    } else {
        command.state = CommandState::Waiting;
        command.lock.reset();
    }
}

void requeue(Command& command, std::uint64_t sequence, WallTime now, WallTime expires)
{
    HUB_ASSERT(command.state == CommandState::Dead);
    command.state = CommandState::Waiting;
    command.reason = DeadReason::None;
    command.sequence = sequence;
    command.enqueued = now;
    command.expires = expires;
    command.deliveryCount = 0;
    command.ended.reset();
}

} // namespace hub
