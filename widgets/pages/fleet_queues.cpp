#include "widgets/pages/fleet_queues.h"

#include "widgets/metrics.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/queue_rows.h"
#include "widgets/pages/queue_view.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/preferences.h"
#include "models/queue_list.h"
#include "models/queue_request.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSearchAfterMs = 120;
constexpr int kPatienceMs = 150;
constexpr int kListBeside = 316;    ///< width of the list beside an opened queue
constexpr int kBesideFrom = 1'100;  ///< width of the page

/// Columns that give way when there is little room, and the width from which on they show.
constexpr std::array<std::pair<QueueList::Column, int>, 7> kRoom{{{QueueList::Attempts, 980},
                                                                  {QueueList::LastPoll, 860},
                                                                  {QueueList::NextExpiry, 740},
                                                                  {QueueList::InFlight, 660},
                                                                  {QueueList::Delivery, 560},
                                                                  {QueueList::OldestAge, 460},
                                                                  {QueueList::Dead, 400}}};

} // namespace

FleetQueues::FleetQueues(const PageContext& context, Segmented* tabs)
    : context_(context),
      model_(new QueueList(context.session, this)),
      header_(new PageHeader(context.theme, tr("Queues"))),
      search_(new TextField(context.theme, tr("Filter queues"))),
      table_(new DataTable(context.theme, tr("Queues"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Queues)),
      divider_(new Divider(context.theme, Qt::Vertical)),
      back_(new Button(context.theme, tr("← All queues"), Button::Kind::Link)),
      title_(new Label(context.theme, {}, TextStyle::PageTitle)),
      delivery_(new StatusMark(context.theme, Status::Offline, {})),
      view_(new QueueView(context))
{
    model_->setLive(false);
    buildTable();
    list_ = buildList(tabs);
    view_->setTitle(buildTitle());
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(list_, 1);
    row->addWidget(divider_);
    row->addWidget(view_, 1);
    view_->hide();
    divider_->hide();
    connectModel();
    model_->reload();
    sync();
}

QWidget* FleetQueues::buildList(Segmented* tabs)
{
    search_->setObjectName(u"queues.search"_s);
    search_->setPlaceholder(tr("Filter by id"));
    search_->setIcon(Icon::Search);
    search_->setClearable(true);
    search_->setKeyHint(u"/"_s);
    search_->setMaximumWidth(280);
    auto* refresh = new IconButton(context_.theme, Icon::Refresh, tr("Refresh"));
    refresh->setShortcutHint(u"F5"_s);
    connect(refresh, &IconButton::clicked, this, &FleetQueues::refresh);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(search_, 1);
    second->addStretch(0);
    second->addWidget(refresh);
    tools_ = new QBoxLayout(QBoxLayout::LeftToRight);
    tools_->setSpacing(kCardGap);
    tools_->addWidget(tabs);
    tools_->addLayout(second, 1);
    auto* list = new QWidget;
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kBlockGap);
    column->addWidget(header_);
    column->addLayout(tools_);
    column->addWidget(card_, 1);
    return list;
}

QWidget* FleetQueues::buildTitle()
{
    title_->setObjectName(u"queues.opened"_s);
    title_->setElide(Qt::ElideMiddle);
    back_->setObjectName(u"queues.back"_s);
    auto* device = new Button(context_.theme, tr("Open device"), Button::Kind::Link);
    device->setObjectName(u"queues.device"_s);
    connect(device, &Button::clicked, this,
            [this] { Q_EMIT context_.links.deviceWanted(view_->deviceId()); });
    auto* close = new IconButton(context_.theme, Icon::Close, tr("Close this queue"));
    close->setObjectName(u"queues.close"_s);
    close->setShortcutHint(u"Esc"_s);
    connect(close, &IconButton::clicked, this, &FleetQueues::close);
    connect(back_, &Button::clicked, this, &FleetQueues::close);
    auto* title = new QWidget;
    auto* row = new QHBoxLayout(title);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kCardGap);
    row->addWidget(back_);
    row->addWidget(title_);
    row->addWidget(delivery_);
    row->addStretch(1);
    row->addWidget(device);
    row->addWidget(close);
    return title;
}

void FleetQueues::buildTable()
{
    table_->setObjectName(u"queues.table"_s);
    table_->setRowDelegate(new QueueRowDelegate(context_.theme, table_));
    table_->setPlaceholderRole(kPlaceholderRole);
    table_->setStatusOf(deliveryStatusAt);
    table_->setCompact(context_.preferences.values().compactRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setColumns({{.style = CellStyle::Mono, .width = 130, .stretch = true, .sortable = true},
                        {.style = CellStyle::Text, .width = 170, .sortable = true},
                        {.style = CellStyle::Secondary, .width = 84, .sortable = true},
                        {.style = CellStyle::Secondary, .width = 108},
                        {.style = CellStyle::Secondary, .width = 88},
                        {.style = CellStyle::Secondary, .width = 84, .sortable = true},
                        {.style = CellStyle::Secondary, .width = 72, .sortable = true},
                        {.style = CellStyle::Secondary, .width = 100, .sortable = true},
                        {.style = CellStyle::Status, .width = 122}});
    table_->setModel(model_);
    table_->setSortMark(QueueList::Depth, Qt::DescendingOrder);
}

void FleetQueues::connectModel()
{
    searchSoon_.setSingleShot(true);
    searchSoon_.setInterval(kSearchAfterMs);
    secondTimer_.setInterval(1'000);
    patienceTimer_.setSingleShot(true);
    patienceTimer_.setInterval(kPatienceMs);
    connect(search_, &TextField::textChanged, &searchSoon_, qOverload<>(&QTimer::start));
    connect(&searchSoon_, &QTimer::timeout, this,
            [this] { model_->setSearch(search_->text().trimmed()); });
    connect(&secondTimer_, &QTimer::timeout, table_->viewport(), qOverload<>(&QWidget::update));
    connect(&patienceTimer_, &QTimer::timeout, this, &FleetQueues::syncInstead);
    connect(model_, &QueueList::answered, this, &FleetQueues::sync);
    connect(model_, &QueueList::loadingChanged, this,
            [this] { table_->setDimmed(model_->isLoading() && !model_->hasRows()); });
    connect(&context_.session, &HubSession::stateChanged, this, &FleetQueues::sync);
    connect(table_, &DataTable::visibleRowsChanged, this, &FleetQueues::syncFooter);
    connect(table_, &DataTable::rowSelectionChanged, this, &FleetQueues::openChosen);
    connect(table_, &DataTable::activated, this, [this] {
        openChosen();
        view_->focusTable();
    });
    connect(table_, &DataTable::sortRequested, this, [this](int column, Qt::SortOrder order) {
        model_->setSort(QueueList::Column(column), order);
        table_->setSortMark(column, order);
    });
    connect(empty_, &EmptyState::primaryClicked, this, [this] {
        if (model_->error().isError()) {
            model_->reload();
        } else if (!model_->search().isEmpty()) {
            search_->setText({});
        } else {
            Q_EMIT context_.links.pageWanted(u"devices"_s);
        }
    });
}

void FleetQueues::sync()
{
    follow();
    syncHeader();
    syncInstead();
    syncFooter();
    syncOpened();
    Q_EMIT deadCounted(model_->fleet().dead);
}

void FleetQueues::syncHeader()
{
    const hub::api::QueueCounts& fleet = model_->fleet();
    if (!model_->hasRows()) {
        header_->setDetail({});
    } else if (!model_->search().isEmpty()) {
        header_->setDetail(tr("%1 match").arg(countText(quint64(model_->rowCount()))));
    } else if (view_->isHidden()) {
        header_->setDetail(tr("%1 waiting, %2 in flight, %3 dead")
                               .arg(countText(fleet.waiting), countText(fleet.inFlight),
                                    countText(fleet.dead)));
    } else {
        header_->setDetail(tr("%1 waiting").arg(countText(fleet.waiting)));
    }
}

/// What stands in the table's place: an error, a wait, or why there is nothing.
void FleetQueues::syncInstead()
{
    empty_->setBusy(false);
    empty_->setPrimary({});
    empty_->setSecondary({});
    if (model_->rowCount() > 0 || (!model_->hasRows() && patienceTimer_.isActive())) {
        card_->showInstead(nullptr);
        return;
    }
    if (!context_.session.isOnline()) {
        empty_->setIcon(Icon::Connections);
        empty_->setTexts(tr("Not connected to the hub"),
                         tr("The queues show when it answers again."));
    } else if (!hasQueues(context_.session)) {
        empty_->setIcon(Icon::Info);
        empty_->setTexts(
            tr("This hub does not let anybody look into queues"),
            tr("Its program is older than this console, or it is no Hubdeck hub. Update "
               "it to see, purge and requeue commands."));
    } else if (model_->error().isError()) {
        empty_->setIcon(Icon::Warning);
        empty_->setTexts(model_->error().message, model_->error().remedy);
        empty_->setPrimary(tr("Try again"), Icon::Refresh);
    } else if (!model_->hasRows()) {
        empty_->setBusy(true);
        empty_->setTexts(tr("Reading the queues"), {});
    } else if (!model_->search().isEmpty()) {
        empty_->setIcon(Icon::Filter);
        empty_->setTexts(tr("No queue matches"),
                         tr("No device with commands has “%1” in its id.").arg(model_->search()));
        empty_->setPrimary(tr("Clear filter"));
    } else {
        empty_->setIcon(Icon::Queues);
        empty_->setTexts(tr("No commands anywhere"),
                         tr("Devices with commands stand here. Open one to send it a command."));
        empty_->setPrimary(tr("Go to devices"));
    }
    card_->showInstead(empty_);
}

void FleetQueues::syncFooter()
{
    const RowRange rows = table_->visibleRows();
    const int count = model_->rowCount();
    const bool small = !view_->isHidden();
    const QString devices = count == 1 ? tr("1 device with commands")
                                       : tr("%1 devices with commands").arg(countText(quint64(count)));
    const QString left =
        count == 0 || rows.last < rows.first ? QString()
        : small || count == 1
            ? devices
            : tr("Rows %1–%2 of %3")
                  .arg(countText(quint64(rows.first + 1)),
                       countText(quint64(std::min(rows.last + 1, count))), devices);
    QString right = context_.session.isOnline() ? tr("live") : tr("not connected");
    if (model_->asOf() && !small) {
        right = tr("As of %1").arg(clockTime(*model_->asOf()).left(8)) + u"  ·  "_s + right;
    }
    card_->setFooter(left, right);
}

void FleetQueues::syncOpened()
{
    title_->setText(view_->deviceId());
    const int row = model_->rowOf(view_->deviceId());
    const QModelIndex index = row < 0 ? QModelIndex() : model_->index(row, QueueList::Delivery);
    delivery_->setVisible(index.isValid());
    if (index.isValid()) {
        delivery_->setStatus(deliveryStatusAt(index), index.data().toString());
    }
}

/// The row of the opened queue may be elsewhere after an answer, or gone.
void FleetQueues::follow()
{
    const int row = view_->deviceId().isEmpty() ? -1 : model_->rowOf(view_->deviceId());
    const QSignalBlocker quiet(table_);
    if (row < 0) {
        table_->clearSelection();
    } else if (table_->currentRow() != row || table_->selectedCount() == 0) {
        table_->setCurrentRow(row);
    }
}

void FleetQueues::openChosen()
{
    const hub::api::QueueSummary* const queue =
        table_->selectedCount() == 1 ? model_->queueAt(table_->currentRow()) : nullptr;
    if (queue != nullptr) {
        openQueue(QString::fromStdString(queue->deviceId));
    }
}

void FleetQueues::openQueue(const QString& deviceId)
{
    view_->setDevice(deviceId);
    view_->setVisible(!deviceId.isEmpty());
    fit();
    sync();
}

void FleetQueues::close()
{
    openQueue({});
    table_->setFocus(Qt::OtherFocusReason);
}

void FleetQueues::focusFilter()
{
    if (!list_->isHidden()) {
        search_->edit()->setFocus(Qt::ShortcutFocusReason);
    }
}

void FleetQueues::refresh()
{
    if (model_->error().isError()) {
        model_->reload();
    } else {
        model_->refresh();
    }
    view_->refresh();
}

void FleetQueues::setLive(bool live)
{
    model_->setLive(live);
}

void FleetQueues::fit()
{
    const bool open = !view_->isHidden();
    const bool beside = open && width() >= kBesideFrom;
    list_->setVisible(!open || beside);
    list_->setMaximumWidth(beside ? kListBeside : QWIDGETSIZE_MAX);
    list_->setMinimumWidth(beside ? kListBeside : 0);
    divider_->setVisible(beside);
    back_->setVisible(open && !beside);
    tools_->setDirection(beside ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    const int room = (beside ? kListBeside : width()) - 2 * kPagePadding;
    for (const auto& [column, from] : kRoom) {
        table_->setColumnHidden(column, room < from);
    }
    table_->horizontalHeader()->resizeSection(QueueList::Depth, beside ? 122 : 170);
}

void FleetQueues::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !search_->text().isEmpty() && !list_->isHidden()) {
        search_->setText({});
    } else if (event->key() == Qt::Key_Escape && !view_->isHidden()) {
        close();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void FleetQueues::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    secondTimer_.start();
    patienceTimer_.start();
}

void FleetQueues::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    secondTimer_.stop();
}

void FleetQueues::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace deck
