// What the tour puts into a hub, so that its pictures have something to show.
#pragma once

#include "models/access_editor.h"
#include "models/ip_rule_changes.h"
#include "models/queue_editor.h"

#include <vector>

namespace deck {

/// JSON, text and bytes, with and without a name.
std::vector<hub::api::CommandDraft> exampleCommands();

/// Of each kind, on both lists; none is about the samples.
std::vector<hub::api::AccessEntry> exampleEntries();

/// Some that a later one makes useless.
hub::IpRules exampleRules();

} // namespace deck
