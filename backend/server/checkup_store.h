// What the store of a data folder says for a checkup. Changes nothing.
#pragma once

#include "hub/config.h"
#include "server/checkup_facts.h"

namespace hub {

/// Fills in all that is behind the master key in the facts, and what the store knows of reach and
/// name. What cannot be read is left out, and the reason is among the facts.
void gatherStore(const Config& config, CheckupFacts& facts);

} // namespace hub
