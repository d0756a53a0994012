#include "services/command_engine.h"

#include "services/command_sweep.h"

namespace hub {
namespace {

constexpr std::size_t kPollsPerFlush = 512;
constexpr std::chrono::seconds kPollFlush{10};
constexpr std::size_t kMaxUnfinished = 65'536;

/// The store wrote nothing, or had no room for the job.
bool mayRetry(const Error& error)
{
    return error.code == Errc::DiskFull || error.code == Errc::Timeout ||
           error.code == Errc::Unavailable;
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
    auto self = shared_from_this();
    auto entered = std::make_shared<bool>(false);
    const auto shared = std::make_shared<const Commands::Receiver>(std::move(receiver));
    post(
        [self, shared, entered](CommandChange& change) -> Result<void> {
            if (self->receivers_.isLeaving(shared->session)) {
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

/// Who holds something on a session: its receiver, while it is there.
CommandActor CommandEngine::viaOf(DeviceKey device, SessionNumber session) const
{
    const Commands::Receiver* receiver = receivers_.find(device, session);
    return receiver != nullptr ? receiver->via : CommandActor{"mqtt", {}};
}

void CommandEngine::pause(DeviceKey device, SessionNumber session)
{
    receivers_.leaving(session);
    auto self = shared_from_this();
    auto begun = std::make_shared<bool>(false);
    post(
        [self, device, session, begun](CommandChange&) -> Result<void> {
            *begun = true;
            self->receivers_.left(session);
            self->receivers_.remove(device, session);
            return success();
        },
        [self, session, begun](const Result<void>&) {
            if (!*begun) {
                self->receivers_.left(session);
            }
        });
}

void CommandEngine::detach(DeviceKey device, SessionNumber session)
{
    receivers_.leaving(session);
    auto self = shared_from_this();
    auto begun = std::make_shared<bool>(false);
    post(
        [self, device, session, begun](CommandChange& change) {
            *begun = true;
            const CommandActor via = self->viaOf(device, session);
            self->receivers_.left(session);
            self->receivers_.remove(device, session);
            return CommandQueue(change, device).takeBack(session, via);
        },
        [self, device, session, begun](const Result<void>& done) {
            if (!*begun) {
                self->receivers_.left(session);
            }
            if (!done) {
                self->keep({device, session, std::nullopt}, done.error());
            }
        });
}

void CommandEngine::finish(const Unfinished& what)
{
    auto self = shared_from_this();
    post(
        [self, what](CommandChange& change) -> Result<void> {
            CommandQueue queue(change, what.device);
            const CommandActor via = self->viaOf(what.device, what.session);
            if (what.completed) {
                return queue.completed(what.session, *what.completed, via);
            }
            const bool cameBack = self->receivers_.find(what.device, what.session) != nullptr;
            return cameBack ? Result<void>(success()) : queue.takeBack(what.session, via);
        },
        [self, what](const Result<void>& done) {
            if (!done) {
                self->keep(what, done.error());
            }
        },
        what.completed.has_value()); // nobody hears of it
}

void CommandEngine::keep(const Unfinished& unfinished, const Error& error)
{
    if (!mayRetry(error)) { // the hub ends; the next start takes back what was held
        parts_.log.error("commands-not-settled", {{"detail", error.detail}});
        return;
    }
    unfinished_.with([&unfinished](auto& all) {
        if (all.size() < kMaxUnfinished) {
            all.push_back(unfinished);
        }
    });
}

void CommandEngine::retry()
{
    const std::vector<Unfinished> all =
        unfinished_.with([](auto& kept) { return std::exchange(kept, {}); });
    for (const Unfinished& each : all) {
        finish(each);
    }
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
