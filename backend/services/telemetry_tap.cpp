#include "services/telemetry_tap.h"

#include "base/json_writer.h"

#include <boost/asio/post.hpp>

namespace hub {
namespace {

constexpr std::size_t kMaxOwners = 4'096;

template <class Visit>
void forEachMessage(const std::vector<std::shared_ptr<const IngestBatch>>& batches, Visit&& visit)
{
    for (const auto& batch : batches) {
        BatchReader rows(batch->events.data());
        while (rows.next()) {
            visit(rows.message(), batch->events.firstSequence + rows.index());
        }
    }
}

} // namespace

TelemetryTap::TelemetryTap(boost::asio::any_io_executor executor,
                           Workers& workers,
                           EventHub& events,
                           Encoder encoder)
    : timer_(std::move(executor)), workers_(workers), events_(events), encoder_(std::move(encoder))
{
}

void TelemetryTap::committed(std::shared_ptr<const IngestBatch> batch)
{
    if (!events_.hasTelemetryWatchers()) {
        return;
    }
    const bool first = waiting_.with([&](Waiting& waiting) {
        const std::size_t rows = batch->events.rows();
        const std::size_t bytes = batch->events.data().size();
        const bool fits = waiting.rows + rows <= limits::kTelemetryPerTick &&
                          waiting.bytes + bytes <= limits::kTelemetryBytesPerTick;
        if (fits || waiting.batches.empty()) {
            waiting.batches.push_back(std::move(batch));
            waiting.rows += rows;
            waiting.bytes += bytes;
        } else {
            waiting.skipped += rows;
        }
        return !std::exchange(waiting.scheduled, true);
    });
    if (first) {
        boost::asio::post(timer_.get_executor(), [self = shared_from_this()] { self->schedule(); });
    }
}

void TelemetryTap::schedule()
{
    timer_.expires_after(limits::kTelemetryTick);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (error) {
            return; // the hub stops
        }
        self->workers_.post([self](Storage& storage) {
            const Waiting waiting = self->waiting_.with(
                [](Waiting& current) { return std::exchange(current, Waiting()); });
            self->publish(storage, waiting);
        });
    });
}

void TelemetryTap::publish(Storage& storage, const Waiting& waiting)
{
    if (!learnOwners(storage, waiting)) {
        return; // the store cannot be read; the messages are in the log
    }
    std::vector<EventPart> parts;
    std::uint64_t skipped = waiting.skipped;
    std::size_t bytes = 0;
    owners_.with([&](const auto& owners) {
        forEachMessage(waiting.batches, [&](const TelemetryMessage& message, Sequence sequence) {
            const auto owner = owners.find(message.device);
            const bool room = parts.size() < limits::kTelemetryPerTick &&
                              bytes < limits::kTelemetryBytesPerTick;
            if (owner == owners.end() || !room) {
                ++skipped;
                return;
            }
            const TelemetryRecord record{owner->second.id,
                                         owner->second.generationId,
                                         sequence,
                                         message.auth,
                                         message.enqueued,
                                         Bytes(message.properties),
                                         Bytes(message.body)};
            parts.push_back({owner->second.id.device, encoder_(record)});
            bytes += parts.back().json.size();
        });
    });
    if (!parts.empty()) {
        events_.publishParts("telemetry", std::move(parts));
    }
    if (skipped > 0) {
        std::string data;
        JsonWriter(data).beginObject().count("count", skipped).endObject();
        events_.publish("telemetry-skipped", {}, std::move(data));
    }
}

Result<void> TelemetryTap::learnOwners(Storage& storage, const Waiting& waiting)
{
    return owners_.with([&](auto& owners) -> Result<void> {
        std::vector<DeviceKey> unknown;
        forEachMessage(waiting.batches, [&](const TelemetryMessage& message, Sequence) {
            if (!owners.contains(message.device)) {
                unknown.push_back(message.device);
                owners[message.device] = {};
            }
        });
        if (owners.size() > kMaxOwners) {
            owners.clear();
            forEachMessage(waiting.batches, [&](const TelemetryMessage& message, Sequence) {
                if (owners.try_emplace(message.device).second) {
                    unknown.push_back(message.device);
                }
            });
        }
        HUB_TRY(auto found, storage.identities().owners(unknown));
        for (auto& [key, owner] : found) {
            owners[key] = std::move(owner);
        }
        return success();
    });
}

} // namespace hub
