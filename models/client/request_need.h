// What a hub wants of whoever sends a request: the console's view of the hub's table of routes. It is
// the one place that says what may be asked, so that nothing is asked that would be refused: each
// refusal is a record in the audit log, with the name of somebody who has done nothing.
#pragma once

#include "models/client/hub_client.h"
#include "models/client/identity.h"

#include <optional>

namespace deck {

/// Nothing: whoever is known to the hub may ask, or this program never asks.
std::optional<Need> needOf(const HubRequest& request);

/// Of the kind NotAllowed, with what is missing and what helps; no error: the hub may be asked.
HubError refusalOf(const Identity& identity, const HubRequest& request);

} // namespace deck
