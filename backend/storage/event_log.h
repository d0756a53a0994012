// The telemetry log: what devices sent, in order of commit. Blocking; one thread at a time.
#pragma once

#include "storage/event_batch.h"

#include "hub/error.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hub {

struct EventQuery
{
    std::vector<DeviceKey> devices; ///< of one id: a key per generation
    std::optional<WallTime> from;   ///< inclusive
    std::optional<WallTime> to;     ///< exclusive
    Sequence after = 0;             ///< only messages behind this one
    std::size_t limit = limits::kDefaultPage;
    bool countAll = false; ///< also count what lies behind the page
};

/// A message as read from the log; owns its bytes.
struct StoredMessage
{
    Sequence sequence = 0;
    DeviceKey device = 0;
    AuthMethod auth;
    WallTime enqueued{};
    Bytes properties; ///< packed
    Bytes body;
};

struct EventPage
{
    std::vector<StoredMessage> messages; ///< oldest first; may be short when the search is long
    std::optional<Sequence> next;        ///< pass as `after` to go on; nothing on the last page
    std::optional<std::uint64_t> total;  ///< nothing when it would take too long to count
};

/// Erasing goes in steps, so that the writer is never held for long.
struct EraseStep
{
    std::string file; ///< where to go on; empty = from the start
    Sequence after = 0;
    bool finished = false;
};

struct EventLogStatistics
{
    Sequence nextSequence = 1;
    std::uint64_t bytesOnDisk = 0;
    std::size_t files = 0;
};

class EventLog
{
public:
    virtual ~EventLog() = default;

    /// Commits the batches durably in one transaction and numbers them. All or nothing: after an
    /// error none is stored. Errors: DiskFull (nothing happened, try again), StorageFailed.
    virtual Result<void> append(std::span<EventBatch* const> batches) = 0;

    /// Errors: Corrupt, Io.
    virtual Result<EventPage> read(const EventQuery& query) = 0;

    /// Overwrites messages of the device in a bounded number of batches. Errors: as append().
    virtual Result<EraseStep> erase(DeviceKey device, const EraseStep& from) = 0;

    virtual Result<EventLogStatistics> statistics() = 0;
};

} // namespace hub
