#include "services/denials.h"

#include "base/json_writer.h"
#include "base/utf8.h"

#include <utility>

namespace hub {
namespace {

constexpr unsigned kReportsPerSecond = 20;
constexpr std::size_t kMaxClaimBytes = 256; // events are kept in memory, and everybody may knock

std::string shortened(const std::string& claim)
{
    return claim.size() <= kMaxClaimBytes
               ? claim
               : toValidUtf8(claim.substr(0, kMaxClaimBytes)) + "\u2026";
}

Caller shortened(const Caller& caller)
{
    return {caller.address, caller.protocol, shortened(caller.claimedId)};
}

} // namespace

bool Denials::isLockedOut(const Caller& caller)
{
    const auto denial = guard_.refuse(shortened(caller));
    if (denial) {
        note(caller, *denial);
    }
    return denial.has_value();
}

void Denials::note(const Caller& caller, const Denial& denial)
{
    const Caller shown = shortened(caller);
    const Denial what{denial.reason, shortened(denial.detail)};
    guard_.failed(shown, what.reason);
    entries_.note(shown, what, clock_.wall());
    if (mayReport()) {
        report(shown, what);
    }
}

void Denials::succeeded(const Caller& caller)
{
    guard_.succeeded(shortened(caller));
}

void Denials::report(const Caller& caller, const Denial& denial)
{
    const std::uint64_t suppressed = [this] {
        const std::lock_guard lock(mutex_);
        return std::exchange(suppressed_, 0);
    }();
    log_.warning("denied", {{"reason", nameOf(denial.reason)},
                            {"device", caller.claimedId},
                            {"address", caller.address},
                            {"protocol", caller.protocol},
                            {"detail", denial.detail},
                            {"suppressed", std::to_string(suppressed)}});
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("reason", nameOf(denial.reason))
        .member("detail", denial.detail)
        .member("remedy", remedyOf(denial.reason))
        .member("address", caller.address)
        .member("protocol", caller.protocol)
        .count("suppressed", suppressed)
        .endObject();
    events_.publish("denied", caller.claimedId, std::move(data));
}

bool Denials::mayReport()
{
    const MonoTime now = clock_.mono();
    const std::lock_guard lock(mutex_);
    if (now - second_ >= std::chrono::seconds(1)) {
        second_ = now;
        reported_ = 0;
    }
    if (reported_ >= kReportsPerSecond) {
        ++suppressed_;
        return false;
    }
    ++reported_;
    return true;
}

} // namespace hub
