#include "services/ingest_shard.h"

#include <boost/asio/post.hpp>

namespace hub {

IngestShard::IngestShard(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), open_(std::make_shared<IngestBatch>())
{
}

void IngestShard::append(std::span<const TelemetryMessage> messages, const Ack* ack)
{
    bool first = false;
    bool full = false;
    {
        const std::lock_guard lock(mutex_);
        EventBatch& events = open_->events;
        const std::size_t before = events.data().size();
        const std::uint32_t rowsBefore = events.rows();
        first = isEmpty();
        for (const TelemetryMessage& message : messages) {
            events.append(message);
        }
        if (ack != nullptr) {
            open_->acks.push_back(*ack);
        }
        const std::size_t after = events.data().size();
        uncommittedBytes_ += after - before;
        full = (rowsBefore < limits::kCommitRows && events.rows() >= limits::kCommitRows) ||
               (before < limits::kCommitBytes && after >= limits::kCommitBytes);
    }
    if (first || full) {
        wake_(full);
    }
}

void IngestShard::appendAck(const Ack& ack)
{
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        first = isEmpty();
        open_->acks.push_back(ack);
    }
    if (first) {
        wake_(false);
    }
}

std::shared_ptr<IngestBatch> IngestShard::take()
{
    const std::lock_guard lock(mutex_);
    if (isEmpty()) {
        return nullptr;
    }
    return std::exchange(open_, std::make_shared<IngestBatch>());
}

void IngestShard::committed(std::shared_ptr<const IngestBatch> batch)
{
    boost::asio::post(executor_, [this, batch = std::move(batch)] {
        uncommittedBytes_ -= batch->events.data().size() - 1; // without the version byte
        committed_(*batch);
    });
}

} // namespace hub
