#include "services/command_change.h"

#include "domain/limits.h"

#include "base/json_writer.h"

namespace hub {
namespace {

const CommandActor kHub{"hub", {}};

/// When somebody must look at a command again.
std::optional<WallTime> dueTimeOf(const Command& command)
{
    switch (command.state) {
    case CommandState::Waiting: return command.expires;
    case CommandState::InFlight: return command.lock->until;
    case CommandState::Completed:
    case CommandState::Dead: return *command.ended + limits::kCommandsKept;
    }
    return std::nullopt;
}

} // namespace

void CommandEffects::carryOut(EventHub& events) const
{
    for (const Delivery& delivery : deliveries) {
        if (const auto link = delivery.link.lock()) {
            link->deliver(delivery.command);
        }
    }
    for (const News& each : news) {
        events.publish(each.type, each.deviceId, each.data);
    }
}

Result<Command> CommandChange::add(Command command,
                                   const CommandActor& by,
                                   const Commands::Receiver* receiver)
{
    HUB_TRY(command.sequence, storage().queues().nextSequence(command.device));
    if (receiver != nullptr) {
        lock(command, {{}, receiver->session, std::nullopt});
    }
    HUB_TRY(command, storage().commands().add(std::move(command)));
    HUB_TRYV(note(command, "enqueued", by));
    if (receiver != nullptr) {
        HUB_TRYV(handOver(command, *receiver));
    }
    return command;
}

Result<void> CommandChange::deliver(Command& command, const Commands::Receiver& receiver)
{
    HUB_TRYV(storage().commands().load(command));
    lock(command, {{}, receiver.session, std::nullopt});
    HUB_TRYV(storage().commands().update(command));
    return handOver(command, receiver);
}

/// A stored command that the receiver's session holds goes to its link.
Result<void> CommandChange::handOver(Command& command, const Commands::Receiver& receiver)
{
    HUB_TRYV(note(command, "delivered", receiver.via));
    parts_.effects.deliveries.push_back({receiver.link, std::make_shared<const Command>(command)});
    return success();
}

Result<void> CommandChange::lockWithToken(Command& command,
                                          std::string token,
                                          const CommandActor& by)
{
    lock(command, {std::move(token), 0, now() + rules().lockTime});
    return move(command, "delivered", by);
}

Result<void> CommandChange::complete(Command& command, const CommandActor& by)
{
    hub::complete(command, now());
    return move(command, "completed", by);
}

Result<void> CommandChange::reject(Command& command, const CommandActor& by)
{
    hub::reject(command, now());
    return move(command, "rejected", by);
}

Result<void> CommandChange::purge(Command& command, const CommandActor& by)
{
    hub::purge(command, now());
    return move(command, "purged", by);
}

Result<void> CommandChange::expire(Command& command)
{
    hub::expire(command, now());
    return move(command, "expired", kHub);
}

Result<void> CommandChange::giveBack(Command& command, const CommandReturn& why)
{
    abandon(command, rules(), now());
    HUB_TRYV(storage().commands().update(command));
    HUB_TRYV(note(command, why.what, why.by, why.detail));
    if (command.state != CommandState::Dead) {
        return success();
    }
    HUB_TRYV(note(command, "dead", kHub, nameOf(command.reason)));
    return conclude(command);
}

Result<void> CommandChange::requeue(Command& command,
                                    const std::optional<WallTime>& expires,
                                    std::string_view what,
                                    const CommandActor& by)
{
    HUB_TRY(const WallTime until, expiryOf(expires, rules(), now()));
    HUB_TRY(const std::uint64_t sequence, storage().queues().nextSequence(command.device));
    hub::requeue(command, sequence, now(), until);
    return move(command, what, by);
}

Result<void> CommandChange::forget(const Command& command)
{
    HUB_TRYV(storage().commands().remove(command.id));
    return announce(command, "removed", "gone");
}

Result<bool> CommandChange::settleDue(Command& command)
{
    if (command.state == CommandState::Waiting && isExpired(command, now())) {
        HUB_TRYV(expire(command));
    } else if (command.state == CommandState::InFlight && command.lock->until &&
               *command.lock->until <= now()) {
        HUB_TRYV(giveBack(command, {"lockLost", "the time of the lock is over", kHub}));
        return command.state == CommandState::Waiting;
    }
    return false;
}

Result<void> CommandChange::move(const Command& command,
                                 std::string_view what,
                                 const CommandActor& by)
{
    HUB_TRYV(storage().commands().update(command));
    HUB_TRYV(note(command, what, by));
    return command.ended ? conclude(command) : Result<void>(success());
}

Result<void> CommandChange::note(const Command& command,
                                 std::string_view what,
                                 const CommandActor& by,
                                 std::string_view detail)
{
    HUB_TRYV(storage().commands().note(command.id, {now(), std::string(what), by.protocol,
                                                    by.connection, std::string(detail)}));
    if (const auto time = dueTimeOf(command)) {
        due().expect(*time);
    }
    return announce(command, what, nameOf(command.state));
}

/// What the end of a command brings with it, once its last line of life is written.
Result<void> CommandChange::conclude(const Command& command)
{
    if (wantsFeedback(command)) {
        HUB_TRYV(storage().feedback().record(command, now()));
        due().expect(now() + limits::kFeedbackLife);
    }
    return storage().commands().trimEnded(command.device, limits::kMaxCommandsKept);
}

Result<void> CommandChange::announce(const Command& command,
                                     std::string_view what,
                                     std::string_view state)
{
    HUB_TRY(std::string deviceId, deviceIdOf(command.device));
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("id", std::to_string(command.id))
        .member("what", what)
        .member("state", state)
        .endObject();
    parts_.effects.news.push_back({"command", std::move(deviceId), std::move(data)});
    return success();
}

Result<void> CommandChange::announceQueue(DeviceKey device, std::string_view what)
{
    HUB_TRY(std::string deviceId, deviceIdOf(device));
    std::string data;
    JsonWriter(data).beginObject().member("what", what).endObject();
    parts_.effects.news.push_back({"queue", std::move(deviceId), std::move(data)});
    return success();
}

Result<std::string> CommandChange::deviceIdOf(DeviceKey device)
{
    auto known = deviceIds_.find(device);
    if (known == deviceIds_.end()) {
        HUB_TRY(const std::optional<QueueRow> queue, storage().queues().find(device));
        known = deviceIds_.emplace(device, queue ? queue->id.text() : std::string()).first;
    }
    return known->second;
}

} // namespace hub
