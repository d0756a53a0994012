#include "widgets/pages/events_card.h"

#include "widgets/pages/page_links.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLeastHeight = 220;
constexpr int kDetailFrom = 640;

Status statusAt(const QModelIndex& index)
{
    return statusFor(HubEventLog::Kind(index.data(HubEventLog::KindRole).toInt()));
}

} // namespace

Status statusFor(HubEventLog::Kind kind)
{
    switch (kind) {
    case HubEventLog::Kind::Connected: return Status::Online;
    case HubEventLog::Kind::Refused: return Status::Failed;
    case HubEventLog::Kind::Disconnected:
    case HubEventLog::Kind::Changed:
    case HubEventLog::Kind::Command:
    case HubEventLog::Kind::Method:
    case HubEventLog::Kind::Twin: return Status::Offline;
    }
    return Status::Offline;
}

EventsCard::EventsCard(const PageContext& context)
    : context_(context),
      table_(new DataTable(context.theme, tr("Events"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Broadcast))
{
    table_->setObjectName(u"home.events"_s);
    table_->setCompact(true);
    table_->setStatusOf(statusAt);
    table_->setColumns({{.style = CellStyle::Status, .width = 170},
                        {.style = CellStyle::Mono, .width = 200},
                        {.style = CellStyle::Secondary, .width = 160, .stretch = true},
                        {.style = CellStyle::Mono, .width = 130, .align = Qt::AlignRight}});
    table_->setModel(&context.events);
    empty_->setTexts(tr("Nothing has happened yet"),
                     tr("Devices that connect, leave or are refused appear here."));
    setMinimumHeight(kLeastHeight);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card_);
    connect(&context.events, &HubEventLog::rowsInserted, this, &EventsCard::sync);
    connect(table_, &DataTable::activated, this, [this](const QModelIndex& index) {
        const QString device = index.data(HubEventLog::DeviceRole).toString();
        if (!device.isEmpty()) {
            Q_EMIT context_.links.deviceWanted(device, u"events"_s);
        }
    });
    sync();
}

void EventsCard::sync()
{
    const int count = context_.events.rowCount();
    card_->showInstead(count == 0 ? empty_ : nullptr);
    card_->setFooter(tr("%1 events since the console connected").arg(countText(quint64(count))),
                     tr("newest first"));
}

void EventsCard::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    table_->setColumnHidden(HubEventLog::Time, width() < kDetailFrom);
}

} // namespace deck
