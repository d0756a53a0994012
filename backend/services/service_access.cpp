#include "services/service_access.h"

namespace hub {
namespace {

Caller callerOf(const ServiceRequest& request)
{
    return {request.address, "https", {}};
}

} // namespace

Result<void> ServiceAccess::checkAddress(AccessScope scope, const std::string& address) const
{
    const auto denial = judgeAddress(*active_.rules(), scope, addressOfPeer(address));
    if (!denial) {
        return success();
    }
    denials_.note({address, "https", {}}, *denial);
    return fail(Errc::Unauthorized);
}

bool ServiceAccess::isLetIn(AccessScope scope, const std::string& address) const
{
    return !judgeAddress(*active_.rules(), scope, addressOfPeer(address));
}

boost::asio::awaitable<Result<ServicePrincipal>> ServiceAccess::identify(ServiceRequest request)
{
    const Caller caller = callerOf(request);
    if (denials_.isLockedOut(caller)) {
        co_return fail(Errc::Unauthorized);
    }
    auto judge = [this, &request](Storage& storage) {
        const std::vector<std::string_view> path(request.path.begin(), request.path.end());
        return authenticator_.service(storage, request.authorization, path);
    };
    HUB_CO_TRY(Verdict<ServicePrincipal> verdict, co_await workers_.read(judge));
    if (const auto* denial = std::get_if<Denial>(&verdict)) {
        denials_.note(caller, *denial);
        co_return fail(Errc::Unauthorized);
    }
    denials_.succeeded(caller);
    auto principal = std::get<ServicePrincipal>(std::move(verdict));
    if (principal.person) {
        people_.noteUse(principal.name, caller.address);
    } else {
        keyUse_.note(principal.usedKey, "policy:" + principal.name, caller.address,
                     caller.protocol);
    }
    co_return principal;
}

Result<void> ServiceAccess::checkRights(const ServicePrincipal& caller,
                                        const AccessNeed& need,
                                        const ServiceRequest& request)
{
    if (caller.person) {
        return need.permission ? checkPerson(caller, *need.permission, request)
                               : Result<void>(success());
    }
    if (caller.rights.includes(need.rights)) {
        return success();
    }
    denials_.note(callerOf(request), {DenialReason::PolicyRight,
                                      caller.name + " lacks " + rightsText(need.rights)});
    std::string path;
    for (const std::string& segment : request.path) {
        path += "/" + segment;
    }
    return fail(Errc::Unauthorized, "Authorization rule '" + caller.name +
                                        "' does not allow access for '" + path + "'");
}

Result<void> ServiceAccess::checkPerson(const ServicePrincipal& caller,
                                        Permission needed,
                                        const ServiceRequest& request)
{
    const PersonRights& person = *caller.person;
    if (person.needsFactor && !people_.isOpen(request.session, caller.name)) {
        denials_.note(callerOf(request), {DenialReason::FactorMissing, caller.name});
        return fail(Errc::Unauthorized, "'" + caller.name + "' has to show the second factor: POST "
                                                            "a code to /admin/session");
    }
    if (person.permissions.includes(needed)) {
        return success();
    }
    const std::string lacks = "'" + caller.name + "' (" + std::string(nameOf(person.role)) +
                              ") lacks the permission '" + std::string(nameOf(needed)) + "'";
    denials_.note(callerOf(request), {DenialReason::PolicyRight, lacks});
    return fail(Errc::Unauthorized, lacks);
}

boost::asio::awaitable<Result<void>> ServiceAccess::checkScope(const ServicePrincipal& caller,
                                                               std::string device)
{
    const auto scope = caller.scope();
    if (!scope) {
        co_return success();
    }
    auto work = [&scope, &device](Storage& storage) {
        return storage.identities().hasTag(device, *scope);
    };
    HUB_CO_TRY(const bool held, co_await workers_.read(work));
    co_return held ? Result<void>(success()) : fail(Errc::DeviceNotFound, device);
}

void ServiceAccess::noteWrongCode(const ServicePrincipal& caller, const std::string& address)
{
    denials_.note({address, "https", {}}, {DenialReason::FactorWrong, caller.name});
}

Result<void> ServiceAccess::checkOrigin(std::optional<std::string_view> host,
                                        std::optional<std::string_view> origin) const
{
    const HostNames& names = authenticator_.hosts();
    if (!host || !names.lists(*host)) {
        return fail(Errc::Forbidden, "the Host header does not name this hub");
    }
    if (!origin) {
        return success();
    }
    const std::size_t scheme = origin->find("://");
    const bool own = scheme != std::string_view::npos && names.lists(origin->substr(scheme + 3));
    return own ? Result<void>(success())
               : fail(Errc::Forbidden, "the admin API cannot be called from other web pages");
}

} // namespace hub
