// Direct methods: a call to a connected device that is answered in time or fails. Nothing is kept.
#pragma once

#include "services/event_hub.h"
#include "services/session_directory.h"
#include "services/workers.h"

#include "domain/identity.h"

#include "base/guarded.h"
#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace hub {

struct MethodCall
{
    std::string name;    ///< isMethodName()
    std::string payload; ///< JSON text; empty = none
    std::chrono::seconds responseTime{30}; ///< 5 to 300
    std::chrono::seconds connectTime{0};   ///< 0 to 300
};

struct MethodAnswer
{
    std::int64_t status = 0;
    std::string payload; ///< JSON text; empty = none
};

/// 1 to 100 characters without / + # ? and control characters.
bool isMethodName(std::string_view name);

/// Callable from any thread.
class Methods final
{
public:
    struct Parts
    {
        Workers& workers;
        EventHub& events;
        const Log& log;
    };

    explicit Methods(Parts parts) : parts_(parts) {}

    /// Errors: DeviceNotFound, ModuleNotFound, DeviceNotOnline (nobody takes calls, connectTime is
    /// over), DeviceGone (the connection ended while the call was open), MethodTimeout, Throttled
    /// (too many open calls), Unavailable.
    boost::asio::awaitable<Result<MethodAnswer>> invoke(IdentityId id, MethodCall call);

    // Connections.

    /// The device takes calls from now on. Gives the calls that wait for it to the link.
    void attach(const IdentityId& id, SessionNumber session, std::weak_ptr<DeviceLink> link);
    /// It does not any more: its open calls end with DeviceGone.
    void detach(const IdentityId& id, SessionNumber session);
    /// An answer. One that nobody waits for, or of another session, is passed over.
    void answered(SessionNumber session, std::uint64_t request, MethodAnswer answer);

    void stop(); ///< ends all calls with Unavailable

private:
    struct Call;
    class OpenCall;
    enum class Phase { Connected, Answered };
    struct State
    {
        struct Target
        {
            SessionNumber session = 0;
            std::weak_ptr<DeviceLink> link;
        };
        std::map<std::string, Target> targets; ///< by id
        std::map<std::uint64_t, std::shared_ptr<Call>> calls;
        std::uint64_t lastRequest = 0;
        bool stopping = false;
    };

    boost::asio::awaitable<Result<void>> checkRegistered(const IdentityId& id);
    Result<void> enter(const std::shared_ptr<Call>& call);
    boost::asio::awaitable<bool> waitUntil(std::shared_ptr<Call> call,
                                           std::chrono::steady_clock::time_point end,
                                           Phase phase);

    Parts parts_;
    Guarded<State> state_;
};

} // namespace hub
