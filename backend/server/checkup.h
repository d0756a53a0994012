// Judges what was found out about a data folder and its hub. Pure: the same facts, the same
// findings.
#pragma once

#include "hub/doctor.h"
#include "server/checkup_facts.h"

#include <span>
#include <string_view>
#include <vector>

namespace hub {

std::vector<Finding> judge(const CheckupFacts& facts);

/// Shorter than 32 bytes, or of one byte that repeats.
bool isWeakKey(std::string_view key);

/// One step of rolling keys over (services/key_rollover.h), as the audit log tells of it.
struct KeyChange
{
    bool swaps = false; ///< else the secondary key was made anew
    WallTime time{};
};

/// Since when the older one of two keys is what it is. begin: when both were, at the latest;
/// changes: in their order.
WallTime olderKeySince(WallTime begin, std::span<const KeyChange> changes);

} // namespace hub
