#include "services/command_sweep.h"

#include "services/command_feedback.h"
#include "services/command_queue.h"

#include "domain/limits.h"

#include <set>

namespace hub {
namespace {

constexpr std::size_t kPiece = 256; // commands in one transaction, so that others wait for little

Result<void> setNextTime(CommandChange& change)
{
    HUB_TRY(const CommandTimes times, change.storage().commands().times());
    HUB_TRY(const std::optional<WallTime> feedback, nextFeedbackTime(change.storage()));
    change.due().set(times.expires);
    for (const auto& time : {times.lockUntil, feedback}) {
        if (time) {
            change.due().expect(*time);
        }
    }
    if (times.ended) {
        change.due().expect(*times.ended + limits::kCommandsKept);
    }
    return success();
}

} // namespace

Result<bool> sweepCommands(CommandChange& change)
{
    Storage& storage = change.storage();
    HUB_TRY(std::vector<Command> commands, storage.commands().due(change.now(), kPiece));
    std::set<DeviceKey> wait;
    for (Command& command : commands) {
        HUB_TRY(const bool waits, change.settleDue(command));
        if (waits) {
            wait.insert(command.device);
        }
    }
    for (const DeviceKey device : wait) {
        HUB_TRYV(CommandQueue(change, device).offer());
    }
    HUB_TRY(const std::size_t forgotten,
            storage.commands().removeEnded(change.now() - limits::kCommandsKept, kPiece));
    HUB_TRY(const bool moreFeedback, sweepFeedback(storage, change.now(), kPiece));
    if (commands.size() == kPiece || forgotten == kPiece || moreFeedback) {
        return true;
    }
    HUB_TRYV(setNextTime(change));
    return false;
}

Result<bool> takeBackAfterRestart(CommandChange& change)
{
    HUB_TRY(std::vector<Command> commands,
            change.storage().commands().heldByConnections(kPiece));
    for (Command& command : commands) {
        HUB_TRYV(change.giveBack(command, {"lockLost", "the hub was restarted", {"hub", {}}}));
    }
    return !commands.empty();
}

} // namespace hub
