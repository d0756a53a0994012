#include "widgets/shell/top_bar.h"

#include "widgets/metrics.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/plain_text.h"
#include "widgets/shell/hub_row.h"
#include "widgets/shell/hub_switcher.h"
#include "widgets/theme.h"

#include "models/hub_list.h"
#include "models/hub_notice.h"

#include <QHBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

} // namespace

TopBar::TopBar(Theme& theme, HubList& hubs, QWidget* parent)
    : Ground(theme, &Tokens::surface, parent),
      theme_(theme),
      hubs_(hubs),
      switcher_(new HubSwitcher(theme, hubs)),
      state_(new StatusMark(theme, Status::Offline, tr("Offline"))),
      detail_(new Label(theme, {}, TextStyle::Body, &Tokens::text2)),
      colors_(new IconButton(theme, Icon::Moon, tr("Dark colours")))
{
    setFixedHeight(kTopBarHeight);
    colors_->setObjectName(u"shell.colors"_s);
    colors_->setShortcutHint(u"Ctrl+Shift+L"_s);
    detail_->setElide(Qt::ElideRight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 0, 16, 0);
    row->setSpacing(8);
    row->addWidget(switcher_);
    row->addSpacing(8);
    row->addWidget(state_);
    row->addWidget(detail_, 1);
    row->addStretch(0);
    row->addWidget(colors_);
    connect(switcher_, &HubSwitcher::connectWanted, this, &TopBar::connectHubWanted);
    connect(colors_, &IconButton::clicked, this, &TopBar::themeToggled);
    connect(&theme_, &Theme::changed, this, &TopBar::sync);
    connect(&hubs_, &HubList::currentChanged, this, &TopBar::watchSession);
    watchSession();
}

void TopBar::openHubs()
{
    switcher_->click();
}

void TopBar::watchSession()
{
    if (HubSession* const session = hubs_.current()) {
        connect(session, &HubSession::stateChanged, this, &TopBar::sync, Qt::UniqueConnection);
        connect(session, &HubSession::healthChanged, this, &TopBar::sync, Qt::UniqueConnection);
    }
    sync();
}

void TopBar::sync()
{
    colors_->setIconName(theme_.isDark() ? Icon::Sun : Icon::Moon);
    colors_->setName(theme_.isDark() ? tr("Light colours") : tr("Dark colours"));
    const HubSession* const session = hubs_.current();
    const HubSession::State state = session == nullptr ? HubSession::State::Offline : session->state();
    state_->setStatus(statusOf(state), textOf(state));
    QString detail;
    if (session != nullptr && session->isOnline()) {
        detail = tr("%1 ms").arg(session->roundTripMs());
    } else if (session != nullptr && session->secondsToRetry() > 0) {
        detail = tr("next try in %1 s").arg(session->secondsToRetry());
    }
    detail_->setText(detail);
    state_->setToolTip(session == nullptr ? QString()
                                          : plainToolTip(session->lastError().message));
}

} // namespace deck
