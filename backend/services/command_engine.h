// What all changes of commands go through: one job of the writer each, whose effects follow its commit.
// Also what happens without anybody asking: connections come and go, time passes.
#pragma once

#include "services/command_change.h"
#include "services/command_debts.h"
#include "services/command_queue.h"
#include "services/device_polls.h"

#include <atomic>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace hub {

/// Callable from any thread. Jobs that are under way keep it alive.
class CommandEngine final : public std::enable_shared_from_this<CommandEngine>
{
public:
    explicit CommandEngine(Commands::Parts parts) : parts_(std::move(parts)) {}

    /// The result of operation(CommandChange&), durable when it resumes.
    template <class Operation>
    auto change(Operation& operation, AuditNotePtr note = nullptr)
        -> boost::asio::awaitable<std::invoke_result_t<Operation, CommandChange&>>;

    /// The same on the queue of an identity: operation(CommandQueue&). Errors: DeviceNotFound.
    template <class Operation>
    auto changeQueue(IdentityId id, Operation& operation, AuditNotePtr note)
        -> boost::asio::awaitable<std::invoke_result_t<Operation, CommandQueue&>>;

    /// On a reader: work(Storage&).
    template <class Work>
    auto read(Work& work) -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>
    {
        return parts_.workers.read(work);
    }

    Result<void> recover(Storage& storage);
    void sweep();
    void attach(Commands::Receiver receiver);
    void pause(SessionNumber session) { receivers_.pause(session); }
    void detach(DeviceKey device, SessionNumber session);
    void settle(DeviceKey device,
                SessionNumber session,
                const Commands::Handed& item,
                CommandDebt::Move move);

    const CommandRules& rules() const { return parts_.rules; }
    WallTime now() const { return parts_.clock.highestWall(); }
    const DueTime& due() const { return due_; }
    DevicePolls& polls() { return polls_; }

    /// Of a change in somebody else's transaction on the writer; effects outlive it, and are carried out
    /// after its commit.
    CommandChange::Parts partsOf(Storage& storage, CommandEffects& effects)
    {
        return {storage, parts_.rules, receivers_, due_, now(), effects};
    }
    void carryOut(const CommandEffects& effects) const { effects.carryOut(parts_.events); }

private:
    /// Without a coroutine. done: as WriteJob's, after the effects.
    using Done = std::function<void(const Result<void>&)>;
    void post(std::function<Result<void>(CommandChange&)> operation,
              Done done,
              bool mayWait = false);
    void notAttached(const Commands::Receiver& receiver, bool entered, const Error& error);
    void settle(CommandDebt debt, bool mayWait);
    void settled(const CommandDebt& debt, const Result<void>& done);
    void retry();
    void swept(const Result<void>& done, bool more);
    void flushPolls();

    Commands::Parts parts_;
    CommandReceivers receivers_;
    DueTime due_;
    DevicePolls polls_;
    CommandDebts debts_;
    std::atomic<bool> retrying_{false};
    std::atomic<bool> sweeping_{false};
    std::atomic<bool> sweepFailed_{false};
    std::atomic<bool> flushing_{false};
    std::atomic<std::int64_t> nextFlush_{0}; ///< µs
};

template <class Operation>
auto CommandEngine::change(Operation& operation, AuditNotePtr note)
    -> boost::asio::awaitable<std::invoke_result_t<Operation, CommandChange&>>
{
    auto effects = std::make_shared<CommandEffects>();
    auto work = [self = shared_from_this(), effects,
                 run = std::move(operation)](Storage& storage) mutable {
        CommandChange made(self->partsOf(storage, *effects));
        return run(made);
    };
    auto after = [self = shared_from_this(), effects] { effects->carryOut(self->parts_.events); };
    return parts_.workers.write(work, after, std::move(note));
}

template <class Operation>
auto CommandEngine::changeQueue(IdentityId id, Operation& operation, AuditNotePtr note)
    -> boost::asio::awaitable<std::invoke_result_t<Operation, CommandQueue&>>
{
    using Outcome = std::invoke_result_t<Operation, CommandQueue&>;
    auto open = [id = std::move(id),
                 run = std::move(operation)](CommandChange& made) mutable -> Outcome {
        HUB_TRY(CommandQueue queue, CommandQueue::of(made, id));
        return run(queue);
    };
    return change(open, std::move(note));
}

} // namespace hub
