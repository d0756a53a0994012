// Lets programs and people into the HTTP API, by the rights of the policy whose key they hold.
#pragma once

#include "services/authenticator.h"
#include "services/key_use_log.h"
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
};

/// Callable from any thread.
class ServiceAccess final
{
public:
    ServiceAccess(const Authenticator& authenticator,
                  const ActiveAccess& active,
                  Workers& workers,
                  Denials& denials,
                  KeyUseLog& keyUse)
        : authenticator_(authenticator), active_(active), workers_(workers), denials_(denials),
          keyUse_(keyUse)
    {
    }

    /// May somebody at this address use the API? Errors: Unauthorized (why is reported, not told).
    Result<void> checkAddress(AccessScope scope, const std::string& address) const;

    /// The same for who is in already; nothing is reported.
    bool isLetIn(AccessScope scope, const std::string& address) const;

    /// Who calls. Errors: Unauthorized (why is reported, not told), Unavailable.
    boost::asio::awaitable<Result<ServicePrincipal>> identify(ServiceRequest request);

    /// May this caller do that? Errors: Unauthorized, naming the policy and the path.
    Result<void> checkRights(const ServicePrincipal& caller,
                             Rights needed,
                             const ServiceRequest& request);

    /// The admin API is not for web pages: Host must be one of the hub's names, and an Origin too.
    /// Errors: Forbidden.
    Result<void> checkOrigin(std::optional<std::string_view> host,
                             std::optional<std::string_view> origin) const;

private:
    const Authenticator& authenticator_;
    const ActiveAccess& active_;
    Workers& workers_;
    Denials& denials_;
    KeyUseLog& keyUse_;
};

} // namespace hub
