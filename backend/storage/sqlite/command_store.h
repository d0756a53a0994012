// Commands in state.db. Counters and whatever hangs on a command follow by triggers of the schema.
#pragma once

#include "storage/command_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class CommandStore final : public hub::CommandStore
{
public:
    static Result<std::unique_ptr<CommandStore>> open(Database& database);

    Result<Command> add(Command command) override;
    Result<std::optional<Command>> find(CommandId id) override;
    Result<std::optional<Command>> findByToken(std::string_view token) override;
    Result<void> load(Command& command) override;
    Result<void> update(const Command& command) override;
    Result<void> replaceContents(const Command& command) override;
    Result<void> remove(CommandId id) override;
    Result<void> note(CommandId id, const CommandEvent& event) override;
    Result<std::vector<CommandEvent>> life(CommandId id) override;
    Result<std::vector<Command>> due(WallTime now, std::size_t limit) override;
    Result<CommandTimes> times() override;
    Result<std::vector<Command>> heldByConnections(std::size_t limit) override;
    Result<std::size_t> removeEnded(WallTime until, std::size_t limit) override;
    Result<void> trimEnded(DeviceKey device, std::size_t kept) override;

private:
    explicit CommandStore(Database& database) : database_(database) {}
    Result<void> prepareItems();
    Result<void> prepareTimes();

    struct Statements
    {
        Statement insert, insertContent, find, findByToken, load, update, replaceMessageId,
            replaceContent, remove, note, shorten, life, expired, lapsed, firstExpiry, firstUnlock,
            firstEnded, held, removeEnded, trim;
    };

    Database& database_;
    Statements sql_;
};

} // namespace hub::sqlite
