// Which of the log's partitions a device's messages go to.
#pragma once

#include "domain/identity.h"

#include <cstdint>

namespace hub {

/// Below limits::kPartitions. Modules and later generations share their device's partition. Never
/// change it: partitions are on disk.
std::uint8_t partitionOf(const IdentityId& id);

} // namespace hub
