#include "services/command_queue.h"

#include "domain/limits.h"
#include "domain/properties.h"

#include "base/crypto.h"

#include <algorithm>
#include <set>

namespace hub {
namespace {

Result<void> checkSize(const NewCommand& command)
{
    const std::size_t bytes = command.body.size() + countedBytes(command.properties);
    return bytes > limits::kMaxCommandBytes
               ? fail(Errc::MessageTooLarge, "a command has at most 65536 bytes, this one has " +
                                                 std::to_string(bytes))
               : Result<void>(success());
}

/// Devices and feedback name a command by its message id, so that it must have one.
Bytes withMessageId(Bytes properties)
{
    if (systemValue(properties, SystemProperty::MessageId).value_or("").empty()) {
        Properties made;
        made.addSystem(SystemProperty::MessageId, randomUuid());
        properties += made.packed();
    }
    return properties;
}

/// An application property of this name and, if one is asked for, of this value.
bool hasProperty(ByteView packed, const std::string& name, const std::optional<std::string>& value)
{
    bool has = false;
    PropertyReader reader(packed);
    while (const auto each = reader.next()) {
        if (!each->isSystem() && each->name == name) {
            has = !value || each->value == *value;
        }
    }
    return has;
}

bool contains(const Command& command, const std::string& part)
{
    const auto messageId = systemValue(command.properties, SystemProperty::MessageId).value_or("");
    return command.body.find(part) != std::string::npos ||
           messageId.find(part) != std::string_view::npos;
}

Error lockLost()
{
    return fail(Errc::LockLost, "the lock is not known, or its time is over");
}

} // namespace

Result<bool> matches(Storage& storage, Command& command, const PurgeFilter& filter)
{
    if ((command.state == CommandState::InFlight && !filter.includeInFlight) ||
        (filter.enqueuedBefore && command.enqueued >= *filter.enqueuedBefore)) {
        return false;
    }
    if (filter.contains.empty() && filter.propertyName.empty()) {
        return true;
    }
    HUB_TRYV(storage.commands().load(command));
    return (filter.contains.empty() || contains(command, filter.contains)) &&
           (filter.propertyName.empty() ||
            hasProperty(command.properties, filter.propertyName, filter.propertyValue));
}

Result<bool> mayReceive(Storage& storage, DeviceKey device, bool somethingIsDue)
{
    HUB_TRY(const std::optional<QueueRow> queue, storage.queues().find(device));
    if (!queue || queue->hold) {
        return false;
    }
    return queue->counts.waiting > 0 || (somethingIsDue && queue->counts.inFlight > 0);
}

Result<CommandQueue> CommandQueue::of(CommandChange& change, const IdentityId& id)
{
    HUB_TRY(const std::optional<DeviceRow> found, change.storage().identities().find(id));
    if (!found) {
        return fail(Errc::DeviceNotFound, id.text());
    }
    return CommandQueue(change, found->identity.key);
}

Result<QueueRow> CommandQueue::row()
{
    HUB_TRY(std::optional<QueueRow> stored, change_.storage().queues().find(device_));
    return stored ? std::move(*stored) : QueueRow();
}

Result<void> CommandQueue::bringUpToDate()
{
    if (!change_.due().isDue(change_.now())) {
        return success(); // nowhere in the hub
    }
    HUB_TRY(std::vector<Command> open, change_.storage().queues().open(device_));
    for (Command& command : open) {
        HUB_TRYV(change_.settleDue(command));
    }
    return success();
}

Result<void> CommandQueue::checkRoom(std::size_t more)
{
    HUB_TRY(const QueueRow queue, row());
    if (queue.counts.waiting + queue.counts.inFlight + more > limits::kMaxCommandsWaiting) {
        return fail(Errc::QueueFull, "the queue takes " +
                                         std::to_string(limits::kMaxCommandsWaiting) + " commands");
    }
    return success();
}

Result<CommandId> CommandQueue::enqueue(NewCommand command, const CommandActor& by)
{
    HUB_TRYV(checkSize(command));
    HUB_TRY(const WallTime expires, expiryOf(command.expires, change_.rules(), change_.now()));
    HUB_TRYV(bringUpToDate());
    HUB_TRYV(checkRoom(1));
    HUB_TRYV(offer()); // nothing may overtake what waits
    HUB_TRY(const QueueRow queue, row());
    Command added;
    added.device = device_;
    added.ack = command.ack;
    added.enqueued = change_.now();
    added.expires = expires;
    added.properties = withMessageId(std::move(command.properties));
    added.body = std::move(command.body);
    HUB_TRY(added, change_.add(std::move(added), by,
                               queue.hold ? nullptr : change_.receivers().active(device_)));
    return added.id;
}

Result<std::uint64_t> CommandQueue::purge(const PurgeFilter& filter, const CommandActor& by)
{
    HUB_TRYV(bringUpToDate());
    HUB_TRY(std::vector<Command> open, change_.storage().queues().open(device_));
    std::uint64_t count = 0;
    for (Command& command : open) {
        HUB_TRY(const bool taken, matches(change_.storage(), command, filter));
        if (taken) {
            HUB_TRYV(change_.purge(command, by));
            ++count;
        }
    }
    if (count > 0) {
        HUB_TRYV(change_.announceQueue(device_, "purged"));
    }
    HUB_TRYV(offer()); // what came back while the queue was brought up to date
    return count;
}

Result<std::uint64_t> CommandQueue::remove(const std::vector<CommandId>& commands,
                                           const CommandActor& by)
{
    HUB_TRYV(bringUpToDate());
    const std::set<CommandId> ids(commands.begin(), commands.end());
    std::uint64_t count = 0;
    for (const CommandId id : ids) {
        HUB_TRY(std::optional<Command> command, change_.storage().commands().find(id));
        if (!command || command->device != device_) {
            continue;
        }
        HUB_TRYV(command->ended ? change_.forget(*command) : change_.purge(*command, by));
        ++count;
    }
    HUB_TRYV(offer());
    return count;
}

Result<std::vector<Command>> CommandQueue::deadOf(const std::vector<CommandId>& commands)
{
    const std::set<CommandId> ids(commands.begin(), commands.end());
    std::vector<Command> dead;
    for (const CommandId id : ids) {
        HUB_TRY(std::optional<Command> command, change_.storage().commands().find(id));
        if (command && command->device == device_ && command->state == CommandState::Dead) {
            dead.push_back(std::move(*command));
        }
    }
    std::sort(dead.begin(), dead.end(),
              [](const Command& a, const Command& b) { return a.sequence < b.sequence; });
    return dead;
}

Result<std::uint64_t> CommandQueue::requeue(const std::vector<CommandId>& commands,
                                            const CommandActor& by)
{
    HUB_TRYV(bringUpToDate());
    HUB_TRY(std::vector<Command> dead, deadOf(commands));
    HUB_TRYV(checkRoom(dead.size()));
    for (Command& command : dead) {
        HUB_TRYV(change_.requeue(command, std::nullopt, "requeued", by));
    }
    HUB_TRYV(offer());
    return dead.size();
}

Result<void> CommandQueue::requeueEdited(CommandId id, NewCommand contents, const CommandActor& by)
{
    HUB_TRYV(checkSize(contents));
    HUB_TRYV(bringUpToDate());
    HUB_TRY(std::vector<Command> dead, deadOf({id}));
    if (dead.empty()) {
        return fail(Errc::CommandNotFound, "only a dead command can be edited");
    }
    HUB_TRYV(checkRoom(1));
    Command& command = dead.front();
    command.ack = contents.ack;
    command.properties = withMessageId(std::move(contents.properties));
    command.body = std::move(contents.body);
    HUB_TRYV(change_.storage().commands().replaceContents(command));
    HUB_TRYV(change_.requeue(command, contents.expires, "edited", by));
    return offer();
}

Result<std::optional<Command>> CommandQueue::lockNext(std::string token, const CommandActor& by)
{
    HUB_TRYV(bringUpToDate());
    HUB_TRYV(offer()); // a live connection goes first
    HUB_TRY(const QueueRow queue, row());
    if (queue.hold || queue.counts.waiting == 0) {
        return std::nullopt;
    }
    HUB_TRY(std::vector<Command> open, change_.storage().queues().open(device_));
    for (Command& command : open) {
        if (command.state == CommandState::Waiting) {
            HUB_TRYV(change_.lockWithToken(command, std::move(token), by));
            HUB_TRYV(change_.storage().commands().load(command));
            return std::optional(std::move(command));
        }
    }
    return std::nullopt;
}

Result<void> CommandQueue::settle(const std::string& token,
                                  Settlement settlement,
                                  const CommandActor& by)
{
    HUB_TRY(std::optional<Command> command, change_.storage().commands().findByToken(token));
    if (!command || command->device != device_ || *command->lock->until <= change_.now()) {
        return lockLost();
    }
    HUB_TRYV(bringUpToDate());
    const auto move = [&]() -> Result<void> {
        switch (settlement) {
        case Settlement::Complete: return change_.complete(*command, by);
        case Settlement::Reject: return change_.reject(*command, by);
        case Settlement::Abandon: return change_.giveBack(*command, {"abandoned", {}, by});
        }
        return success();
    };
    HUB_TRYV(move());
    return offer();
}

Result<void> CommandQueue::offer()
{
    const Commands::Receiver* receiver = change_.receivers().active(device_);
    return receiver != nullptr ? offerTo(*receiver) : Result<void>(success());
}

Result<void> CommandQueue::offerTo(const Commands::Receiver& receiver)
{
    HUB_TRY(const QueueRow queue, row());
    if (queue.hold || queue.counts.waiting == 0) {
        return success();
    }
    HUB_TRYV(bringUpToDate());
    HUB_TRY(std::vector<Command> open, change_.storage().queues().open(device_));
    for (Command& command : open) {
        if (command.state == CommandState::Waiting) {
            HUB_TRYV(change_.deliver(command, receiver));
        }
    }
    return success();
}

Result<void> CommandQueue::hold(std::string reason, const CommandActor& by)
{
    HUB_TRYV(change_.storage().queues().hold(device_,
                                             {change_.now(), by.connection, std::move(reason)}));
    return change_.announceQueue(device_, "held");
}

Result<void> CommandQueue::resume(const CommandActor&)
{
    HUB_TRY(const QueueRow queue, row());
    if (!queue.hold) {
        return success();
    }
    HUB_TRYV(change_.storage().queues().resume(device_));
    HUB_TRYV(change_.announceQueue(device_, "resumed"));
    return offer();
}

Result<std::optional<Command>> CommandQueue::heldBy(SessionNumber session,
                                                    const Commands::Handed& item)
{
    HUB_TRY(std::optional<Command> command, change_.storage().commands().find(item.command));
    const bool held = command && command->device == device_ && command->lock &&
                      command->lock->session == session && session != 0 &&
                      command->sequence == item.sequence;
    return held ? std::move(command) : std::nullopt;
}

Result<void> CommandQueue::completed(SessionNumber session, const Commands::Handed& item)
{
    HUB_TRY(std::optional<Command> command, heldBy(session, item));
    return command ? change_.complete(*command, change_.receivers().actor(device_, session))
                   : Result<void>(success());
}

Result<void> CommandQueue::giveBack(SessionNumber session, const Commands::Handed& item)
{
    HUB_TRY(std::optional<Command> command, heldBy(session, item));
    if (!command) {
        return success();
    }
    HUB_TRYV(change_.giveBack(*command, {"abandoned", "the device unsubscribed",
                                         change_.receivers().actor(device_, session)}));
    return offer();
}

Result<void> CommandQueue::takeBack()
{
    const CommandReceivers& receivers = change_.receivers();
    HUB_TRY(std::vector<Command> open, change_.storage().queues().open(device_));
    for (Command& command : open) {
        const SessionNumber session = command.lock ? command.lock->session : 0;
        if (session != 0 && receivers.isGone(session)) {
            HUB_TRYV(change_.giveBack(command, {"lockLost", "the connection ended",
                                                receivers.actor(device_, session)}));
        }
    }
    return offer();
}

} // namespace hub
