#include "widgets/pages/queues_page.h"

#include "widgets/pages/dead_letters_view.h"
#include "widgets/pages/fleet_queues.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace deck {

using namespace Qt::StringLiterals;

QueuesPage::QueuesPage(const PageContext& context)
    : Page(u"queues"_s),
      fleetTabs_(makeTabs(context)),
      deadTabs_(makeTabs(context)),
      fleet_(new FleetQueues(context, fleetTabs_)),
      dead_(new DeadLettersView(context, deadTabs_)),
      views_(new QStackedWidget)
{
    fleetTabs_->setObjectName(u"queues.tabs"_s);
    deadTabs_->setObjectName(u"deadLetters.tabs"_s);
    views_->addWidget(fleet_);
    views_->addWidget(dead_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(views_);
    connect(fleet_, &FleetQueues::deadCounted, this, &QueuesPage::showDead);
    choose(0);
}

Segmented* QueuesPage::makeTabs(const PageContext& context)
{
    auto* tabs = new Segmented(context.theme, tr("Queues or dead letters"));
    tabs->addSegment(tr("Devices"));
    tabs->addSegment(tr("Dead letters"));
    connect(tabs, &Segmented::currentChanged, this, &QueuesPage::choose);
    return tabs;
}

void QueuesPage::choose(int tab)
{
    for (Segmented* tabs : {fleetTabs_, deadTabs_}) {
        const QSignalBlocker quiet(tabs);
        tabs->setCurrent(tab);
    }
    views_->setCurrentIndex(tab);
}

void QueuesPage::showDead(quint64 dead)
{
    const QString text =
        dead == 0 ? tr("Dead letters") : tr("Dead letters  %1").arg(countText(dead));
    fleetTabs_->setSegmentText(1, text);
    deadTabs_->setSegmentText(1, text);
}

void QueuesPage::openQueue(const QString& deviceId)
{
    choose(0);
    fleet_->openQueue(deviceId);
}

void QueuesPage::focusFilter()
{
    if (views_->currentWidget() == fleet_) {
        fleet_->focusFilter();
    }
}

void QueuesPage::refresh()
{
    views_->currentWidget() == fleet_ ? fleet_->refresh() : dead_->refresh();
}

/// Also while the dead letters show: the list knows how many there are.
void QueuesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    fleet_->setLive(true);
}

void QueuesPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    fleet_->setLive(false);
}

} // namespace deck
