#include "services/guard.h"

#include "domain/ip_network.h"

#include <algorithm>

namespace hub {
namespace {

/// Not what a forgotten, expired or disabled credential gives: who has one is no stranger.
bool isGuess(DenialReason reason)
{
    switch (reason) {
    case DenialReason::DeviceUnknown:
    case DenialReason::TokenMalformed:
    case DenialReason::TokenSignature:
    case DenialReason::PolicyUnknown:
    case DenialReason::CertificateUnknown:
    case DenialReason::CertificateUntrusted:
        return true;
    default:
        return false;
    }
}

/// An address as connections show it, as what counts as one caller: "10.0.0.1", "2001:db8::/64".
std::string networkOf(std::string_view peer)
{
    const auto address = addressOfPeer(peer);
    if (!address) {
        return std::string(peer);
    }
    return address->family == IpAddress::Family::V4 ? address->text()
                                                    : callerNetwork(*address).text();
}

std::string pairOf(const std::string& network, const std::string& id)
{
    return network + '\n' + id;
}

} // namespace

GuardRules guardRulesFor(unsigned failures, bool loopbackOnly)
{
    GuardRules rules;
    rules.address.failures = loopbackOnly ? 0 : failures;
    rules.idAtAddress.failures = failures / 2;
    return rules;
}

std::optional<Denial> Guard::refuse(const Caller& caller) const
{
    const std::string network = networkOf(caller.address);
    const MonoTime now = clock_.mono();
    const auto time = state_.with([&](const State& state) {
        return std::max(state.address.lockedFor(network, now),
                        state.idAtAddress.lockedFor(pairOf(network, caller.claimedId), now));
    });
    if (time == std::chrono::seconds(0)) {
        return std::nullopt;
    }
    return Denial{DenialReason::LockedOut, "for " + std::to_string(time.count()) + " s more"};
}

void Guard::failed(const Caller& caller, DenialReason reason)
{
    if (!isGuess(reason)) {
        return;
    }
    const std::string network = networkOf(caller.address);
    const std::string pair = pairOf(network, caller.claimedId);
    const MonoTime now = clock_.mono();
    const auto locked = state_.with([&](State& state) -> std::optional<Locked> {
        const bool pairLocked = state.idAtAddress.failed(pair, now);
        if (state.address.failed(network, now)) {
            return Locked{network, {}, state.address.lockedFor(network, now)};
        }
        return pairLocked ? std::optional(Locked{network, caller.claimedId,
                                                 state.idAtAddress.lockedFor(pair, now)})
                          : std::nullopt;
    });
    if (locked && onLocked_) {
        onLocked_(*locked);
    }
}

void Guard::succeeded(const Caller& caller)
{
    const std::string network = networkOf(caller.address);
    const MonoTime now = clock_.mono();
    state_.with([&](State& state) {
        state.address.succeeded(network, now);
        state.idAtAddress.succeeded(pairOf(network, caller.claimedId), now);
    });
}

bool Guard::lift(std::string_view address)
{
    const std::string network = networkOf(address);
    return state_.with([&](State& state) {
        const bool whole = state.address.lift(network);
        return state.idAtAddress.liftAll(network + '\n') || whole;
    });
}

} // namespace hub
