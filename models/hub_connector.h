// Connect…: from a pasted connection string to a hub that has let us in. Looks at the certificate
// first, asks once whether an unknown authority is to be trusted, then signs in.
#pragma once

#include "models/client/connection_profile.h"
#include "models/client/trust_probe.h"
#include "models/hub_session.h"

#include <QObject>

#include <memory>

namespace deck {

/// GUI thread.
class HubConnector final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Probing,   ///< looking at the hub's certificate
        AskTrust,  ///< authority() is not known here: trust() or cancel()
        SigningIn,
        Done,      ///< profile() can be kept
    };
    Q_ENUM(State)

    explicit HubConnector(QObject* parent = nullptr);
    ~HubConnector() override;

    /// name may be empty: the host's name then.
    void start(const QString& connectionString, const QString& name);
    void trust();
    void cancel();

    State state() const { return state_; }
    const HubError& error() const { return error_; } ///< why it is Idle again
    const QSslCertificate& authority() const { return profile_.authority; }
    const ConnectionProfile& profile() const { return profile_; }

Q_SIGNALS:
    void changed();

private:
    void probe();
    void askTrust(const QSslCertificate& authority);
    void signIn();
    void takeState();
    void endSession();
    void fail(const HubError& error);
    void setState(State state);

    State state_ = State::Idle;
    HubError error_;
    ConnectionProfile profile_;
    std::unique_ptr<TrustProbe> probe_;
    std::unique_ptr<HubSession> session_;
};

} // namespace deck
