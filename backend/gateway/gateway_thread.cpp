#include "gateway/gateway_thread.h"

#include "gateway/ack_receiver.h"

#include <utility>

namespace hub {

GatewayThread::GatewayThread(GatewayServices theServices, IngestShard& theShard)
    : services(theServices), shard(theShard)
{
    shard.onCommitted([this](const IngestBatch& batch) { committed(batch); });
}

/// All acknowledgements of a connection first, then one send for each connection.
void GatewayThread::committed(const IngestBatch& batch)
{
    std::vector<SessionTable::Place> dirty;
    for (const Ack& ack : batch.acks) {
        const SessionTable::Place place{ack.slot, ack.generation};
        AckReceiver* const receiver = sessions.find(place);
        if (receiver != nullptr && receiver->acknowledge(ack)) {
            dirty.push_back(place);
        }
    }
    for (const SessionTable::Place place : dirty) {
        if (AckReceiver* const receiver = sessions.find(place)) {
            receiver->flushAcks();
        }
    }
    if (shard.isFull()) {
        return;
    }
    for (const SessionTable::Place place : std::exchange(held, {})) {
        if (AckReceiver* const receiver = sessions.find(place)) {
            receiver->resume();
        }
    }
}

} // namespace hub
