// One hub as the console sees it: is it there, who are we to it, what can it do, how is it doing,
// what happens in it.
#pragma once

#include "models/client/event_stream.h"
#include "models/client/hub_client.h"
#include "models/client/identity.h"

#include "api/capabilities.h"
#include "api/health.h"
#include "api/telemetry.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace deck {

/// GUI thread. Connects when started, and again by itself whenever the hub has gone.
class HubSession final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Offline,    ///< not started, or stopped
        Connecting, ///< the first time, or again
        Online,
        Degraded,   ///< reachable, but the hub says that something is wrong
        NeedsCode,  ///< the key is good, a second factor is missing: showCode()
        SignedOut,  ///< the key is not accepted
        Untrusted,  ///< another certificate than agreed on
    };
    Q_ENUM(State)

    explicit HubSession(ConnectionProfile profile, QObject* parent = nullptr);

    void start();
    void stop();
    void retryNow();

    /// Six digits of the second factor, in the state NeedsCode. Leads out of it, or to codeRefused().
    void showCode(const QString& code);

    State state() const { return state_; }
    bool isOnline() const { return state_ == State::Online || state_ == State::Degraded; }
    const HubError& lastError() const { return lastError_; } ///< of the last failure
    int roundTripMs() const { return roundTripMs_; }
    int secondsToRetry() const;

    const ConnectionProfile& profile() const { return client_.profile(); }

    /// Sends nothing that identity() may not ask.
    HubClient& client() { return client_; }
    const std::optional<hub::api::Capabilities>& capabilities() const { return capabilities_; }
    bool supports(std::string_view feature) const; ///< false before the hub has said what it can
    const std::optional<hub::api::Health>& health() const { return health_; }

    /// Who is signed in. Before the hub has said so: the profile's policy, with all rights.
    const Identity& identity() const { return identity_; }
    double messagesPerSecond() const { return messagesPerSecond_; }

    /// The hub's clock, as far as its last answer tells; ours before the first one.
    hub::WallTime hubNow() const;

Q_SIGNALS:
    void stateChanged();
    void healthChanged();

    /// The code was not taken; the state is still NeedsCode.
    void codeRefused(const deck::HubError& error);

    /// Another may be signed in, or may do other things: before reconnected().
    void identityChanged();

    /// The hub can be asked again, or for the first time: what is shown should be read anew.
    void reconnected();

    /// Events were missed: as reconnected(), but nothing was interrupted.
    void eventsMissed();

    /// A registry or connection event; valid during the call only.
    void deviceEvent(const hub::api::Event& event);

    /// Telemetry as it was stored; valid during the call only.
    void telemetryReceived(const std::vector<hub::api::Message>& messages);

    /// Messages that were stored but not sent here, since there were too many.
    void telemetrySkipped(qint64 count);

private:
    void setState(State state);
    void fail(const HubError& error);
    void signIn();
    void askAnew();
    void waitForCode();
    void takeSession(const HubReply& reply);
    void takeIdentity(const HubReply& reply);
    bool readIdentity(const HubReply& reply);
    void askCapabilities();
    void takeCapabilities(const HubReply& reply);
    void askHealth();
    void takeSight(const HubReply& reply);
    void comeOnline(State state, int milliseconds);
    void takeHealth(const HubReply& reply);
    void takeEvent(const hub::api::Event& event);
    void takeTelemetry(const hub::api::Event& event);

    HubClient client_;
    EventStream events_;
    QTimer retry_;
    QTimer healthTimer_;
    State state_ = State::Offline;
    HubError lastError_;
    Identity identity_;
    std::optional<hub::api::Capabilities> capabilities_; ///< nothing also: we may not see it
    std::optional<hub::api::Health> health_;
    double messagesPerSecond_ = 0;
    hub::Micros clockOffset_{}; ///< what the hub's clock is ahead of ours
    int roundTripMs_ = 0;
    int failures_ = 0;
    quint64 attempt_ = 0; ///< answers to an earlier one are no longer of interest
    bool streamWasOpen_ = false; ///< in this attempt
};

} // namespace deck
