#include "services/device_access.h"

namespace hub {

boost::asio::awaitable<Result<DevicePrincipal>> DeviceAccess::identify(DeviceSignIn claims,
                                                                       std::string address)
{
    claims.address = address;
    const Caller caller{std::move(address), "https", claims.id.text()};
    if (denials_.isLockedOut(caller)) {
        co_return fail(Errc::Unauthorized);
    }
    auto judge = [this, &claims](Storage& storage) { return authenticator_.device(storage, claims); };
    HUB_CO_TRY(Verdict<DevicePrincipal> verdict, co_await workers_.read(judge));
    if (const auto* denial = std::get_if<Denial>(&verdict)) {
        denials_.note(caller, *denial);
        co_return denial->reason == DenialReason::DeviceDisabled ? fail(Errc::DeviceDisabled)
                                                                 : fail(Errc::Unauthorized);
    }
    denials_.succeeded(caller);
    auto principal = std::get<DevicePrincipal>(std::move(verdict));
    if (const auto& key = principal.usedKey) {
        const std::string name =
            key->holder.policy.empty() ? caller.claimedId : "policy:" + key->holder.policy;
        keyUse_.note(*key, name, caller.address, caller.protocol);
    }
    co_return principal;
}

} // namespace hub
