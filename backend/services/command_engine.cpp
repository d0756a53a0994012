#include "services/command_engine.h"

#include "services/command_sweep.h"

namespace hub {
namespace {

constexpr std::size_t kPollsPerFlush = 512;
constexpr std::chrono::seconds kPollFlush{10};
constexpr std::size_t kDebtsPerRetry = 256; // in one transaction, so that others wait for little

/// The store wrote nothing, or had no room for the job.
bool mayRetry(const Error& error)
{
    return error.code == Errc::DiskFull || error.code == Errc::Timeout ||
           error.code == Errc::Unavailable;
}

Result<void> pay(CommandChange& change, const CommandDebt& debt)
{
    CommandQueue queue(change, debt.device);
    for (const auto& [command, settled] : debt.settled) {
        const Commands::Handed item{command, settled.sequence};
        HUB_TRYV(settled.move == CommandDebt::Move::Complete
                     ? queue.completed(settled.session, item)
                     : queue.giveBack(settled.session, item));
    }
    return debt.sessionsEnded ? queue.takeBack() : Result<void>(success());
}

} // namespace

Result<void> CommandEngine::recover(Storage& storage)
{
    for (bool more = true; more;) {
        CommandEffects effects;
        HUB_TRYV(storage.transaction([&]() -> Result<void> {
            CommandChange change(partsOf(storage, effects));
            HUB_TRY(more, takeBackAfterRestart(change));
            return success();
        }));
        effects.carryOut(parts_.events);
    }
    return success();
}

void CommandEngine::post(std::function<Result<void>(CommandChange&)> operation,
                         Done done,
                         bool mayWait)
{
    auto effects = std::make_shared<CommandEffects>();
    auto self = shared_from_this();
    parts_.workers.post(WriteJob{
        [self, effects, operation = std::move(operation)](Storage& storage) {
            CommandChange made(self->partsOf(storage, *effects));
            return operation(made);
        },
        [self, effects, done = std::move(done)](const Result<void>& committed) {
            if (committed) {
                effects->carryOut(self->parts_.events);
            }
            done(committed);
        },
        mayWait});
}

void CommandEngine::attach(Commands::Receiver receiver)
{
    polls_.note(receiver.device, now());
    receivers_.attach(receiver.session);
    auto self = shared_from_this();
    auto entered = std::make_shared<bool>(false);
    const auto shared = std::make_shared<const Commands::Receiver>(std::move(receiver));
    post(
        [self, shared, entered](CommandChange& change) -> Result<void> {
            if (!self->receivers_.wantsCommands(shared->session)) {
                return success(); // it ended before it began
            }
            HUB_TRYV(CommandQueue(change, shared->device).offerTo(*shared));
            self->receivers_.add(*shared);
            *entered = true;
            return success();
        },
        [self, shared, entered](const Result<void>& done) {
            if (!done) {
                self->notAttached(*shared, *entered, done.error());
            }
        });
}

void CommandEngine::notAttached(const Commands::Receiver& receiver,
                                bool entered,
                                const Error& error)
{
    parts_.log.warning("commands-not-attached",
                       {{"device", receiver.id.text()}, {"detail", error.detail}});
    if (entered) { // then this is the writer
        receivers_.remove(receiver.device, receiver.session);
    }
    if (const auto link = receiver.link.lock()) {
        link->close(CloseReason::ConnectionLost); // the device comes back
    }
}

void CommandEngine::detach(DeviceKey device, SessionNumber session)
{
    receivers_.detach(session);
    settle({device, {}, true}, false);
}

void CommandEngine::settle(DeviceKey device,
                           SessionNumber session,
                           const Commands::Handed& item,
                           CommandDebt::Move move)
{
    settle({device, {{item.command, {session, item.sequence, move}}}, false},
           true); // nobody hears of it
}

/// Together with what the device still owes: a PUBACK counts, though the connection ended since.
void CommandEngine::settle(CommandDebt debt, bool mayWait)
{
    auto self = shared_from_this();
    auto owed = std::make_shared<CommandDebt>(std::move(debt));
    post(
        [self, owed](CommandChange& change) {
            self->debts_.takeInto(*owed);
            return pay(change, *owed);
        },
        [self, owed](const Result<void>& done) { self->settled(*owed, done); }, mayWait);
}

void CommandEngine::settled(const CommandDebt& debt, const Result<void>& done)
{
    if (done) { // then this is the writer
        if (debt.sessionsEnded) {
            receivers_.removeGone(debt.device);
        }
    } else if (mayRetry(done.error())) {
        debts_.add(debt);
    } else { // the hub ends; the next start takes back what was held
        parts_.log.error("commands-not-settled", {{"detail", done.error().detail}});
    }
}

void CommandEngine::retry()
{
    if (debts_.isEmpty() || retrying_.exchange(true)) {
        return;
    }
    auto self = shared_from_this();
    auto owed = std::make_shared<std::vector<CommandDebt>>();
    post(
        [self, owed](CommandChange& change) -> Result<void> {
            *owed = self->debts_.takeSome(kDebtsPerRetry);
            for (const CommandDebt& debt : *owed) {
                HUB_TRYV(pay(change, debt));
            }
            return success();
        },
        [self, owed](const Result<void>& done) {
            self->retrying_ = false;
            for (const CommandDebt& debt : *owed) {
                self->settled(debt, done);
            }
            if (done) {
                self->retry(); // the next piece
            }
        });
}

void CommandEngine::sweep()
{
    retry();
    flushPolls();
    if (!due_.isDue(now()) || sweeping_.exchange(true)) {
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

void CommandEngine::swept(const Result<void>& done, bool more)
{
    sweeping_ = false;
    if (!done) {
        due_.expectNow();
        if (!sweepFailed_.exchange(true)) {
            parts_.log.warning("commands-not-swept", {{"detail", done.error().detail}});
        }
        return;
    }
    sweepFailed_ = false;
    if (more) {
        sweep();
    }
}

/// Some of the polls that only memory knows, and not often: each flush is a commit.
void CommandEngine::flushPolls()
{
    if (toMicros(now()) < nextFlush_ || flushing_) {
        return;
    }
    nextFlush_ = toMicros(now() + kPollFlush);
    const auto notes = std::make_shared<const std::vector<PollNote>>(polls_.some(kPollsPerFlush));
    if (notes->empty()) {
        return;
    }
    flushing_ = true;
    auto self = shared_from_this();
    post([notes](CommandChange& change) { return change.storage().queues().notePolls(*notes); },
         [self, notes](const Result<void>& done) {
             if (done) {
                 self->polls_.written(*notes);
                 if (notes->size() == kPollsPerFlush) {
                     self->nextFlush_ = 0; // there are more
                 }
             }
             self->flushing_ = false;
         });
}

} // namespace hub
