// Devices sign in and out: authentication, take-over, revocation, and the events about them.
#pragma once

#include "services/alerts.h"
#include "services/authenticator.h"
#include "services/denials.h"
#include "services/key_use_log.h"
#include "services/lockout.h"
#include "services/session_directory.h"
#include "services/workers.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace hub {

struct SignInRequest
{
    DeviceSignIn claims;
    std::string address; ///< of the peer, with its port
    std::string protocol;
    std::string tlsVersion;
    std::string clientType;
    std::string modelId;
};

/// A device that was let in; kept by its connection and given back to end().
struct Session
{
    SessionNumber number = 0;
    IdentityId id;
    DeviceKey key = 0;
    std::string generationId;
    AuthMethod method;
    std::uint8_t partition = 0;
    std::optional<WallTime> expires;
    std::optional<Bytes> subscriptions; ///< of a session that was kept (MQTT)
    std::shared_ptr<LiveKey> usedKey;   ///< that it signed in with; nullptr with a certificate
    std::string address;                ///< of the peer
    std::string protocol;
};

/// Callable from any thread.
class Sessions final
{
public:
    struct Parts
    {
        const Authenticator& authenticator;
        Workers& workers;
        SessionDirectory& directory;
        EventHub& events;
        Denials& denials;
        Alerts& alerts;
        KeyUseLog& keyUse;
        const Log& log;
        const Clock& clock;
    };

    explicit Sessions(Parts parts) : parts_(parts), takeOvers_(kFight) {}

    /// answer runs on the executor. Errors: Unauthorized (why is reported, not told), Unavailable.
    using Answer = std::function<void(Result<Session>)>;
    void signIn(SignInRequest request,
                std::weak_ptr<DeviceLink> link,
                boost::asio::any_io_executor executor,
                Answer answer);

    /// Once for each session that signIn() gave.
    void end(const Session& session, CloseReason reason);

    /// What outlives the connection from now on; nothing = the session is forgotten. done runs on the
    /// executor once it is durable. Errors: Unavailable, DiskFull, StorageFailed.
    void keep(const Session& session,
              std::optional<Bytes> subscriptions,
              boost::asio::any_io_executor executor,
              std::function<void(Result<void>)> done);

    /// A sign-in that failed before it named an identity.
    void refuse(const Caller& caller, const Denial& denial) { parts_.denials.note(caller, denial); }

private:
    struct Attempt;
    Result<Session> decide(Storage& storage, const Attempt& attempt);
    Result<Session> admit(Storage& storage, const Attempt& attempt, DevicePrincipal principal);

    void noteKey(const Session& session);
    void noteTakeOver(const IdentityId& id, const SessionInfo& before, const SessionInfo& now);

    static constexpr LockoutRules kFight{.failures = 10}; ///< take-overs a minute: two clients, one id
    Parts parts_;
    Guarded<Lockout> takeOvers_; ///< by id; nobody is locked out, it only counts
};

} // namespace hub
