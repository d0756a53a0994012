#include "storage/sqlite/command_store.h"

#include "storage/sqlite/command_row.h"

#include "domain/limits.h"
#include "domain/properties.h"

namespace hub::sqlite {
namespace {

std::string_view messageIdOf(const Command& command)
{
    return systemValue(command.properties, SystemProperty::MessageId).value_or("");
}

std::string_view tokenOf(const Command& command)
{
    return command.lock ? std::string_view(command.lock->token) : std::string_view();
}

std::int64_t sessionOf(const Command& command)
{
    return command.lock ? static_cast<std::int64_t>(command.lock->session) : 0;
}

std::optional<std::int64_t> unlockOf(const Command& command)
{
    return command.lock ? microsOrNull(command.lock->until) : std::nullopt;
}

/// What update() writes, in its order.
void bindMoving(Statement::Run& run, const Command& command)
{
    run.integer(static_cast<std::int64_t>(command.sequence))
        .integer(static_cast<std::int64_t>(command.state))
        .integer(static_cast<std::int64_t>(command.reason))
        .integer(static_cast<std::int64_t>(command.ack))
        .integer(toMicros(command.enqueued))
        .integer(toMicros(command.expires))
        .integer(command.deliveryCount)
        .text(tokenOf(command))
        .integer(sessionOf(command))
        .integerOrNull(unlockOf(command))
        .integerOrNull(microsOrNull(command.ended));
}

Result<std::optional<WallTime>> timeOf(Statement& statement)
{
    auto run = statement.run();
    HUB_TRY(const bool row, run.next());
    return row ? timeOrNothing(run.integerOrNullAt(0)) : std::nullopt;
}

} // namespace

Result<std::unique_ptr<CommandStore>> CommandStore::open(Database& database)
{
    std::unique_ptr<CommandStore> store(new CommandStore(database));
    HUB_TRYV(store->prepareItems());
    HUB_TRYV(store->prepareTimes());
    return store;
}

Result<void> CommandStore::prepareItems()
{
    struct Text
    {
        Statement& statement;
        std::string sql;
    };
    const std::string select = std::string("SELECT ") + kCommandColumns + " FROM command ";
    const Text texts[] = {
        {sql_.insert,
         "INSERT INTO command (sequence, state, reason, ack, enqueued, expires, delivery_count, "
         "lock_token, lock_session, lock_until, ended, device_key, message_id) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {sql_.insertContent,
         "INSERT INTO command_content (command, properties, body) VALUES (?, ?, ?)"},
        {sql_.find, select + "WHERE id = ?"},
        {sql_.findByToken, select + "WHERE lock_token = ? AND lock_token <> ''"},
        {sql_.load, "SELECT properties, body FROM command_content WHERE command = ?"},
        {sql_.update, "UPDATE command SET sequence = ?, state = ?, reason = ?, ack = ?, "
                      "enqueued = ?, expires = ?, delivery_count = ?, lock_token = ?, "
                      "lock_session = ?, lock_until = ?, ended = ? WHERE id = ?"},
        {sql_.replaceMessageId, "UPDATE command SET message_id = ? WHERE id = ?"},
        {sql_.replaceContent,
         "UPDATE command_content SET properties = ?, body = ? WHERE command = ?"},
        {sql_.remove, "DELETE FROM command WHERE id = ?"},
        {sql_.note, "INSERT INTO command_event (command, number, time, what, protocol, connection, "
                    "detail) SELECT ?1, 1 + ifnull((SELECT max(number) FROM command_event "
                    "WHERE command = ?1), 0), ?2, ?3, ?4, ?5, ?6 RETURNING number"},
        {sql_.shorten, "DELETE FROM command_event WHERE command = ? AND number > 1 AND number <= ?"},
        {sql_.life, "SELECT time, what, protocol, connection, detail FROM command_event "
                    "WHERE command = ? ORDER BY number"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<void> CommandStore::prepareTimes()
{
    struct Text
    {
        Statement& statement;
        std::string sql;
    };
    const std::string select = std::string("SELECT ") + kCommandColumns + " FROM ";
    const Text texts[] = {
        {sql_.expired, select + "command WHERE state = 0 AND expires <= ? ORDER BY expires LIMIT ?"},
        {sql_.lapsed, select + "command WHERE lock_until <= ? ORDER BY lock_until LIMIT ?"},
        {sql_.firstExpiry, "SELECT min(expires) FROM command WHERE state = 0"},
        {sql_.firstUnlock, "SELECT min(lock_until) FROM command WHERE lock_until IS NOT NULL"},
        {sql_.firstEnded, "SELECT min(ended) FROM command WHERE ended IS NOT NULL"},
        {sql_.held, select + "queue JOIN command ON command.device_key = queue.device_key "
                             "AND state < 2 WHERE listed AND in_flight > 0 "
                             "AND lock_session <> 0 LIMIT ?"},
        {sql_.removeEnded, "DELETE FROM command WHERE id IN (SELECT id FROM command "
                           "WHERE ended <= ? ORDER BY ended LIMIT ?) RETURNING 1"},
        {sql_.trim, "DELETE FROM command WHERE id IN (SELECT id FROM command WHERE device_key = ?1 "
                    "AND state > 1 ORDER BY state, sequence LIMIT max(0, (SELECT completed + dead "
                    "FROM queue WHERE device_key = ?1) - ?2))"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<Command> CommandStore::add(Command command)
{
    HUB_TRYV(database_.transaction([&]() -> Result<void> {
        {
            auto run = sql_.insert.run();
            bindMoving(run, command);
            HUB_TRYV(run.integer(command.device).text(messageIdOf(command)).finish());
        }
        command.id = database_.lastRowId();
        return sql_.insertContent.run()
            .integer(command.id)
            .blob(command.properties)
            .blob(command.body)
            .finish();
    }));
    return command;
}

Result<std::optional<Command>> CommandStore::find(CommandId id)
{
    auto run = sql_.find.run();
    return readOneCommand(run.integer(id));
}

Result<std::optional<Command>> CommandStore::findByToken(std::string_view token)
{
    auto run = sql_.findByToken.run();
    return readOneCommand(run.text(token));
}

Result<void> CommandStore::load(Command& command)
{
    auto run = sql_.load.run();
    HUB_TRY(const bool found, run.integer(command.id).next());
    if (!found) {
        return fail(Errc::CommandNotFound, std::to_string(command.id));
    }
    command.properties = run.blobAt(0);
    command.body = run.blobAt(1);
    return success();
}

Result<void> CommandStore::update(const Command& command)
{
    auto run = sql_.update.run();
    bindMoving(run, command);
    return run.integer(command.id).finish();
}

Result<void> CommandStore::replaceContents(const Command& command)
{
    return database_.transaction([&]() -> Result<void> {
        HUB_TRYV(
            sql_.replaceMessageId.run().text(messageIdOf(command)).integer(command.id).finish());
        return sql_.replaceContent.run()
            .blob(command.properties)
            .blob(command.body)
            .integer(command.id)
            .finish();
    });
}

Result<void> CommandStore::remove(CommandId id)
{
    return sql_.remove.run().integer(id).finish();
}

Result<void> CommandStore::note(CommandId id, const CommandEvent& event)
{
    std::int64_t number = 0;
    {
        auto run = sql_.note.run();
        run.integer(id)
            .integer(toMicros(event.time))
            .text(event.what)
            .text(event.protocol)
            .text(event.connection)
            .text(event.detail);
        HUB_TRYV(run.next());
        number = run.integerAt(0);
        HUB_TRYV(run.finish());
    }
    constexpr auto most = static_cast<std::int64_t>(limits::kMaxCommandEvents);
    return number <= most ? Result<void>(success())
                          : sql_.shorten.run().integer(id).integer(number - most + 1).finish();
}

Result<std::vector<CommandEvent>> CommandStore::life(CommandId id)
{
    std::vector<CommandEvent> events;
    auto run = sql_.life.run();
    run.integer(id);
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return events;
        }
        events.push_back({wallFromMicros(run.integerAt(0)), std::string(run.textAt(1)),
                          std::string(run.textAt(2)), std::string(run.textAt(3)),
                          std::string(run.textAt(4))});
    }
}

Result<std::vector<Command>> CommandStore::due(WallTime now, std::size_t limit)
{
    auto expired = sql_.expired.run();
    expired.integer(toMicros(now)).integer(static_cast<std::int64_t>(limit));
    HUB_TRY(std::vector<Command> commands, readCommands(expired));
    auto lapsed = sql_.lapsed.run();
    lapsed.integer(toMicros(now)).integer(static_cast<std::int64_t>(limit - commands.size()));
    HUB_TRY(std::vector<Command> others, readCommands(lapsed));
    commands.insert(commands.end(), std::make_move_iterator(others.begin()),
                    std::make_move_iterator(others.end()));
    return commands;
}

Result<CommandTimes> CommandStore::times()
{
    CommandTimes times;
    HUB_TRY(times.expires, timeOf(sql_.firstExpiry));
    HUB_TRY(times.lockUntil, timeOf(sql_.firstUnlock));
    HUB_TRY(times.ended, timeOf(sql_.firstEnded));
    return times;
}

Result<std::vector<Command>> CommandStore::heldByConnections(std::size_t limit)
{
    auto run = sql_.held.run();
    return readCommands(run.integer(static_cast<std::int64_t>(limit)));
}

Result<std::size_t> CommandStore::removeEnded(WallTime until, std::size_t limit)
{
    auto run = sql_.removeEnded.run();
    run.integer(toMicros(until)).integer(static_cast<std::int64_t>(limit));
    for (std::size_t removed = 0;; ++removed) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return removed;
        }
    }
}

Result<void> CommandStore::trimEnded(DeviceKey device, std::size_t kept)
{
    return sql_.trim.run().integer(device).integer(static_cast<std::int64_t>(kept)).finish();
}

} // namespace hub::sqlite
