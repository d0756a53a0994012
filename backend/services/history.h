// What devices have sent, for readers: pages of the log with the senders' names.
#pragma once

#include "services/workers.h"

#include "domain/telemetry_record.h"

#include <boost/asio/awaitable.hpp>

namespace hub {

struct HistoryQuery
{
    IdentityId id;
    std::optional<WallTime> from; ///< inclusive
    std::optional<WallTime> to;   ///< exclusive
    Sequence after = 0;
    std::size_t limit = limits::kDefaultPage;
};

struct HistoryPage
{
    std::vector<TelemetryRecord> messages; ///< oldest first
    std::optional<Sequence> next;
    std::optional<std::uint64_t> total; ///< on the first page, unless counting takes too long
};

/// Callable from any thread.
class History final
{
public:
    explicit History(Workers& workers) : workers_(workers) {}

    /// All generations of an id whose messages were not erased, registered or not.
    /// Errors: Corrupt, Io, Unavailable.
    boost::asio::awaitable<Result<HistoryPage>> read(HistoryQuery query);

    boost::asio::awaitable<Result<EventLogStatistics>> statistics();

private:
    Workers& workers_;
};

} // namespace hub
