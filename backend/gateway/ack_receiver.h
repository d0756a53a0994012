// Whoever waits on an I/O thread for messages to become durable.
#pragma once

#include "services/ingest_shard.h"

namespace hub {

/// All on the thread of its session table.
class AckReceiver
{
public:
    virtual ~AckReceiver() = default;

    /// One message is durable. True when it is the first since flushAcks().
    virtual bool acknowledge(const Ack& ack) = 0;

    /// All of a commit have been acknowledged.
    virtual void flushAcks() = 0;

    /// There is room in the shard again.
    virtual void resume() = 0;
};

} // namespace hub
