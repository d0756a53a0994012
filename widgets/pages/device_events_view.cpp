#include "widgets/pages/device_events_view.h"

#include "widgets/metrics.h"
#include "widgets/pages/events_card.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_events.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

Status statusAt(const QModelIndex& index)
{
    return statusFor(HubEventLog::Kind(index.data(HubEventLog::KindRole).toInt()));
}

} // namespace

DeviceEventsView::DeviceEventsView(const PageContext& context)
    : events_(new DeviceEvents(context.events, this)),
      search_(new TextField(context.theme, tr("Filter events"))),
      show_(new SelectField(context.theme, tr("Which events"))),
      table_(new DataTable(context.theme, tr("Events of the device"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Broadcast))
{
    table_->setObjectName(u"device.events.table"_s);
    table_->setCompact(true);
    table_->setStatusOf(statusAt);
    table_->setColumns({{.style = CellStyle::Status, .width = 230},
                        {.style = CellStyle::Mono, .width = 10},
                        {.style = CellStyle::Secondary, .width = 160, .stretch = true},
                        {.style = CellStyle::Mono, .width = 130, .align = Qt::AlignRight}});
    table_->setModel(events_);
    table_->setColumnHidden(HubEventLog::Device, true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kPagePadding, 0, kPagePadding, kPagePaddingTop);
    column->setSpacing(kCardGap);
    column->addLayout(buildBar());
    column->addWidget(card_, 1);
    connect(empty_, &EmptyState::primaryClicked, this, &DeviceEventsView::clearFilter);
    connect(events_, &DeviceEvents::rowsInserted, this, &DeviceEventsView::sync);
    connect(events_, &DeviceEvents::rowsRemoved, this, &DeviceEventsView::sync);
    sync();
}

QLayout* DeviceEventsView::buildBar()
{
    search_->setObjectName(u"device.events.search"_s);
    search_->setPlaceholder(tr("Filter by text"));
    search_->setIcon(Icon::Search);
    search_->setClearable(true);
    search_->setKeyHint(u"/"_s);
    search_->setMaximumWidth(280);
    show_->setObjectName(u"device.events.show"_s);
    show_->setPrefix(tr("Show: "));
    // In the order of DeviceEvents::Show.
    show_->addItems({tr("everything"), tr("connections"), tr("refusals"), tr("commands"),
                     tr("methods"), tr("twin"), tr("registry")});
    connect(search_, &TextField::textChanged, this, [this](const QString& text) {
        events_->setSearch(text.trimmed());
        sync();
    });
    connect(show_, &QComboBox::currentIndexChanged, this, [this](int index) {
        events_->setShow(DeviceEvents::Show(index));
        sync();
    });
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(search_, 1);
    bar->addWidget(show_);
    bar->addStretch(1);
    return bar;
}

void DeviceEventsView::setDevice(const QString& deviceId)
{
    events_->setDevice(deviceId);
    sync();
}

void DeviceEventsView::sync()
{
    const int count = events_->rowCount();
    if (events_->isNarrowed()) {
        empty_->setIcon(Icon::Filter);
        empty_->setTexts(tr("No event matches"), tr("Other events of this device may be there."));
        empty_->setPrimary(tr("Clear filter"));
    } else {
        empty_->setIcon(Icon::Broadcast);
        empty_->setTexts(tr("Nothing has happened yet"),
                         tr("What this device does from now on appears here: it connects, leaves, "
                            "is refused, takes a command, changes its twin."));
        empty_->setPrimary({});
    }
    card_->showInstead(count == 0 ? empty_ : nullptr);
    card_->setFooter(count == 1 ? tr("1 event since the console connected")
                                : tr("%1 events since the console connected")
                                      .arg(countText(quint64(count))),
                     tr("newest first"));
}

void DeviceEventsView::focusFilter()
{
    search_->edit()->setFocus(Qt::ShortcutFocusReason);
}

bool DeviceEventsView::clearFilter()
{
    const bool narrowed = events_->isNarrowed();
    search_->setText({});
    show_->setCurrentIndex(0);
    return narrowed;
}

} // namespace deck
