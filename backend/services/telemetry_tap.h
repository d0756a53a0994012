// Shows committed telemetry to whoever watches events: collected per tick, named, encoded once. What
// is too much for a tick is counted instead; the log has it. Nobody watches: nothing is done.
#pragma once

#include "services/event_hub.h"
#include "services/ingest_shard.h"
#include "services/workers.h"

#include "domain/telemetry_record.h"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <unordered_map>

namespace hub {

class TelemetryTap final : public std::enable_shared_from_this<TelemetryTap>
{
public:
    using Encoder = std::function<std::string(const TelemetryRecord&)>; ///< any thread

    TelemetryTap(boost::asio::any_io_executor executor,
                 Workers& workers,
                 EventHub& events,
                 Encoder encoder);

    /// From the writer, after each commit.
    void committed(std::shared_ptr<const IngestBatch> batch);

private:
    struct Waiting
    {
        std::vector<std::shared_ptr<const IngestBatch>> batches;
        std::size_t rows = 0;
        std::size_t bytes = 0;
        std::uint64_t skipped = 0; ///< messages that did not fit
        bool scheduled = false;
    };

    void schedule();
    void publish(Storage& storage, const Waiting& waiting);
    Result<void> learnOwners(Storage& storage, const Waiting& waiting);

    boost::asio::steady_timer timer_; ///< on its executor
    Workers& workers_;
    EventHub& events_;
    Encoder encoder_;
    Guarded<Waiting> waiting_;
    Guarded<std::unordered_map<DeviceKey, KeyOwner>> owners_; ///< at most kMaxOwners
};

} // namespace hub
