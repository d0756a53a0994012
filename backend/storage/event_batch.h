// The messages of one group commit, packed as they rest on disk. Grammar:
//
//   data    := version:u8=1 row*
//   row     := length:varint message        length 1 = the message was erased, only the partition
//                                           is left of it
//   message := device:little64 enqueued:little64 partition:u8 auth:u8
//              properties-length:varint properties body
//
// Row i of a batch has the hub-wide sequence first_sequence + i; an erased row keeps its place.
#pragma once

#include "domain/limits.h"
#include "domain/telemetry_message.h"

#include <array>
#include <cstdint>
#include <optional>

namespace hub {

using Sequence = std::uint64_t; ///< from 1, hub-wide, never reused
using PartitionCounts = std::array<std::uint64_t, limits::kPartitions>;

/// Built on one thread, then handed to the writer as a whole.
class EventBatch final
{
public:
    EventBatch();

    void append(const TelemetryMessage& message);

    bool empty() const { return rows_ == 0; }
    std::uint32_t rows() const { return rows_; }
    ByteView data() const { return data_; }
    WallTime firstTime() const { return firstTime_; }
    WallTime lastTime() const { return lastTime_; }
    std::uint64_t deviceFilter() const { return deviceFilter_; }
    const PartitionCounts& partitionRows() const { return partitionRows_; }

    /// Assigned by the log when the batch is committed; 0 before.
    Sequence firstSequence = 0;

private:
    Bytes data_;
    std::uint32_t rows_ = 0;
    WallTime firstTime_{};
    WallTime lastTime_{};
    std::uint64_t deviceFilter_ = 0;
    PartitionCounts partitionRows_{};
};

/// The bit of a device in a batch's filter.
std::uint64_t filterBit(DeviceKey device);

/// Walks packed rows. Stops at damaged bytes, and says so.
class BatchReader final
{
public:
    explicit BatchReader(ByteView data);

    /// Moves to the next row. False at the end.
    bool next();
    std::uint32_t index() const { return index_; } ///< of the current row, from 0
    bool isErased() const { return !message_; }
    const TelemetryMessage& message() const { return *message_; } ///< of a row not erased
    std::uint8_t partition() const { return partition_; }

    bool damaged() const { return damaged_; }

private:
    ByteReader rest_;
    std::optional<TelemetryMessage> message_;
    std::uint8_t partition_ = 0;
    std::uint32_t index_ = UINT32_MAX; ///< wraps to 0 at the first row
    bool damaged_ = false;
};

/// The same rows with those of the given device erased; nothing when it has none.
std::optional<Bytes> withoutDevice(ByteView data, DeviceKey device);

} // namespace hub
