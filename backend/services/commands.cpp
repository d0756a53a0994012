#include "services/commands.h"

#include "services/command_feedback.h"
#include "services/command_queue.h"
#include "services/command_sweep.h"
#include "services/device_polls.h"

#include "domain/limits.h"

#include "base/crypto.h"
#include "base/guarded.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace hub {
namespace {

constexpr std::size_t kPollsPerFlush = 512;
constexpr std::chrono::seconds kPollFlush{10};
constexpr std::size_t kMaxUnfinished = 65'536;

/// Safe to try again: the store wrote nothing, or had no room for the job.
bool mayRetry(const Error& error)
{
    return error.code == Errc::DiskFull || error.code == Errc::Timeout ||
           error.code == Errc::Unavailable;
}

Result<DeviceKey> keyOf(Storage& storage, const IdentityId& id)
{
    HUB_TRY(const std::optional<DeviceRow> found, storage.identities().find(id));
    return found ? Result<DeviceKey>(found->identity.key) : fail(Errc::DeviceNotFound, id.text());
}

Result<void> checkCount(const std::vector<CommandId>& commands)
{
    return commands.size() <= limits::kMaxPage
               ? Result<void>(success())
               : fail(Errc::InvalidArgument,
                      "at most " + std::to_string(limits::kMaxPage) + " commands at a time");
}

} // namespace

class Commands::Impl final : public std::enable_shared_from_this<Impl>
{
public:
    explicit Impl(Parts given) : parts(std::move(given)) {}

    /// The result of operation(CommandChange&), durable when it resumes.
    template <class Operation>
    auto change(Operation& operation)
        -> boost::asio::awaitable<std::invoke_result_t<Operation, CommandChange&>>
    {
        auto effects = std::make_shared<CommandEffects>();
        auto work = [self = shared_from_this(), effects,
                     run = std::move(operation)](Storage& storage) mutable {
            CommandChange made(self->partsOf(storage, *effects));
            return run(made);
        };
        auto after = [self = shared_from_this(), effects] {
            effects->carryOut(self->parts.events);
        };
        return parts.workers.write(work, after);
    }

    /// The same on the queue of an identity: operation(CommandQueue&). Errors: DeviceNotFound.
    template <class Operation>
    auto changeQueue(IdentityId id, Operation& operation)
        -> boost::asio::awaitable<std::invoke_result_t<Operation, CommandQueue&>>
    {
        using Outcome = std::invoke_result_t<Operation, CommandQueue&>;
        auto open = [id = std::move(id),
                     run = std::move(operation)](CommandChange& made) mutable -> Outcome {
            HUB_TRY(CommandQueue queue, CommandQueue::of(made, id));
            return run(queue);
        };
        return change(open);
    }

    /// Without a coroutine.
    using Done = std::function<void(const Result<void>&)>;
    void post(std::function<Result<void>(CommandChange&)> operation, Done done);

    CommandChange::Parts partsOf(Storage& storage, CommandEffects& effects)
    {
        return {storage, parts.rules, receivers, due, parts.clock.highestWall(), effects};
    }

    void attach(Receiver receiver);
    void pause(DeviceKey device, SessionNumber session);
    void detach(DeviceKey device, SessionNumber session);

    /// Something that a session ended or settled, and that must not be lost when the disk is full.
    struct Unfinished
    {
        DeviceKey device = 0;
        SessionNumber session = 0;
        std::optional<CommandId> completed; ///< nothing: the session let go of all that it held
    };
    void finish(const Unfinished& unfinished);

    void sweep();
    void flushPolls(WallTime now);

    Parts parts;
    CommandReceivers receivers; ///< writer thread, but for what says otherwise
    DueTime due;
    DevicePolls polls;

private:
    void keep(const Unfinished& unfinished, const Error& error);
    void retry();
    void swept(const Result<void>& done, bool more);

    Guarded<std::vector<Unfinished>> unfinished_;
    std::atomic<bool> sweeping_{false};
    std::atomic<bool> sweepFailed_{false};
    std::atomic<bool> flushing_{false};
    std::atomic<std::int64_t> nextFlush_{0};
};

void Commands::Impl::post(std::function<Result<void>(CommandChange&)> operation, Done done)
{
    auto effects = std::make_shared<CommandEffects>();
    auto self = shared_from_this();
    parts.workers.post(WriteJob{
        [self, effects, operation = std::move(operation)](Storage& storage) {
            CommandChange made(self->partsOf(storage, *effects));
            return operation(made);
        },
        [self, effects, done = std::move(done)](const Result<void>& committed) {
            if (committed) {
                effects->carryOut(self->parts.events);
            }
            done(committed);
        }});
}

void Commands::Impl::attach(Receiver receiver)
{
    polls.note(receiver.device, parts.clock.highestWall());
    auto self = shared_from_this();
    auto entered = std::make_shared<bool>(false);
    const auto shared = std::make_shared<const Receiver>(std::move(receiver));
    post(
        [self, shared, entered](CommandChange& change) -> Result<void> {
            if (self->receivers.isLeaving(shared->session)) {
                return success(); // it ended before it began
            }
            HUB_TRYV(CommandQueue(change, shared->device).offerTo(*shared));
            self->receivers.add(*shared);
            *entered = true;
            return success();
        },
        [self, shared, entered](const Result<void>& done) {
            if (done) {
                return;
            }
            self->parts.log.warning("commands-not-attached", {{"device", shared->id.text()},
                                                              {"detail", done.error().detail}});
            if (*entered) { // then this is the writer
                self->receivers.remove(shared->device, shared->session);
            }
            if (const auto link = shared->link.lock()) {
                link->close(CloseReason::ConnectionLost); // the device comes back
            }
        });
}

void Commands::Impl::pause(DeviceKey device, SessionNumber session)
{
    receivers.leaving(session);
    auto self = shared_from_this();
    auto begun = std::make_shared<bool>(false);
    post(
        [self, device, session, begun](CommandChange&) -> Result<void> {
            *begun = true;
            self->receivers.left(session);
            self->receivers.remove(device, session);
            return success();
        },
        [self, session, begun](const Result<void>&) {
            if (!*begun) {
                self->receivers.left(session);
            }
        });
}

void Commands::Impl::detach(DeviceKey device, SessionNumber session)
{
    receivers.leaving(session);
    auto self = shared_from_this();
    auto begun = std::make_shared<bool>(false);
    post(
        [self, device, session, begun](CommandChange& change) {
            *begun = true;
            const Receiver* receiver = self->receivers.find(device, session);
            const CommandActor via = receiver != nullptr ? receiver->via : CommandActor{"mqtt", {}};
            self->receivers.left(session);
            self->receivers.remove(device, session);
            return CommandQueue(change, device).takeBack(session, via);
        },
        [self, device, session, begun](const Result<void>& done) {
            if (!*begun) {
                self->receivers.left(session);
            }
            if (!done) {
                self->keep({device, session, std::nullopt}, done.error());
            }
        });
}

void Commands::Impl::finish(const Unfinished& what)
{
    auto self = shared_from_this();
    post(
        [self, what](CommandChange& change) -> Result<void> {
            CommandQueue queue(change, what.device);
            const Receiver* receiver = self->receivers.find(what.device, what.session);
            const CommandActor via = receiver != nullptr ? receiver->via : CommandActor{"mqtt", {}};
            if (what.completed) {
                return queue.completed(what.session, *what.completed, via);
            }
            return receiver != nullptr ? Result<void>(success()) // it has come back meanwhile
                                       : queue.takeBack(what.session, via);
        },
        [self, what](const Result<void>& done) {
            if (!done) {
                self->keep(what, done.error());
            }
        });
}

void Commands::Impl::keep(const Unfinished& unfinished, const Error& error)
{
    if (!mayRetry(error)) { // the hub ends; the next start takes back what was held
        parts.log.error("commands-not-settled", {{"detail", error.detail}});
        return;
    }
    unfinished_.with([&unfinished](auto& all) {
        if (all.size() < kMaxUnfinished) {
            all.push_back(unfinished);
        }
    });
}

void Commands::Impl::retry()
{
    const std::vector<Unfinished> all =
        unfinished_.with([](auto& kept) { return std::exchange(kept, {}); });
    for (const Unfinished& each : all) {
        finish(each);
    }
}

void Commands::Impl::sweep()
{
    retry();
    const WallTime now = parts.clock.highestWall();
    flushPolls(now);
    if (!due.isDue(now) || sweeping_.exchange(true)) {
        return;
    }
    auto self = shared_from_this();
    auto more = std::make_shared<bool>(false);
    post(
        [more](CommandChange& change) -> Result<void> {
            HUB_TRY(*more, sweepCommands(change));
            return success();
        },
        [self, more](const Result<void>& done) { self->swept(done, *more); });
}

void Commands::Impl::swept(const Result<void>& done, bool more)
{
    sweeping_ = false;
    if (!done) {
        due.expectNow();
        if (!sweepFailed_.exchange(true)) {
            parts.log.warning("commands-not-swept", {{"detail", done.error().detail}});
        }
        return;
    }
    sweepFailed_ = false;
    if (more) {
        sweep();
    }
}

void Commands::Impl::flushPolls(WallTime now)
{
    if (toMicros(now) < nextFlush_ || flushing_) {
        return;
    }
    nextFlush_ = toMicros(now + kPollFlush);
    const auto notes = std::make_shared<const std::vector<PollNote>>(polls.some(kPollsPerFlush));
    if (notes->empty()) {
        return;
    }
    flushing_ = true;
    auto self = shared_from_this();
    post([notes](CommandChange& change) { return change.storage().queues().notePolls(*notes); },
         [self, notes](const Result<void>& done) {
             if (done) {
                 self->polls.written(*notes);
                 if (notes->size() == kPollsPerFlush) {
                     self->nextFlush_ = 0; // there are more
                 }
             }
             self->flushing_ = false;
         });
}

Commands::Commands(Parts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

Commands::~Commands() = default;

const CommandRules& Commands::rules() const
{
    return impl_->parts.rules;
}

Result<void> Commands::recover(Storage& storage)
{
    for (bool more = true; more;) {
        CommandEffects effects;
        HUB_TRYV(storage.transaction([&]() -> Result<void> {
            CommandChange change(impl_->partsOf(storage, effects));
            HUB_TRY(more, takeBackAfterRestart(change));
            return success();
        }));
        effects.carryOut(impl_->parts.events);
    }
    return success();
}

void Commands::sweep()
{
    impl_->sweep();
}

boost::asio::awaitable<Result<CommandId>> Commands::enqueue(IdentityId id,
                                                            NewCommand command,
                                                            CommandActor by)
{
    auto operation = [command = std::move(command), by = std::move(by)](CommandQueue& queue) mutable {
        return queue.enqueue(std::move(command), by);
    };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::purgeAll(IdentityId id, CommandActor by)
{
    PurgeFilter all;
    all.includeInFlight = true;
    return purge(std::move(id), std::move(all), std::move(by));
}

void Commands::attach(Receiver receiver)
{
    impl_->attach(std::move(receiver));
}

void Commands::pause(DeviceKey device, SessionNumber session)
{
    impl_->pause(device, session);
}

void Commands::detach(DeviceKey device, SessionNumber session)
{
    impl_->detach(device, session);
}

void Commands::completed(DeviceKey device, SessionNumber session, CommandId command)
{
    impl_->finish({device, session, command});
}

boost::asio::awaitable<Result<std::optional<Command>>> Commands::receive(DeviceKey device,
                                                                         CommandActor via)
{
    const auto impl = impl_;
    const WallTime now = impl->parts.clock.highestWall();
    impl->polls.note(device, now);
    auto ask = [device, due = impl->due.isDue(now)](Storage& storage) {
        return mayReceive(storage, device, due);
    };
    HUB_CO_TRY(const bool mayReceive, co_await impl->parts.workers.read(ask));
    if (!mayReceive) {
        co_return std::optional<Command>();
    }
    auto take = [device, via = std::move(via)](CommandChange& change) {
        return CommandQueue(change, device).lockNext(randomUuid(), via);
    };
    co_return co_await impl->change(take);
}

boost::asio::awaitable<Result<void>> Commands::settle(DeviceKey device,
                                                      std::string lockToken,
                                                      Settlement settlement,
                                                      CommandActor via)
{
    auto operation = [=](CommandChange& change) {
        return CommandQueue(change, device).settle(lockToken, settlement, via);
    };
    return impl_->change(operation);
}

boost::asio::awaitable<Result<QueueView>> Commands::look(CommandQuery query)
{
    auto work = [impl = impl_, query = std::move(query)](Storage& storage) -> Result<QueueView> {
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
        view.lastPoll = impl->polls.latest(device, row ? row->lastPoll : std::nullopt);
        view.commands = std::move(page.commands);
        view.next = page.next;
        return view;
    };
    return impl_->parts.workers.read(work);
}

boost::asio::awaitable<Result<QueueList>> Commands::list(QueueListQuery query)
{
    query.limit = std::min(query.limit, limits::kMaxPage);
    auto work = [impl = impl_, query = std::move(query)](Storage& storage) -> Result<QueueList> {
        HUB_TRY(QueueList list, storage.queues().list(query));
        for (QueueSummary& queue : list.queues) {
            queue.lastPoll = impl->polls.latest(queue.device, queue.lastPoll);
        }
        return list;
    };
    return impl_->parts.workers.read(work);
}

boost::asio::awaitable<Result<Commands::Item>> Commands::item(IdentityId id, CommandId command)
{
    auto work = [id = std::move(id), command](Storage& storage) -> Result<Item> {
        HUB_TRY(const DeviceKey device, keyOf(storage, id));
        HUB_TRY(std::optional<Command> found, storage.commands().find(command));
        if (!found || found->device != device) {
            return fail(Errc::CommandNotFound, std::to_string(command));
        }
        Item item;
        item.command = std::move(*found);
        HUB_TRYV(storage.commands().load(item.command));
        HUB_TRY(item.life, storage.commands().life(command));
        return item;
    };
    return impl_->parts.workers.read(work);
}

boost::asio::awaitable<Result<std::vector<CommandView>>> Commands::deadLetters(
    std::optional<CommandId> after, std::size_t limit)
{
    auto work = [after, most = std::min(limit, limits::kMaxPage)](Storage& storage) {
        return storage.queues().dead(after, most);
    };
    return impl_->parts.workers.read(work);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::remove(IdentityId id,
                                                               std::vector<CommandId> commands,
                                                               CommandActor by)
{
    auto operation = [commands = std::move(commands),
                      by = std::move(by)](CommandQueue& queue) -> Result<std::uint64_t> {
        HUB_TRYV(checkCount(commands));
        return queue.remove(commands, by);
    };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::requeue(IdentityId id,
                                                                std::vector<CommandId> commands,
                                                                CommandActor by)
{
    auto operation = [commands = std::move(commands),
                      by = std::move(by)](CommandQueue& queue) -> Result<std::uint64_t> {
        HUB_TRYV(checkCount(commands));
        return queue.requeue(commands, by);
    };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<void>> Commands::requeueEdited(IdentityId id,
                                                             CommandId command,
                                                             NewCommand contents,
                                                             CommandActor by)
{
    auto operation = [command, contents = std::move(contents),
                      by = std::move(by)](CommandQueue& queue) mutable {
        return queue.requeueEdited(command, std::move(contents), by);
    };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::countMatching(IdentityId id,
                                                                      PurgeFilter filter)
{
    auto work = [impl = impl_, id = std::move(id),
                 filter = std::move(filter)](Storage& storage) -> Result<std::uint64_t> {
        HUB_TRY(const DeviceKey device, keyOf(storage, id));
        HUB_TRY(std::vector<Command> open, storage.queues().open(device));
        const WallTime now = impl->parts.clock.highestWall();
        std::uint64_t count = 0;
        for (Command& command : open) {
            const bool gone = command.state == CommandState::Waiting && isExpired(command, now);
            HUB_TRY(const bool taken,
                    gone ? Result<bool>(false) : matches(storage, command, filter));
            count += taken ? 1 : 0;
        }
        return count;
    };
    return impl_->parts.workers.read(work);
}

boost::asio::awaitable<Result<std::uint64_t>> Commands::purge(IdentityId id,
                                                              PurgeFilter filter,
                                                              CommandActor by)
{
    auto operation = [filter = std::move(filter), by = std::move(by)](CommandQueue& queue) {
        return queue.purge(filter, by);
    };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<void>> Commands::hold(IdentityId id,
                                                    std::string reason,
                                                    CommandActor by)
{
    auto operation = [reason = std::move(reason), by = std::move(by)](CommandQueue& queue) {
        return queue.hold(reason, by);
    };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<void>> Commands::resume(IdentityId id, CommandActor by)
{
    auto operation = [by = std::move(by)](CommandQueue& queue) { return queue.resume(by); };
    return impl_->changeQueue(std::move(id), operation);
}

boost::asio::awaitable<Result<std::optional<FeedbackBatch>>> Commands::receiveFeedback()
{
    const auto impl = impl_;
    const WallTime now = impl->parts.clock.highestWall();
    auto ask = [now, due = impl->due.isDue(now)](Storage& storage) -> Result<bool> {
        return due ? Result<bool>(true) : feedbackIsReady(storage, now);
    };
    HUB_CO_TRY(const bool ready, co_await impl->parts.workers.read(ask));
    if (!ready) {
        co_return std::optional<FeedbackBatch>();
    }
    auto take = [](CommandChange& change) {
        return takeFeedback(change.storage(), change.due(), change.now());
    };
    co_return co_await impl->change(take);
}

boost::asio::awaitable<Result<void>> Commands::settleFeedback(std::string lockToken, bool complete)
{
    auto operation = [lockToken = std::move(lockToken), complete](CommandChange& change) {
        return hub::settleFeedback(change.storage(), lockToken, complete, change.now());
    };
    return impl_->change(operation);
}

} // namespace hub
