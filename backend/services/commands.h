// The command queues: durable, one a device. Everything that changes a queue runs on the writer, in
// the order in which it was asked for, so that no two callers ever hold the same item; what devices
// and back ends are told follows the commit.
#pragma once

#include "services/device_link.h"
#include "services/event_hub.h"
#include "services/session_directory.h"
#include "services/workers.h"

#include "storage/command_store.h"
#include "storage/feedback_store.h"
#include "storage/queue_store.h"

#include "domain/command.h"

#include "base/clock.h"
#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What a look into a queue asks for.
struct CommandQuery
{
    IdentityId id;
    std::vector<CommandState> states; ///< empty = all
    std::optional<CommandId> after;   ///< of the last row seen
    std::size_t limit = 256;
};

struct QueueView
{
    QueueCounts counts;
    std::optional<QueueHold> hold;
    std::optional<WallTime> lastPoll; ///< when the device last asked, or connected to receive
    std::vector<Command> commands;    ///< in the order of the queue
    std::optional<CommandId> next;    ///< nothing on the last page
};

/// Which waiting items a partial purge takes: those that meet all conditions that are given.
struct PurgeFilter
{
    std::optional<WallTime> enqueuedBefore;
    std::string contains; ///< in body or message id
    std::string propertyName;
    std::optional<std::string> propertyValue; ///< nothing = any
    bool includeInFlight = false;
};

struct FeedbackBatch
{
    std::string lockToken;
    std::vector<FeedbackRecord> records; ///< 1 to 64
};

/// Who does something, for the life line.
struct CommandActor
{
    std::string protocol;   ///< "mqtt", "https", "service", "admin", "hub"
    std::string connection; ///< address, or the policy's name
};

enum class Settlement { Complete, Reject, Abandon };

class CommandEngine;

/// Callable from any thread. Errors of all: Unavailable; of changes also DiskFull, StorageFailed.
class Commands final
{
public:
    struct Parts
    {
        Workers& workers;
        EventHub& events;
        const Log& log;
        const Clock& clock;
        CommandRules rules;
    };

    explicit Commands(Parts parts);
    ~Commands();

    const CommandRules& rules() const;

    /// At the start, before anybody connects: what connections of the last run held comes back.
    /// Runs on the caller's thread.
    Result<void> recover(Storage& storage);

    /// Expires, unlocks and forgets what is due; call about once a second, from any thread. Costs
    /// nothing when nothing is due.
    void sweep();

    // Back ends.

    /// Errors: DeviceNotFound, QueueFull, InvalidExpiry, MessageTooLarge.
    boost::asio::awaitable<Result<CommandId>> enqueue(IdentityId id,
                                                      NewCommand command,
                                                      CommandActor by,
                                                      AuditNotePtr note = nullptr);
    /// The same inside somebody else's transaction on the writer.
    struct Enqueued
    {
        CommandId command = 0;
        std::string after;          ///< for the audit log
        std::function<void()> told; ///< to be called after the commit: hands it over
    };
    Result<Enqueued> enqueue(Storage& storage,
                             const IdentityId& id,
                             NewCommand command,
                             const CommandActor& by);
    /// Ends all that waits or is in flight; gives how many. Errors: DeviceNotFound.
    boost::asio::awaitable<Result<std::uint64_t>> purgeAll(IdentityId id,
                                                           CommandActor by,
                                                           AuditNotePtr note = nullptr);

    // Connections that receive as long as they live (MQTT).

    struct Receiver
    {
        SessionNumber session = 0;
        IdentityId id;
        DeviceKey device = 0;
        std::weak_ptr<DeviceLink> link;
        CommandActor via;
    };

    /// From now on the device's items are handed to the link, those that wait first.
    void attach(Receiver receiver);
    /// The session is handed nothing more, but holds what it has: it may still complete that.
    void pause(SessionNumber session);
    /// The connection is gone for good; what it held comes back.
    void detach(DeviceKey device, SessionNumber session);
    /// An item as it was handed to a session: when it is requeued it is another, with another
    /// sequence.
    struct Handed
    {
        CommandId command = 0;
        std::uint64_t sequence = 0;
    };
    // An item that the session does not hold is passed over.

    /// PUBACK, or sent to a device that sends none (QoS 0).
    void completed(DeviceKey device, SessionNumber session, Handed item);
    /// It cannot be sent: the device has unsubscribed meanwhile.
    void giveBack(DeviceKey device, SessionNumber session, Handed item);

    // Devices that ask (HTTP).

    /// The next item, locked for a minute; nothing when none waits or the queue is held.
    boost::asio::awaitable<Result<std::optional<Command>>> receive(DeviceKey device,
                                                                   CommandActor via);
    /// Errors: LockLost.
    boost::asio::awaitable<Result<void>> settle(DeviceKey device,
                                                std::string lockToken,
                                                Settlement settlement,
                                                CommandActor via);

    // Looking in: changes nothing.

    boost::asio::awaitable<Result<QueueView>> look(CommandQuery query); ///< DeviceNotFound
    boost::asio::awaitable<Result<QueueList>> list(QueueListQuery query);
    struct Item
    {
        Command command;
        std::vector<CommandEvent> life; ///< oldest first
    };
    boost::asio::awaitable<Result<Item>> item(IdentityId id, CommandId command); ///< CommandNotFound
    /// Dead items of all devices, newest first. after: the last row seen; scope: of who asks.
    boost::asio::awaitable<Result<std::vector<CommandView>>> deadLetters(
        std::optional<CommandId> after,
        std::size_t limit,
        std::optional<TagCondition> scope = {});

    // Mending.

    /// Purges what waits or is in flight, forgets what is dead or completed; gives how many there
    /// were. Errors: DeviceNotFound.
    boost::asio::awaitable<Result<std::uint64_t>> remove(IdentityId id,
                                                         std::vector<CommandId> commands,
                                                         CommandActor by,
                                                         AuditNotePtr note = nullptr);
    /// Dead items wait again, for another full time to live. Errors: DeviceNotFound, QueueFull (then
    /// nothing has changed).
    boost::asio::awaitable<Result<std::uint64_t>> requeue(IdentityId id,
                                                          std::vector<CommandId> commands,
                                                          CommandActor by,
                                                          AuditNotePtr note = nullptr);
    /// The same for one, with other contents. Errors: also CommandNotFound, InvalidExpiry,
    /// MessageTooLarge.
    boost::asio::awaitable<Result<void>> requeueEdited(IdentityId id,
                                                       CommandId command,
                                                       NewCommand contents,
                                                       CommandActor by,
                                                       AuditNotePtr note = nullptr);
    /// How many a purge would end, or has ended. Errors: DeviceNotFound.
    boost::asio::awaitable<Result<std::uint64_t>> countMatching(IdentityId id, PurgeFilter filter);
    boost::asio::awaitable<Result<std::uint64_t>> purge(IdentityId id,
                                                        PurgeFilter filter,
                                                        CommandActor by,
                                                        AuditNotePtr note = nullptr);

    /// While a queue is held it takes commands, but gives none out. Errors: DeviceNotFound.
    boost::asio::awaitable<Result<void>> hold(IdentityId id,
                                              std::string reason,
                                              CommandActor by,
                                              AuditNotePtr note = nullptr);
    boost::asio::awaitable<Result<void>> resume(IdentityId id,
                                                CommandActor by,
                                                AuditNotePtr note = nullptr);

    // Feedback to back ends: locked for a minute, forgotten after an hour.

    boost::asio::awaitable<Result<std::optional<FeedbackBatch>>> receiveFeedback(
        AuditNotePtr note = nullptr);
    /// complete: false gives it back. Errors: LockLost.
    boost::asio::awaitable<Result<void>> settleFeedback(std::string lockToken,
                                                        bool complete,
                                                        AuditNotePtr note = nullptr);

private:
    std::shared_ptr<CommandEngine> engine_;
};

} // namespace hub
