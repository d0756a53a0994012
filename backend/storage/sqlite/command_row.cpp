#include "storage/sqlite/command_row.h"

namespace hub::sqlite {

std::optional<std::int64_t> microsOrNull(const std::optional<WallTime>& time)
{
    return time ? std::optional(toMicros(*time)) : std::nullopt;
}

std::optional<WallTime> timeOrNothing(std::optional<std::int64_t> micros)
{
    return micros ? std::optional(wallFromMicros(*micros)) : std::nullopt;
}

Command readCommand(const Statement::Run& run)
{
    Command command;
    command.id = run.integerAt(0);
    command.device = run.integerAt(1);
    command.sequence = static_cast<std::uint64_t>(run.integerAt(2));
    command.state = static_cast<CommandState>(run.integerAt(3));
    command.reason = static_cast<DeadReason>(run.integerAt(4));
    command.ack = static_cast<CommandAck>(run.integerAt(5));
    command.enqueued = wallFromMicros(run.integerAt(6));
    command.expires = wallFromMicros(run.integerAt(7));
    command.deliveryCount = static_cast<unsigned>(run.integerAt(8));
    if (command.state == CommandState::InFlight) {
        command.lock = CommandLock{std::string(run.textAt(9)),
                                   static_cast<std::uint64_t>(run.integerAt(10)),
                                   timeOrNothing(run.integerOrNullAt(11))};
    }
    command.ended = timeOrNothing(run.integerOrNullAt(12));
    return command;
}

Result<std::vector<Command>> readCommands(Statement::Run& run)
{
    std::vector<Command> commands;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return commands;
        }
        commands.push_back(readCommand(run));
    }
}

Result<std::optional<Command>> readOneCommand(Statement::Run& run)
{
    HUB_TRY(const bool found, run.next());
    return found ? std::optional(readCommand(run)) : std::nullopt;
}

} // namespace hub::sqlite
