// Lets programs and people into the HTTP API: programs by the rights of the policy whose key they
// hold, people by their role.
#pragma once

#include "services/authenticator.h"
#include "services/key_use_log.h"
#include "services/people.h"
#include "services/workers.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hub {

struct ServiceRequest
{
    std::optional<std::string> authorization; ///< the header
    std::vector<std::string> path;            ///< decoded segments
    std::string address;                      ///< of the peer
    std::string session{}; ///< what stands for a person's second factor; empty = none sent
};

/// What a call needs: policies the rights, people the permission.
struct AccessNeed
{
    Rights rights;
    std::optional<Permission> permission; ///< nothing: whoever is known
};

/// Callable from any thread.
class ServiceAccess final
{
public:
    ServiceAccess(const Authenticator& authenticator,
                  const ActiveAccess& active,
                  Workers& workers,
                  Denials& denials,
                  People& people,
                  KeyUseLog& keyUse)
        : authenticator_(authenticator), active_(active), workers_(workers), denials_(denials),
          people_(people), keyUse_(keyUse)
    {
    }

    /// May somebody at this address use the API? Errors: Unauthorized (why is reported, not told).
    Result<void> checkAddress(AccessScope scope, const std::string& address) const;

    /// The same for who is in already; nothing is reported.
    bool isLetIn(AccessScope scope, const std::string& address) const;

    /// Who calls. Errors: Unauthorized (why is reported, not told), Unavailable.
    boost::asio::awaitable<Result<ServicePrincipal>> identify(ServiceRequest request);

    /// May this caller do that? Errors: Unauthorized, naming the policy or person, and what is missing.
    Result<void> checkRights(const ServicePrincipal& caller,
                             const AccessNeed& need,
                             const ServiceRequest& request);

    /// Is a device in the caller's part of the fleet? For others it is as if it were not there.
    /// Errors: DeviceNotFound, Unavailable.
    boost::asio::awaitable<Result<void>> checkScope(const ServicePrincipal& caller,
                                                    std::string device);

    /// A wrong code of a second factor is a wrong credential.
    void noteWrongCode(const ServicePrincipal& caller, const std::string& address);

    /// The admin API is not for web pages: Host must be one of the hub's names, and an Origin too.
    /// Errors: Forbidden.
    Result<void> checkOrigin(std::optional<std::string_view> host,
                             std::optional<std::string_view> origin) const;

private:
    Result<void> checkPerson(const ServicePrincipal& caller,
                             Permission needed,
                             const ServiceRequest& request);

    const Authenticator& authenticator_;
    const ActiveAccess& active_;
    Workers& workers_;
    Denials& denials_;
    People& people_;
    KeyUseLog& keyUse_;
};

} // namespace hub
