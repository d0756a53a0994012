// What the files of a data folder say for a checkup, and where its hub listens. Changes nothing.
#pragma once

#include "hub/config.h"
#include "server/checkup_facts.h"

namespace hub {

/// Fills in certificates, files, reach and disk of the facts; the store (checkup_store.h) comes
/// after, since it knows the name that a hub had which does not run.
void gatherFolder(const Config& config, CheckupFacts& facts);

/// Looks the certificates up for facts.tls.name.
void gatherCertificates(const Config& config, CheckupFacts& facts);

} // namespace hub
