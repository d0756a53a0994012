// One change of commands inside one transaction: makes the moves that the law of domain/command.h
// allows, writes each with its line of life, its feedback and its consequences, and collects what is
// to be told when the change is durable. Writer thread.
#pragma once

#include "services/command_receivers.h"
#include "services/due_time.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// What follows the commit.
struct CommandEffects
{
    struct Delivery
    {
        std::weak_ptr<DeviceLink> link;
        std::shared_ptr<const Command> command;
    };
    struct News
    {
        std::string_view type; ///< "command", "queue"; a literal
        std::string deviceId;
        std::string data;
    };

    std::vector<Delivery> deliveries;
    std::vector<News> news;

    void carryOut(EventHub& events) const;
};

/// How a lock ended.
struct CommandReturn
{
    std::string_view what; ///< "abandoned" or "lockLost"
    std::string_view detail;
    CommandActor by;
};

class CommandChange final
{
public:
    struct Parts
    {
        Storage& storage;
        const CommandRules& rules;
        const CommandReceivers& receivers;
        DueTime& due;
        WallTime now;
        CommandEffects& effects;
    };

    explicit CommandChange(Parts parts) : parts_(parts) {}

    Storage& storage() const { return parts_.storage; }
    const CommandRules& rules() const { return parts_.rules; }
    const CommandReceivers& receivers() const { return parts_.receivers; }
    DueTime& due() const { return parts_.due; }
    WallTime now() const { return parts_.now; }

    // Each stores one move. The command need not have its contents.

    /// A new one, with its contents. To a receiver it goes in flight at once.
    Result<Command> add(Command command, const CommandActor& by, const Commands::Receiver* receiver);
    Result<void> deliver(Command& command, const Commands::Receiver& receiver);
    Result<void> lockWithToken(Command& command, std::string token, const CommandActor& by);
    Result<void> complete(Command& command, const CommandActor& by);
    Result<void> reject(Command& command, const CommandActor& by);
    Result<void> purge(Command& command, const CommandActor& by);
    Result<void> expire(Command& command);
    Result<void> giveBack(Command& command, const CommandReturn& why);
    /// `what` is "requeued" or "edited". Errors: InvalidExpiry.
    Result<void> requeue(Command& command,
                         const std::optional<WallTime>& expires,
                         std::string_view what,
                         const CommandActor& by);
    Result<void> forget(const Command& command); ///< one that has ended

    /// Expires a command that waits, or unlocks one that is locked, when its time is over. True: it
    /// waits again.
    Result<bool> settleDue(Command& command);

    /// An event about a whole queue: "held", "resumed", "purged".
    Result<void> announceQueue(DeviceKey device, std::string_view what);

private:
    Result<void> move(const Command& command, std::string_view what, const CommandActor& by);
    Result<void> note(const Command& command,
                      std::string_view what,
                      const CommandActor& by,
                      std::string_view detail = {});
    Result<void> handOver(Command& command, const Commands::Receiver& receiver);
    Result<void> conclude(const Command& command);
    Result<void> announce(const Command& command, std::string_view what, std::string_view state);
    Result<std::string> deviceIdOf(DeviceKey device);

    Parts parts_;
    std::map<DeviceKey, std::string> deviceIds_;
};

} // namespace hub
