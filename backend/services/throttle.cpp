#include "services/throttle.h"

#include <algorithm>

namespace hub {
namespace {

/// So many in so many seconds.
struct Allowance
{
    double count;
    double seconds;
};
using Allowances = std::array<Allowance, kMeteredKinds>; // in the order of Metered

// Azure's numbers for one unit. Methods: 160 KB, 480 KB and 24 MB a second, in pieces of 4 KB.
constexpr Allowances kSmall{
    {{100, 60}, {100, 1}, {50, 1}, {20, 60}, {40, 1}, {100, 60}, {100, 60}, {20, 60}}};
constexpr Allowances kMiddle{
    {{100, 60}, {100, 1}, {50, 1}, {20, 60}, {120, 1}, {100, 60}, {100, 60}, {20, 60}}};
constexpr Allowances kLarge{
    {{5'000, 60}, {500, 1}, {250, 1}, {1'000, 60}, {6'000, 1}, {5'000, 60}, {5'000, 60}, {20, 60}}};

const Allowances& allowancesOf(ThrottleTier tier)
{
    switch (tier) {
    case ThrottleTier::S2:
        return kMiddle;
    case ThrottleTier::S3:
        return kLarge;
    default:
        return kSmall;
    }
}

} // namespace

bool TokenBucket::take(double count, MonoTime now)
{
    const std::chrono::duration<double> since = now - filled_;
    tokens_ = std::min(capacity_, tokens_ + rate_ * std::max(since.count(), 0.0));
    filled_ = now;
    if (tokens_ < std::min(count, capacity_)) {
        return false;
    }
    tokens_ -= count;
    return true;
}

Throttle::Throttle(ThrottleTier tier, const Clock& clock) : tier_(tier), clock_(clock)
{
    const Allowances& allowances = allowancesOf(tier);
    buckets_.with([&](Buckets& buckets) {
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            const Allowance& allowance = allowances[i];
            buckets[i] =
                TokenBucket(allowance.count, allowance.count / allowance.seconds, clock_.mono());
        }
    });
}

Result<void> Throttle::take(Metered kind, std::uint64_t count)
{
    if (tier_ == ThrottleTier::None) {
        return success();
    }
    const bool taken = buckets_.with([&](Buckets& buckets) {
        return buckets[static_cast<std::size_t>(kind)].take(static_cast<double>(count),
                                                            clock_.mono());
    });
    return taken ? Result<void>(success()) : fail(Errc::Throttled, "THROTTLED");
}

} // namespace hub
