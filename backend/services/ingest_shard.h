// Messages of one I/O thread on their way to the log: appended there, taken as a whole by the
// writer, acknowledged there again once they are durable.
#pragma once

#include "storage/event_batch.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace hub {

/// Whom to tell that a message is durable: a place in the I/O thread's session table.
struct Ack
{
    std::uint32_t slot = 0;
    std::uint32_t generation = 0; ///< of the slot; an ack for an earlier user of it is dropped
    std::uint16_t packetId = 0;   ///< of the protocol
    std::uint32_t bytes = 0;      ///< what the message counted against the session's limit
};

/// What one commit takes from one shard. Immutable once committed, then shared with readers.
struct IngestBatch
{
    EventBatch events;
    std::vector<Ack> acks;
};

class IngestShard final
{
public:
    using Wake = std::function<void(bool full)>;                    ///< any thread
    using Committed = std::function<void(const IngestBatch& batch)>; ///< on the executor

    explicit IngestShard(boost::asio::any_io_executor executor);

    /// Both before the first message.
    void onWake(Wake wake) { wake_ = std::move(wake); }
    void onCommitted(Committed committed) { committed_ = std::move(committed); }

    // On the I/O thread.

    /// ack: nothing for QoS 0 and for messages that nobody waits for.
    void append(const TelemetryMessage& message, const Ack* ack)
    {
        append(std::span(&message, 1), ack);
    }

    /// Several that go into one commit; the ack is for the last one.
    void append(std::span<const TelemetryMessage> messages, const Ack* ack);

    /// Acknowledges something that needs no storing, in its turn behind the messages before it.
    void appendAck(const Ack& ack);

    /// Too much waits for the writer: stop reading from devices until the next commit.
    bool isFull() const { return uncommittedBytes_ > limits::kMaxUncommittedBytes; }

    // On the writer.

    /// What has come since the last call; nothing when nothing has.
    std::shared_ptr<IngestBatch> take();
    void committed(std::shared_ptr<const IngestBatch> batch);

private:
    bool isEmpty() const { return open_->events.empty() && open_->acks.empty(); }

    boost::asio::any_io_executor executor_;
    Wake wake_;
    Committed committed_;
    std::size_t uncommittedBytes_ = 0; ///< I/O thread only

    std::mutex mutex_;
    std::shared_ptr<IngestBatch> open_; ///< under mutex_
};

} // namespace hub
