#include "services/commands.h"

#include "services/command_engine.h"
#include "services/command_feedback.h"

#include "domain/limits.h"

#include "base/crypto.h"
#include "base/json_writer.h"

#include <algorithm>
#include <utility>

namespace hub {
namespace {

Result<DeviceKey> keyOf(Storage& storage, const IdentityId& id)
{
    HUB_TRY(const std::optional<DeviceRow> found, storage.identities().find(id));
    return found ? Result<DeviceKey>(found->identity.key) : fail(Errc::DeviceNotFound, id.text());
}

std::string writtenCount(std::uint64_t count, const std::vector<CommandId>& commands)
{
    std::string json;
    JsonWriter writer(json);
    writer.beginObject().count("count", count).key("commands").beginArray();
    for (const CommandId command : commands) {
        writer.string(std::to_string(command));
    }
    writer.endArray().endObject();
    return json;
}

std::string writtenCommand(CommandId command, std::size_t bodyBytes)
{
    std::string json;
    JsonWriter(json)
        .beginObject()
        .member("command", std::to_string(command))
        .count("bodyBytes", bodyBytes)
        .endObject();
    return json;
}

/// What a purge looks for may be somebody's data: only that it looks is said.
std::string writtenPurge(std::uint64_t count, const PurgeFilter& filter)
{
    const bool all =
        !filter.enqueuedBefore && filter.contains.empty() && filter.propertyName.empty();
    std::string json;
    JsonWriter(json)
        .beginObject()
        .count("count", count)
        .flag("filtered", !all)
        .flag("includeInFlight", filter.includeInFlight)
        .endObject();
    return json;
}

std::string writtenHold(bool held, const std::string& reason)
{
    std::string json;
    JsonWriter(json).beginObject().flag("held", held).member("reason", reason).endObject();
    return json;
}

Result<void> checkCount(const std::vector<CommandId>& commands)
{
    return commands.size() <= limits::kMaxPage
               ? Result<void>(success())
               : fail(Errc::InvalidArgument,
                      "at most " + std::to_string(limits::kMaxPage) + " commands at a time");
}

} // namespace

Commands::Commands(Parts parts) : engine_(std::make_shared<CommandEngine>(std::move(parts))) {}

Commands::~Commands() = default;

const CommandRules& Commands::rules() const
{
    return engine_->rules();
}

Result<void> Commands::recover(Storage& storage)
{
    return engine_->recover(storage);
}

void Commands::sweep()
{
    engine_->sweep();
}

boost::asio::awaitable<Result<CommandId>> Commands::enqueue(IdentityId id,
                                                            NewCommand command,
                                                            CommandActor by,
                                                            AuditNotePtr note)
{
    auto operation = [command = std::move(command), by = std::move(by),
                      note](CommandQueue& queue) mutable -> Result<CommandId> {
        const std::size_t bytes = command.body.size();
        HUB_TRY(const CommandId made, queue.enqueue(std::move(command), by));
        noteChange(note, {}, writtenCommand(made, bytes));
        return made;
    };
    return engine_->changeQueue(std::move(id), operation, note);
}

Result<Commands::Enqueued> Commands::enqueue(Storage& storage,
                                             const IdentityId& id,
                                             NewCommand command,
                                             const CommandActor& by)
{
    const auto effects = std::make_shared<CommandEffects>();
    CommandChange change(engine_->partsOf(storage, *effects));
    HUB_TRY(CommandQueue queue, CommandQueue::of(change, id));
    const std::size_t bytes = command.body.size();
    HUB_TRY(const CommandId made, queue.enqueue(std::move(command), by));
    return Enqueued{made, writtenCommand(made, bytes),
                    [engine = engine_, effects] { engine->carryOut(*effects); }};
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::purgeAll(IdentityId id,
                                                                 CommandActor by,
                                                                 AuditNotePtr note)
{
    PurgeFilter all;
    all.includeInFlight = true;
    return purge(std::move(id), std::move(all), std::move(by), std::move(note));
}

void Commands::attach(Receiver receiver)
{
    engine_->attach(std::move(receiver));
}

void Commands::pause(SessionNumber session)
{
    engine_->pause(session);
}

void Commands::detach(DeviceKey device, SessionNumber session)
{
    engine_->detach(device, session);
}

void Commands::completed(DeviceKey device, SessionNumber session, Handed item)
{
    engine_->settle(device, session, item, CommandDebt::Move::Complete);
}

void Commands::giveBack(DeviceKey device, SessionNumber session, Handed item)
{
    engine_->settle(device, session, item, CommandDebt::Move::GiveBack);
}

boost::asio::awaitable<Result<std::optional<Command>>> Commands::receive(DeviceKey device,
                                                                         CommandActor via)
{
    const auto engine = engine_;
    const WallTime now = engine->now();
    engine->polls().note(device, now);
    auto ask = [device, due = engine->due().isDue(now)](Storage& storage) {
        return mayReceive(storage, device, due);
    };
    HUB_CO_TRY(const bool mayReceive, co_await engine->read(ask));
    if (!mayReceive) {
        co_return std::optional<Command>();
    }
    auto take = [device, via = std::move(via)](CommandChange& change) {
        return CommandQueue(change, device).lockNext(randomUuid(), via);
    };
    co_return co_await engine->change(take);
}

boost::asio::awaitable<Result<void>> Commands::settle(DeviceKey device,
                                                      std::string lockToken,
                                                      Settlement settlement,
                                                      CommandActor via)
{
    auto operation = [=](CommandChange& change) {
        return CommandQueue(change, device).settle(lockToken, settlement, via);
    };
    return engine_->change(operation);
}

boost::asio::awaitable<Result<QueueView>> Commands::look(CommandQuery query)
{
    auto work = [engine = engine_, query = std::move(query)](Storage& storage) -> Result<QueueView> {
        HUB_TRY(const DeviceKey device, keyOf(storage, query.id));
        HUB_TRY(const std::optional<QueueRow> row, storage.queues().find(device));
        HUB_TRY(CommandPage page,
                storage.queues().page({device, query.states, query.after,
                                       std::clamp(query.limit, std::size_t{1}, limits::kMaxPage)}));
        QueueView view;
        if (row) {
            view.counts = row->counts;
            view.hold = row->hold;
        }
        view.lastPoll = engine->polls().latest(device, row ? row->lastPoll : std::nullopt);
        view.commands = std::move(page.commands);
        view.next = page.next;
        return view;
    };
    return engine_->read(work);
}

boost::asio::awaitable<Result<QueueList>> Commands::list(QueueListQuery query)
{
    query.limit = std::min(query.limit, limits::kMaxPage);
    auto work = [engine = engine_, query = std::move(query)](Storage& storage) -> Result<QueueList> {
        HUB_TRY(QueueList list, storage.queues().list(query));
        for (QueueSummary& queue : list.queues) {
            queue.lastPoll = engine->polls().latest(queue.device, queue.lastPoll);
        }
        return list;
    };
    return engine_->read(work);
}

boost::asio::awaitable<Result<Commands::Item>> Commands::item(IdentityId id, CommandId command)
{
    auto work = [id = std::move(id), command](Storage& storage) -> Result<Item> {
        HUB_TRY(const DeviceKey device, keyOf(storage, id));
        HUB_TRY(std::optional<Command> found, storage.commands().find(command));
        if (!found || found->device != device) {
            return fail(Errc::CommandNotFound,
                        "the device has no command " + std::to_string(command));
        }
        Item item;
        item.command = std::move(*found);
        HUB_TRYV(storage.commands().load(item.command));
        HUB_TRY(item.life, storage.commands().life(command));
        return item;
    };
    return engine_->read(work);
}

boost::asio::awaitable<Result<std::vector<CommandView>>> Commands::deadLetters(
    std::optional<CommandId> after, std::size_t limit, std::optional<TagCondition> scope)
{
    auto work = [after, most = std::min(limit, limits::kMaxPage), scope](Storage& storage) {
        return storage.queues().dead(after, most, scope);
    };
    return engine_->read(work);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::remove(IdentityId id,
                                                               std::vector<CommandId> commands,
                                                               CommandActor by,
                                                               AuditNotePtr note)
{
    auto operation = [commands = std::move(commands), by = std::move(by),
                      note](CommandQueue& queue) -> Result<std::uint64_t> {
        HUB_TRYV(checkCount(commands));
        HUB_TRY(const std::uint64_t count, queue.remove(commands, by));
        noteChange(note, {}, writtenCount(count, commands));
        return count;
    };
    return engine_->changeQueue(std::move(id), operation, note);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::requeue(IdentityId id,
                                                                std::vector<CommandId> commands,
                                                                CommandActor by,
                                                                AuditNotePtr note)
{
    auto operation = [commands = std::move(commands), by = std::move(by),
                      note](CommandQueue& queue) -> Result<std::uint64_t> {
        HUB_TRYV(checkCount(commands));
        HUB_TRY(const std::uint64_t count, queue.requeue(commands, by));
        noteChange(note, {}, writtenCount(count, commands));
        return count;
    };
    return engine_->changeQueue(std::move(id), operation, note);
}

boost::asio::awaitable<Result<void>> Commands::requeueEdited(IdentityId id,
                                                             CommandId command,
                                                             NewCommand contents,
                                                             CommandActor by,
                                                             AuditNotePtr note)
{
    auto operation = [command, contents = std::move(contents), by = std::move(by),
                      note](CommandQueue& queue) mutable {
        noteChange(note, {}, writtenCommand(command, contents.body.size()));
        return queue.requeueEdited(command, std::move(contents), by);
    };
    return engine_->changeQueue(std::move(id), operation, note);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::countMatching(IdentityId id,
                                                                      PurgeFilter filter)
{
    auto work = [engine = engine_, id = std::move(id),
                 filter = std::move(filter)](Storage& storage) -> Result<std::uint64_t> {
        HUB_TRY(const DeviceKey device, keyOf(storage, id));
        HUB_TRY(std::vector<Command> open, storage.queues().open(device));
        const WallTime now = engine->now();
        std::uint64_t count = 0;
        for (Command& command : open) {
            const bool gone = command.state == CommandState::Waiting && isExpired(command, now);
            HUB_TRY(const bool taken,
                    gone ? Result<bool>(false) : matches(storage, command, filter));
            count += taken ? 1 : 0;
        }
        return count;
    };
    return engine_->read(work);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::purge(IdentityId id,
                                                              PurgeFilter filter,
                                                              CommandActor by,
                                                              AuditNotePtr note)
{
    auto operation = [filter = std::move(filter), by = std::move(by),
                      note](CommandQueue& queue) -> Result<std::uint64_t> {
        HUB_TRY(const std::uint64_t count, queue.purge(filter, by));
        noteChange(note, {}, writtenPurge(count, filter));
        return count;
    };
    return engine_->changeQueue(std::move(id), operation, note);
}

boost::asio::awaitable<Result<void>> Commands::hold(IdentityId id,
                                                    std::string reason,
                                                    CommandActor by,
                                                    AuditNotePtr note)
{
    noteChange(note, {}, writtenHold(true, reason));
    auto operation = [reason = std::move(reason), by = std::move(by)](CommandQueue& queue) {
        return queue.hold(reason, by);
    };
    return engine_->changeQueue(std::move(id), operation, std::move(note));
}

boost::asio::awaitable<Result<void>> Commands::resume(IdentityId id,
                                                      CommandActor by,
                                                      AuditNotePtr note)
{
    noteChange(note, {}, writtenHold(false, {}));
    auto operation = [by = std::move(by)](CommandQueue& queue) { return queue.resume(by); };
    return engine_->changeQueue(std::move(id), operation, std::move(note));
}

boost::asio::awaitable<Result<std::optional<FeedbackBatch>>> Commands::receiveFeedback(
    AuditNotePtr note)
{
    const auto engine = engine_;
    const WallTime now = engine->now();
    auto ask = [now, due = engine->due().isDue(now)](Storage& storage) -> Result<bool> {
        return due ? Result<bool>(true) : feedbackIsReady(storage, now);
    };
    HUB_CO_TRY(const bool ready, co_await engine->read(ask));
    if (!ready) {
        co_return std::optional<FeedbackBatch>();
    }
    auto take = [note](CommandChange& change) -> Result<std::optional<FeedbackBatch>> {
        HUB_TRY(std::optional<FeedbackBatch> batch,
                takeFeedback(change.storage(), change.due(), change.now()));
        noteChange(note, {}, countJson(batch ? batch->records.size() : 0));
        if (note && !batch) {
            note->skip();
        }
        return batch;
    };
    co_return co_await engine->change(take, note);
}

boost::asio::awaitable<Result<void>> Commands::settleFeedback(std::string lockToken,
                                                              bool complete,
                                                              AuditNotePtr note)
{
    auto operation = [lockToken = std::move(lockToken), complete](CommandChange& change) {
        return hub::settleFeedback(change.storage(), lockToken, complete, change.now());
    };
    return engine_->change(operation, std::move(note));
}

} // namespace hub
