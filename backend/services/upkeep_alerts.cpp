#include "services/upkeep_alerts.h"

#include "base/time_text.h"

namespace hub {
namespace {

constexpr std::uintmax_t kLittleRoom = std::uintmax_t{1} << 30;
constexpr std::uintmax_t kHardlyAnyRoom = std::uintmax_t{1} << 27;
constexpr std::chrono::hours kEndsSoon{24 * 30};

} // namespace

std::optional<NewAlert> diskAlert(const std::string& folder, std::uintmax_t available)
{
    if (available >= kLittleRoom) {
        return std::nullopt;
    }
    return NewAlert{"diskNearlyFull", folder,
                    std::to_string(available >> 20) + " MiB are left on the disk",
                    available < kHardlyAnyRoom ? Severity::Critical : Severity::Warning};
}

std::optional<NewAlert> certificateAlert(const AuthorityView& authority, WallTime now)
{
    const WallTime end = authority.certificate.notAfter;
    if (end >= now + kEndsSoon) {
        return std::nullopt;
    }
    return NewAlert{"certificateEnds", authority.authority.name,
                    "the authority's certificate is good until " + toAdminTime(end),
                    end < now ? Severity::Critical : Severity::Warning};
}

} // namespace hub
