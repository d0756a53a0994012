#include "models/hub_notice.h"

#include <QCoreApplication>

namespace deck {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("HubNotice", text);
}

HubNotice fromError(HubNotice::Weight weight, const HubError& error, HubNotice::Action action)
{
    return {weight, error.message, error.remedy, action};
}

/// Another try is on its way, or has just failed.
std::optional<HubNotice> unreachable(const HubSession& session)
{
    if (!session.lastError().isError()) {
        return std::nullopt; // the first try
    }
    HubNotice notice =
        fromError(HubNotice::Weight::Warning, session.lastError(), HubNotice::Action::RetryNow);
    if (const int seconds = session.secondsToRetry(); seconds > 1) {
        notice.detail = tr("Next try in %1 s. What is shown may be old.").arg(seconds);
    } else {
        notice.detail = tr("Trying again. What is shown may be old.");
    }
    return notice;
}

std::optional<HubNotice> ofSession(const HubSession& session)
{
    using Weight = HubNotice::Weight;
    using Action = HubNotice::Action;
    switch (session.state()) {
    case HubSession::State::NeedsCode:
        return HubNotice{Weight::Bad,
                         tr("%1 has not shown the second factor.").arg(session.identity().name()),
                         tr("The hub stays disconnected until it has the code of the authenticator "
                            "app."),
                         Action::EnterCode};
    case HubSession::State::SignedOut:
        return fromError(Weight::Bad, session.lastError(), Action::ConnectAgain);
    case HubSession::State::Untrusted:
        return fromError(Weight::Bad, session.lastError(), Action::ConnectAgain);
    case HubSession::State::Connecting: return unreachable(session);
    case HubSession::State::Degraded:
        return HubNotice{Weight::Warning, tr("The hub works with limits."),
                         QString::fromStdString(session.health()->reason)};
    case HubSession::State::Offline:
    case HubSession::State::Online: break;
    }
    return std::nullopt;
}

} // namespace

std::optional<HubNotice> noticeFor(const LocalHubStatus& local, const HubSession* session)
{
    const bool showsLocal = session != nullptr && session->profile().isLocal;
    if (showsLocal && local.phase() == LocalHubStatus::Phase::Failed) {
        return HubNotice{HubNotice::Weight::Bad, local.values().message, local.values().remedy,
                         HubNotice::Action::RestartLocalHub};
    }
    if (session != nullptr) {
        if (auto notice = ofSession(*session)) {
            return notice;
        }
    }
    if (showsLocal && !local.values().notices.isEmpty()) {
        return HubNotice{HubNotice::Weight::Info,
                         local.values().notices.join(QStringLiteral(" · "))};
    }
    return std::nullopt;
}

QString connectionText(const HubSession& session)
{
    const QString address = session.profile().address();
    if (session.isOnline()) {
        return tr("Connected to %1").arg(address);
    }
    if (session.state() == HubSession::State::NeedsCode) {
        return tr("%1 waits for the code of the second factor").arg(address);
    }
    return tr("%1: %2").arg(address, textOf(session.state()).toLower());
}

QString textOf(HubSession::State state)
{
    switch (state) {
    case HubSession::State::Offline: return tr("Offline");
    case HubSession::State::Connecting: return tr("Connecting");
    case HubSession::State::Online: return tr("Connected");
    case HubSession::State::Degraded: return tr("Degraded");
    case HubSession::State::NeedsCode: return tr("Code needed");
    case HubSession::State::SignedOut: return tr("Signed out");
    case HubSession::State::Untrusted: return tr("Not trusted");
    }
    return {};
}

} // namespace deck
