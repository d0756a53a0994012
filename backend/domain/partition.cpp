#include "domain/partition.h"

#include "domain/limits.h"

namespace hub {

/// FNV-1a over the device id, then mixed, since ids often differ in their last digit alone.
std::uint8_t partitionOf(const IdentityId& id)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : id.device) {
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    }
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
    return static_cast<std::uint8_t>((hash ^ hash >> 33) % limits::kPartitions);
}

} // namespace hub
