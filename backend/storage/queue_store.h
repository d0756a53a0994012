// The queues: a row for each device, what stands in it, and the fleet's list of them. Blocking; one
// thread at a time. Commands as in command_store.h: without contents, unless a function says so.
#pragma once

#include "domain/command.h"
#include "domain/tag_condition.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hub {

struct QueueHold
{
    WallTime since{};
    std::string by;
    std::string reason;
};

struct QueueCounts
{
    std::uint64_t waiting = 0;
    std::uint64_t inFlight = 0;
    std::uint64_t completed = 0; ///< kept for two days, as are the dead
    std::uint64_t dead = 0;
};

struct QueueRow
{
    IdentityId id;
    QueueCounts counts;
    std::optional<QueueHold> hold;
    std::optional<WallTime> lastPoll;
};

struct PollNote
{
    DeviceKey device = 0;
    WallTime time{};
};

/// Which commands of a device, in the order of look().
struct CommandPageQuery
{
    DeviceKey device = 0;
    std::vector<CommandState> states; ///< empty = all
    std::optional<CommandId> after;   ///< of the last row seen
    std::size_t limit = 256;
};

struct CommandPage
{
    std::vector<Command> commands; ///< with contents
    std::optional<CommandId> next; ///< nothing on the last page
};

struct CommandView
{
    IdentityId id; ///< whose queue
    Command command;
};

/// A device's queue as the fleet's list shows it.
struct QueueSummary
{
    IdentityId id;
    QueueCounts counts;
    std::optional<WallTime> oldestEnqueued; ///< of what waits or is in flight
    std::optional<WallTime> nextExpiry;
    unsigned mostAttempts = 0;
    bool held = false;
    std::optional<WallTime> lastPoll;
    DeviceKey device = 0;
};

enum class QueueOrder { Id, Depth, OldestAge, InFlight, Dead, LastPoll };

struct QueueListQuery
{
    std::string contains; ///< any part of the device id, ignoring ASCII case
    std::optional<TagCondition> scope{}; ///< only devices with this tag
    QueueOrder order = QueueOrder::Depth;
    bool descending = true;
    std::size_t offset = 0;
    std::size_t limit = 256;
};

struct QueueList
{
    std::vector<QueueSummary> queues; ///< those with anything in them, or held
    std::uint64_t total = 0;
    QueueCounts fleet;
};

class QueueStore
{
public:
    virtual ~QueueStore() = default;

    /// Nothing: the device was never sent a command, was never held and never asked.
    virtual Result<std::optional<QueueRow>> find(DeviceKey device) = 0;
    /// The place of the next command of a device. Errors: DeviceNotFound.
    virtual Result<std::uint64_t> nextSequence(DeviceKey device) = 0;
    /// Errors: DeviceNotFound.
    virtual Result<void> hold(DeviceKey device, const QueueHold& hold) = 0;
    virtual Result<void> resume(DeviceKey device) = 0;
    /// Passes over devices that are gone.
    virtual Result<void> notePolls(std::span<const PollNote> notes) = 0;

    /// What waits or is in flight, in the order of delivery.
    virtual Result<std::vector<Command>> open(DeviceKey device) = 0;

    /// What waits or is in flight, in the order of delivery; then what ended, the newest command
    /// first. At most limits::kMaxPageBytes of contents, but always one command.
    virtual Result<CommandPage> page(const CommandPageQuery& query) = 0;
    /// Dead commands of all devices, or of those with the tag, with contents, the newest command first. Ends early with the
    /// command whose body makes it more than limits::kMaxPageBytes.
    virtual Result<std::vector<CommandView>> dead(std::optional<CommandId> after,
                                                  std::size_t limit,
                                                  const std::optional<TagCondition>& scope = {}) = 0;
    virtual Result<QueueList> list(const QueueListQuery& query) = 0;
};

} // namespace hub
