#include "models/hub_connector.h"

#include "models/texts.h"

namespace deck {

HubConnector::HubConnector(QObject* parent) : QObject(parent) {}

HubConnector::~HubConnector() = default;

void HubConnector::start(const QString& connectionString, const QString& name)
{
    cancel();
    error_ = {};
    auto profile = profileFrom(connectionString.trimmed());
    if (!profile) {
        fail({.kind = HubError::Kind::Malformed,
              .message = sentence(QString::fromStdString(profile.error().detail)),
              .remedy = {},
              .requestId = {}});
        return;
    }
    profile_ = std::move(profile.value());
    if (!name.trimmed().isEmpty()) {
        profile_.name = name.trimmed();
    }
    probe();
}

void HubConnector::probe()
{
    probe_ = std::make_unique<TrustProbe>();
    connect(probe_.get(), &TrustProbe::trustedBySystem, this, &HubConnector::signIn);
    connect(probe_.get(), &TrustProbe::unknownAuthority, this, &HubConnector::askTrust);
    connect(probe_.get(), &TrustProbe::failed, this, [this](const QString& reason) {
        fail({.kind = HubError::Kind::Unreachable,
              .message = reason,
              .remedy = {},
              .requestId = {}});
    });
    setState(State::Probing);
    probe_->start(profile_.host, profile_.port);
}

void HubConnector::askTrust(const QSslCertificate& authority)
{
    profile_.authority = authority;
    setState(State::AskTrust);
}

void HubConnector::trust()
{
    if (state_ == State::AskTrust) {
        signIn();
    }
}

void HubConnector::signIn()
{
    session_ = std::make_unique<HubSession>(profile_);
    connect(session_.get(), &HubSession::stateChanged, this, &HubConnector::takeState);
    connect(session_.get(), &HubSession::healthChanged, this, &HubConnector::takeState);
    setState(State::SigningIn);
    session_->start();
}

/// The session would try again by itself; here the first answer decides.
void HubConnector::takeState()
{
    if (state_ != State::SigningIn) {
        return;
    }
    const bool isLetIn =
        session_->isOnline() || session_->state() == HubSession::State::NeedsCode;
    if (isLetIn) { // for a second factor whoever keeps the profile asks
        endSession();
        setState(State::Done);
    } else if (session_->lastError().isError()) {
        endSession();
        fail(session_->lastError());
    }
}

/// Kept, since it may be calling us; it has nothing more to say.
void HubConnector::endSession()
{
    session_->disconnect(this);
    session_->stop();
}

void HubConnector::cancel()
{
    if (probe_) {
        probe_->cancel();
    }
    if (session_) {
        endSession();
    }
    profile_ = ConnectionProfile();
    if (state_ != State::Idle) {
        setState(State::Idle);
    }
}

void HubConnector::fail(const HubError& error)
{
    error_ = error;
    state_ = State::Idle;
    Q_EMIT changed();
}

void HubConnector::setState(State state)
{
    state_ = state;
    Q_EMIT changed();
}

} // namespace deck
