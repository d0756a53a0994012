// How often the service API may be used, as Azure's tiers have it (service API, section throttles).
// Off by default. Each kind of call has a bucket that fills steadily; who finds it empty is told to
// come later.
#pragma once

#include "base/clock.h"
#include "base/guarded.h"
#include "hub/error.h"
#include "hub/throttle_tier.h"

#include <array>
#include <cstdint>

namespace hub {

/// What is counted.
enum class Metered {
    Registry, ///< operations on identities; a bulk request counts each item
    TwinRead,
    TwinUpdate,
    Query,
    Method,  ///< bytes of payload, in pieces of 4 KiB
    Command, ///< sent by back ends
    Job,     ///< operations on jobs
    Configuration,
};
inline constexpr std::size_t kMeteredKinds = 8;

/// Fills at `rate` a second up to `capacity`. A call that is larger than the capacity is let
/// through when it is full, and leaves a debt.
class TokenBucket final
{
public:
    TokenBucket() = default; ///< gives nothing
    TokenBucket(double capacity, double rate, MonoTime now)
        : capacity_(capacity), rate_(rate), tokens_(capacity), filled_(now)
    {}

    bool take(double count, MonoTime now);

private:
    double capacity_ = 0;
    double rate_ = 0; ///< per second
    double tokens_ = 0;
    MonoTime filled_{};
};

/// Callable from any thread.
class Throttle final
{
public:
    Throttle(ThrottleTier tier, const Clock& clock);

    /// Errors: Throttled.
    Result<void> take(Metered kind, std::uint64_t count = 1);

private:
    using Buckets = std::array<TokenBucket, kMeteredKinds>;

    const ThrottleTier tier_;
    const Clock& clock_;
    Guarded<Buckets> buckets_;
};

} // namespace hub
