#include "storage/event_batch.h"

#include <algorithm>

namespace hub {
namespace {

constexpr unsigned kVersion = 1;
constexpr std::size_t kFixedBytes = 8 + 8 + 1 + 1;
constexpr std::size_t kPartitionAt = 16; // in a message
constexpr std::size_t kErasedBytes = 1;

std::size_t varintBytes(std::uint64_t value)
{
    std::size_t bytes = 1;
    for (; value >= 0x80; value >>= 7) {
        ++bytes;
    }
    return bytes;
}

} // namespace

EventBatch::EventBatch()
{
    appendByte(data_, kVersion);
}

void EventBatch::append(const TelemetryMessage& message)
{
    const std::size_t properties = message.properties.size();
    appendVarint(data_, kFixedBytes + varintBytes(properties) + properties + message.body.size());
    appendLittle64(data_, static_cast<std::uint64_t>(message.device));
    appendLittle64(data_, static_cast<std::uint64_t>(toMicros(message.enqueued)));
    appendByte(data_, message.partition);
    appendByte(data_, message.auth.toByte());
    appendVarint(data_, properties);
    data_ += message.properties;
    data_ += message.body;

    firstTime_ = rows_ == 0 ? message.enqueued : std::min(firstTime_, message.enqueued);
    lastTime_ = std::max(lastTime_, message.enqueued);
    deviceFilter_ |= filterBit(message.device);
    ++partitionRows_[message.partition % partitionRows_.size()];
    ++rows_;
}

std::uint64_t filterBit(DeviceKey device)
{
    return std::uint64_t{1} << (static_cast<std::uint64_t>(device) % 64);
}

BatchReader::BatchReader(ByteView data) : rest_(data)
{
    damaged_ = rest_.u8() != kVersion;
}

bool BatchReader::next()
{
    if (damaged_ || rest_.atEnd()) {
        return false;
    }
    ++index_;
    message_.reset();
    ByteReader row(rest_.take(rest_.varint()));
    if (row.remaining() == kErasedBytes) {
        partition_ = row.u8();
        return true;
    }
    TelemetryMessage message;
    message.device = static_cast<DeviceKey>(row.little64());
    message.enqueued = wallFromMicros(static_cast<std::int64_t>(row.little64()));
    message.partition = row.u8();
    message.auth = AuthMethod::fromByte(row.u8());
    message.properties = row.take(row.varint());
    message.body = row.take(row.remaining());
    damaged_ = rest_.failed() || row.failed();
    partition_ = message.partition;
    message_ = message;
    return !damaged_;
}

std::optional<Bytes> withoutDevice(ByteView data, DeviceKey device)
{
    Bytes out(data.substr(0, 1));
    bool found = false;
    ByteReader rest(data.substr(std::min<std::size_t>(1, data.size())));
    while (!rest.atEnd()) {
        const ByteView row = rest.take(rest.varint());
        if (rest.failed()) {
            return std::nullopt; // damaged: leave it as it is
        }
        const bool mine =
            row.size() >= kFixedBytes && static_cast<DeviceKey>(readLittle64(row, 0)) == device;
        found = found || mine;
        const ByteView kept = mine ? row.substr(kPartitionAt, kErasedBytes) : row;
        appendVarint(out, kept.size());
        out += kept;
    }
    return found ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace hub
