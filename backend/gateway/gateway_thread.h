// What the gateways of one I/O thread share.
#pragma once

#include "gateway/session_table.h"

#include "services/activity.h"
#include "services/commands.h"
#include "services/ingest_shard.h"
#include "services/methods.h"
#include "services/sessions.h"
#include "services/twins.h"

#include "domain/properties.h"

#include "base/log.h"

#include <chrono>

namespace hub {

struct GatewayServices
{
    Sessions& sessions;
    Commands& commands;
    Twins& twins;
    Methods& methods;
    const Log& log;
    const Clock& clock;
    std::chrono::seconds tokenExpiryGrace{};
    bool closeOnUnknownFilter = false;
};

/// Lives on its I/O thread.
class GatewayThread final
{
public:
    GatewayThread(GatewayServices services, IngestShard& shard);

    GatewayServices services;
    IngestShard& shard;
    SessionTable sessions;
    Activity activity;
    Properties properties; ///< scratch for the message that is being parsed
    std::vector<SessionTable::Place> held; ///< stopped reading because the shard was full

    /// The shard's messages are durable: acknowledges them. The shard calls it.
    void committed(const IngestBatch& batch);
};

} // namespace hub
