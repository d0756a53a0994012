#include "widgets/pages/home_page.h"

#include "widgets/metrics.h"
#include "widgets/pages/endpoints_card.h"
#include "widgets/pages/events_card.h"
#include "widgets/pages/get_started_card.h"
#include "widgets/pages/number_tile.h"
#include "widgets/parts/label.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/theme.h"

#include "models/hub_notice.h"
#include "models/hub_session.h"
#include "models/live_telemetry.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kTwoColumnsFrom = 860;

} // namespace

HomePage::HomePage(const PageContext& context)
    : Page(u"home"_s),
      context_(context),
      header_(new PageHeader(context.theme, tr("Home"))),
      devices_(new NumberTile(context.theme, tr("Devices"))),
      connected_(new NumberTile(context.theme, tr("Connected now"))),
      rate_(new NumberTile(context.theme, tr("Messages per second"))),
      stored_(new NumberTile(context.theme, tr("Telemetry stored"))),
      cards_(new QHBoxLayout)
{
    auto* scroll = new ScrollColumn;
    scroll->body()->addLayout(buildTiles());
    cards_->setSpacing(kCardGap);
    cards_->addWidget(new EndpointsCard(context), 1);
    cards_->addWidget(new GetStartedCard(context), 1);
    scroll->body()->addLayout(cards_);
    scroll->body()->addWidget(new EventsCard(context), 1);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kBlockGap);
    top->addWidget(header_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(scroll, 1);
    sync();
    syncHeader();
    connect(&context.session, &HubSession::healthChanged, this, &HomePage::sync);
    connect(&context.session, &HubSession::stateChanged, this, &HomePage::syncHeader);
}

QLayout* HomePage::buildTiles()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(kCardGap);
    for (NumberTile* tile : {devices_, connected_, rate_, stored_}) {
        row->addWidget(tile, 1);
    }
    return row;
}

void HomePage::syncHeader()
{
    header_->setDetail(context_.session.profile().isLocal
                           ? tr("Your own IoT hub, on this computer")
                           : connectionText(context_.session));
}

void HomePage::sync()
{
    const auto& health = context_.session.health();
    if (!health) {
        return;
    }
    devices_->setNumber(countText(health->devices),
                        tr("%1 disabled").arg(countText(health->disabledDevices)));
    const auto share = health->devices == 0 ? 0 : health->connectedDevices * 100 / health->devices;
    connected_->setNumber(countText(health->connectedDevices), tr("%1 % of the fleet").arg(share));
    rate_->setNumber(rateText(context_.session.messagesPerSecond()),
                     tr("%1 since the hub started").arg(countText(health->messagesStored)));
    rate_->setSpark(context_.telemetry.rate().values(), 0);
    stored_->setNumber(bytesText(health->storeBytes), tr("on the hub's disk"));
}

void HomePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    cards_->setDirection(width() >= kTwoColumnsFrom ? QBoxLayout::LeftToRight
                                                    : QBoxLayout::TopToBottom);
}

} // namespace deck
