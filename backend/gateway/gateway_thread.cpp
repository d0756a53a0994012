#include "gateway/gateway_thread.h"

#include "gateway/mqtt_gateway.h"

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
        MqttGateway* const gateway = sessions.find(place);
        if (gateway != nullptr && gateway->acknowledge(ack)) {
            dirty.push_back(place);
        }
    }
    for (const SessionTable::Place place : dirty) {
        if (MqttGateway* const gateway = sessions.find(place)) {
            gateway->flushAcks();
        }
    }
    if (shard.isFull()) {
        return;
    }
    for (const SessionTable::Place place : std::exchange(held, {})) {
        if (MqttGateway* const gateway = sessions.find(place)) {
            gateway->resume();
        }
    }
}

} // namespace hub
