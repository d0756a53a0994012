// Commands, what they carry, and their life lines. Blocking; one thread at a time; several changes
// that belong together go into one transaction. Commands come and are written without properties and
// body unless a function says otherwise: a move is small, whatever the command carries.
#pragma once

#include "domain/command.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

/// One line in the life of a command.
struct CommandEvent
{
    WallTime time{};
    std::string what;       ///< "enqueued", "delivered", "completed", "abandoned", "lockLost",
                            ///< "rejected", "expired", "purged", "dead", "requeued", "edited"
    std::string protocol;   ///< "mqtt", "https", "amqp", "admin", "service"; may be empty
    std::string connection; ///< the peer's address, or who did it; may be empty
    std::string detail;
};

/// The earliest of each kind; nothing = there is none.
struct CommandTimes
{
    std::optional<WallTime> expires; ///< of what waits
    std::optional<WallTime> lockUntil;
    std::optional<WallTime> ended;
};

class CommandStore
{
public:
    virtual ~CommandStore() = default;

    /// Stores a new command with its contents and gives it its id.
    virtual Result<Command> add(Command command) = 0;
    virtual Result<std::optional<Command>> find(CommandId id) = 0;
    virtual Result<std::optional<Command>> findByToken(std::string_view token) = 0;

    /// Reads properties and body. Errors: CommandNotFound.
    virtual Result<void> load(Command& command) = 0;

    /// Writes all but id and device.
    virtual Result<void> update(const Command& command) = 0;
    /// Writes properties and body.
    virtual Result<void> replaceContents(const Command& command) = 0;
    /// With its life line.
    virtual Result<void> remove(CommandId id) = 0;

    /// Goes to the end of the life line; when that is full, the second line goes.
    virtual Result<void> note(CommandId id, const CommandEvent& event) = 0;
    virtual Result<std::vector<CommandEvent>> life(CommandId id) = 0; ///< oldest first

    /// What waits and whose time is over, and what is locked with a token whose time is over.
    virtual Result<std::vector<Command>> due(WallTime now, std::size_t limit) = 0;
    virtual Result<CommandTimes> times() = 0;
    /// What connections hold, of all devices.
    virtual Result<std::vector<Command>> heldByConnections(std::size_t limit) = 0;

    /// Removes what ended at `until` or before; gives how many.
    virtual Result<std::size_t> removeEnded(WallTime until, std::size_t limit) = 0;
    /// Leaves a device's ended ones but `kept`: the completed go first, then the dead, oldest first.
    virtual Result<void> trimEnded(DeviceKey device, std::size_t kept) = 0;
};

} // namespace hub
