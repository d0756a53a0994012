#include "widgets/shell/status_line.h"

#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/plain_text.h"
#include "widgets/shell/hub_row.h"
#include "widgets/theme.h"

#include "models/hub_list.h"
#include "models/hub_notice.h"
#include "models/local_hub_status.h"
#include "models/texts.h"

#include <QHBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kHeight = 28;

struct Word
{
    Status status;
    QString text;
};

Word wordFor(const HubSession* session, const LocalHubStatus& local)
{
    if (session == nullptr || session->profile().isLocal) {
        switch (local.phase()) {
        case LocalHubStatus::Phase::Starting:
            return {Status::Stale, StatusLine::tr("Local hub is starting")};
        case LocalHubStatus::Phase::Failed:
            return {Status::Failed, StatusLine::tr("Local hub has failed")};
        case LocalHubStatus::Phase::Stopped:
            return {Status::Offline, StatusLine::tr("Local hub is stopped")};
        case LocalHubStatus::Phase::Running:
        case LocalHubStatus::Phase::Attached: break;
        }
    }
    if (session == nullptr) {
        return {Status::Offline, StatusLine::tr("Not reachable")};
    }
    switch (session->state()) {
    case HubSession::State::Online:
    case HubSession::State::Degraded: return {Status::Online, StatusLine::tr("Running")};
    case HubSession::State::NeedsCode:
    case HubSession::State::SignedOut:
    case HubSession::State::Untrusted: // it answers
        return {statusOf(session->state()), textOf(session->state())};
    case HubSession::State::Offline:
    case HubSession::State::Connecting: break;
    }
    return {Status::Offline, StatusLine::tr("Not reachable")};
}

QString portsText(const HubSession& session)
{
    const auto& capabilities = session.capabilities();
    if (!capabilities) {
        return {};
    }
    QStringList https;
    for (const std::uint16_t port : capabilities->httpsPorts) {
        https << QString::number(port);
    }
    return StatusLine::tr("MQTT %1  ·  HTTPS %2")
        .arg(QString::number(capabilities->mqttsPort), https.join(u", "_s));
}

} // namespace

StatusLine::StatusLine(Theme& theme, HubList& hubs, LocalHubStatus& localHub, QWidget* parent)
    : Ground(theme, &Tokens::surface, parent),
      hubs_(hubs),
      localHub_(localHub),
      state_(new StatusMark(theme, Status::Offline, {})),
      ports_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      who_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      figures_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2))
{
    setObjectName(u"shell.status"_s);
    setFixedHeight(kHeight);
    who_->setObjectName(u"shell.identity"_s);
    who_->setElide(Qt::ElideRight);
    figures_->setElide(Qt::ElideRight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 0, 20, 0);
    row->setSpacing(16);
    row->addWidget(state_);
    row->addWidget(ports_);
    row->addWidget(who_, 1);
    row->addWidget(figures_);
    connect(&hubs_, &HubList::currentChanged, this, &StatusLine::watchSession);
    connect(&localHub_, &LocalHubStatus::changed, this, &StatusLine::sync);
    watchSession();
}

void StatusLine::watchSession()
{
    if (HubSession* const session = hubs_.current()) {
        connect(session, &HubSession::stateChanged, this, &StatusLine::sync, Qt::UniqueConnection);
        connect(session, &HubSession::healthChanged, this, &StatusLine::sync, Qt::UniqueConnection);
        connect(session, &HubSession::identityChanged, this, &StatusLine::sync,
                Qt::UniqueConnection);
    }
    sync();
}

void StatusLine::sync()
{
    const HubSession* const session = hubs_.current();
    const Word word = wordFor(session, localHub_);
    state_->setStatus(word.status, word.text);
    ports_->setText(session == nullptr ? QString() : portsText(*session));
    const bool isIn = session != nullptr && session->isOnline();
    who_->setText(isIn ? session->identity().text() : QString());
    who_->setToolTip(isIn ? plainToolTip(tr("Signed in: %1").arg(who_->text())) : QString());
    if (session == nullptr || !session->health() || !session->isOnline()) {
        figures_->setText({});
        return;
    }
    const hub::api::Health& health = *session->health();
    if (!session->identity().scope().isEmpty()) { // the rest is of all devices, and not told
        figures_->setText(tr("%1 connected").arg(countText(health.connectedDevices)));
        return;
    }
    figures_->setText(tr("%1 connected  ·  %2 messages/s  ·  %3 stored")
                          .arg(countText(health.connectedDevices),
                               rateText(session->messagesPerSecond()),
                               bytesText(health.storeBytes)));
}

} // namespace deck
