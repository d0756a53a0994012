// Where a hub is asked about a queue. A queue is named like its owner: "pump", or "pump/module".
#pragma once

#include "models/hub_session.h"

namespace deck {

/// rest is "/commands", "/hold", …
HubRequest queueRequest(const QString& queue, const QString& rest);

/// Whether the hub can be asked about queues. Other hubs than ours, and older ones, cannot.
bool hasQueues(const HubSession& session);

} // namespace deck
