// One device's queue inside a change: what back ends, devices and people do with it.
#pragma once

#include "services/command_change.h"

namespace hub {

/// Writer thread; lives as long as its change.
class CommandQueue final
{
public:
    CommandQueue(CommandChange& change, DeviceKey device) : change_(change), device_(device) {}

    /// Errors: DeviceNotFound.
    static Result<CommandQueue> of(CommandChange& change, const IdentityId& id);

    // Each of these first brings the queue up to date: nothing is given out, counted or purged
    // whose time is over.

    /// Errors: QueueFull, InvalidExpiry, MessageTooLarge.
    Result<CommandId> enqueue(NewCommand command, const CommandActor& by);
    Result<std::uint64_t> purge(const PurgeFilter& filter, const CommandActor& by);
    Result<std::uint64_t> remove(const std::vector<CommandId>& commands, const CommandActor& by);
    /// In the order in which they were once enqueued. Errors: QueueFull.
    Result<std::uint64_t> requeue(const std::vector<CommandId>& commands, const CommandActor& by);
    /// Errors: CommandNotFound (or not dead), QueueFull, InvalidExpiry, MessageTooLarge.
    Result<void> requeueEdited(CommandId command, NewCommand contents, const CommandActor& by);

    /// Locks the first one that waits, with its contents; nothing when none does or the queue is
    /// held.
    Result<std::optional<Command>> lockNext(std::string token, const CommandActor& by);
    /// Errors: LockLost.
    Result<void> settle(const std::string& token, Settlement settlement, const CommandActor& by);

    /// Hands what waits to a receiver, unless the queue is held.
    Result<void> offerTo(const Commands::Receiver& receiver);

    // These do not.

    Result<void> hold(std::string reason, const CommandActor& by);
    Result<void> resume(const CommandActor& by);
    /// Hands what waits to the receiver that there is, if any.
    Result<void> offer();
    /// These two pass over an item that the session does not hold.
    Result<void> completed(SessionNumber session, const Commands::Handed& item);
    Result<void> giveBack(SessionNumber session, const Commands::Handed& item);
    /// What sessions hold that are gone comes back.
    Result<void> takeBack();

private:
    Result<QueueRow> row();
    Result<void> bringUpToDate();
    Result<void> checkRoom(std::size_t more);
    Result<std::optional<Command>> heldBy(SessionNumber session, const Commands::Handed& item);
    Result<std::vector<Command>> deadOf(const std::vector<CommandId>& commands);

    CommandChange& change_;
    DeviceKey device_;
};

/// Whether a partial purge takes a command that waits or is in flight. Loads its contents when they
/// are asked about.
Result<bool> matches(Storage& storage, Command& command, const PurgeFilter& filter);

/// Whether lockNext() would give something, as far as a reader can see.
Result<bool> mayReceive(Storage& storage, DeviceKey device, bool somethingIsDue);

} // namespace hub
