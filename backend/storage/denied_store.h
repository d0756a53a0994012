// Refused sign-ins, grouped. Blocking; one thread at a time.
#pragma once

#include "base/clock.h"
#include "hub/error.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hub {

/// Refusals of the same claimed id at the same address; these two name it.
struct DeniedEntry
{
    std::string address;   ///< without the port
    std::string claimedId; ///< what the caller said; empty = nothing
    std::string reason;   ///< of the last one that was looked at, as services' nameOf(DenialReason)
    std::string protocol; ///< of the last one, as is detail
    std::string detail;
    std::uint64_t count = 0;
    std::uint64_t lockedOut = 0; ///< of them: refused unseen, while the caller was locked out
    WallTime first{};
    WallTime last{};
    bool ignored = false; ///< somebody has seen it and wants to hear no more
};

class DeniedStore
{
public:
    virtual ~DeniedStore() = default;

    /// Writes entries anew; then drops the oldest so that no more than `most` remain.
    virtual Result<void> put(std::span<const DeniedEntry> entries, std::size_t most) = 0;
    /// The latest first.
    virtual Result<std::vector<DeniedEntry>> list(std::size_t limit) = 0;
    virtual Result<void> clear() = 0;
};

} // namespace hub
