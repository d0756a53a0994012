#include "widgets/pages/devices_page.h"

#include "widgets/metrics.h"
#include "widgets/pages/device_panel.h"
#include "widgets/pages/health_bar.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_table.h"
#include "models/preferences.h"
#include "models/sample_devices.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSearchAfterMs = 120;
constexpr int kTimesEveryMs = 5'000;
constexpr int kAllColumnsFrom = 860;  ///< width of the table
constexpr int kMostColumnsFrom = 640;

Status statusAt(const QModelIndex& index)
{
    return statusFor(DeviceState(index.data(DeviceTable::StateRole).toInt()));
}

} // namespace

DevicesPage::DevicesPage(const PageContext& context)
    : Page(u"devices"_s),
      context_(context),
      model_(new DeviceTable(context.session, this)),
      header_(new PageHeader(context.theme, tr("Devices"))),
      health_(new HealthBar(context.theme)),
      search_(new TextField(context.theme, tr("Filter devices"))),
      table_(new DataTable(context.theme, tr("Devices"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Devices)),
      panel_(new DevicePanel(context))
{
    buildTable();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(buildList(), 1);
    row->addWidget(panel_);
    panel_->hide();
    connectModel();
    connect(panel_, &DevicePanel::closed, this, &DevicesPage::closePanel);
    connect(panel_, &DevicePanel::changed, model_, &DeviceTable::refresh);
    model_->reload();
    updateHeader();
    updateFooter();
}

QLayout* DevicesPage::buildList()
{
    auto* add = new Button(context_.theme, tr("Add device"), Icon::Plus, Button::Kind::Primary);
    add->setObjectName(u"devices.add"_s);
    PermissionGate::guard({add}, context_.session, {hub::Permission::Enroll});
    connect(add, &Button::clicked, &context_.links, &PageLinks::connectDeviceWanted);
    header_->addAction(add);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kBlockGap);
    column->addWidget(header_);
    column->addWidget(health_);
    column->addLayout(buildFilterRow());
    column->addWidget(card_, 1);
    return column;
}

QLayout* DevicesPage::buildFilterRow()
{
    search_->setObjectName(u"devices.search"_s);
    search_->setPlaceholder(tr("Filter by id"));
    search_->setIcon(Icon::Search);
    search_->setClearable(true);
    search_->setKeyHint(u"/"_s);
    search_->setMaximumWidth(280);
    searchSoon_.setSingleShot(true);
    searchSoon_.setInterval(kSearchAfterMs);
    connect(search_, &TextField::textChanged, &searchSoon_, qOverload<>(&QTimer::start));
    connect(&searchSoon_, &QTimer::timeout, this,
            [this] { model_->setSearch(search_->text().trimmed()); });
    auto* refresh = new IconButton(context_.theme, Icon::Refresh, tr("Refresh"));
    refresh->setShortcutHint(u"F5"_s);
    connect(refresh, &IconButton::clicked, this, &DevicesPage::refresh);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(search_, 1);
    row->addStretch(1);
    row->addWidget(refresh);
    return row;
}

void DevicesPage::buildTable()
{
    table_->setObjectName(u"devices.table"_s);
    table_->setPlaceholderRole(kPlaceholderRole);
    table_->setStatusOf(statusAt);
    table_->setCompact(context_.preferences.values().compactRows);
    table_->setColumns({{.style = CellStyle::Mono, .width = 170, .stretch = true, .sortable = true},
                        {.style = CellStyle::Status, .width = 110},
                        {.style = CellStyle::Secondary, .width = 104, .sortable = true},
                        {.style = CellStyle::Secondary, .width = 116},
                        {.style = CellStyle::Secondary, .width = 190},
                        {.style = CellStyle::Secondary, .width = 150}});
    table_->setModel(model_);
    table_->setSortMark(DeviceTable::Id, Qt::AscendingOrder);
    connect(table_, &DataTable::sortRequested, this, [this](int column, Qt::SortOrder order) {
        model_->setSort(DeviceTable::Column(column), order);
        table_->setSortMark(column, order);
    });
    connect(table_, &DataTable::rowSelectionChanged, this, &DevicesPage::showPanel);
    connect(table_, &DataTable::activated, this, [this](const QModelIndex& index) {
        if (const hub::api::Device* const device = model_->deviceAt(index.row())) {
            Q_EMIT context_.links.deviceWanted(QString::fromStdString(device->deviceId));
        }
    });
    connect(table_, &DataTable::visibleRowsChanged, this, &DevicesPage::updateFooter);
    connect(empty_, &EmptyState::primaryClicked, this, [this] {
        if (model_->search().isEmpty()) {
            Q_EMIT context_.links.connectDeviceWanted();
        } else {
            search_->setText({});
        }
    });
    connect(empty_, &EmptyState::secondaryClicked, this,
            [this] { context_.samples.add(context_.session); });
    timesTimer_.setInterval(kTimesEveryMs);
    connect(&timesTimer_, &QTimer::timeout, this, &DevicesPage::updateTimes);
    timesTimer_.start();
}

void DevicesPage::connectModel()
{
    connect(model_, &DeviceTable::answered, this, &DevicesPage::updateInstead);
    connect(model_, &DeviceTable::answered, this, &DevicesPage::updateFooter);
    connect(model_, &DeviceTable::answered, this, &DevicesPage::updateHeader);
    connect(model_, &DeviceTable::answered, this, &DevicesPage::updatePanel);
    connect(model_, &DeviceTable::loadingChanged, this,
            [this] { table_->setDimmed(model_->isLoading() && !model_->hasRows()); });
    connect(model_, &DeviceTable::dataChanged, this, &DevicesPage::updatePanel);
    connect(&context_.session, &HubSession::healthChanged, this, &DevicesPage::updateHeader);
}

void DevicesPage::updateHeader()
{
    const auto& health = context_.session.health();
    if (!health) {
        return;
    }
    const auto total = health->devices;
    header_->setDetail(model_->search().isEmpty()
                           ? countText(total)
                           : tr("%1 of %2").arg(countText(quint64(model_->rowCount())),
                                                countText(total)));
    const auto known = health->connectedDevices + health->disabledDevices;
    health_->setCounts(health->connectedDevices, total > known ? total - known : 0,
                       health->disabledDevices);
}

/// What stands in the table's place: an error, or why there is nothing.
void DevicesPage::updateInstead()
{
    if (model_->error().isError() && model_->rowCount() == 0) {
        empty_->setIcon(Icon::Warning);
        empty_->setTexts(model_->error().message, model_->error().remedy);
        empty_->setPrimary({});
        empty_->setSecondary({});
    } else if (!model_->hasRows() || model_->rowCount() > 0) {
        card_->showInstead(nullptr);
        return;
    } else if (!model_->search().isEmpty()) {
        empty_->setIcon(Icon::Filter);
        empty_->setTexts(tr("No device matches"), tr("No id contains “%1”.").arg(model_->search()));
        empty_->setPrimary(tr("Clear filter"));
        empty_->setSecondary({});
    } else {
        empty_->setIcon(Icon::Devices);
        empty_->setTexts(tr("No devices yet"),
                         tr("Connect one of your own, or look around with sample devices."));
        empty_->setPrimary(tr("Connect my device"), Icon::Plus);
        empty_->setSecondary(tr("Add sample devices"));
    }
    card_->showInstead(empty_);
}

void DevicesPage::updateFooter()
{
    const RowRange rows = table_->visibleRows();
    const int count = model_->rowCount();
    const QString left = count == 0 || rows.last < rows.first
                             ? QString()
                             : tr("Rows %1–%2 of %3")
                                   .arg(countText(quint64(rows.first + 1)),
                                        countText(quint64(std::min(rows.last + 1, count))),
                                        countText(quint64(count)));
    QString right = context_.session.isOnline() ? tr("live updates on") : tr("not connected");
    if (model_->asOf()) {
        right = tr("As of %1").arg(clockTime(*model_->asOf()).left(8)) + u"  ·  "_s + right;
    }
    card_->setFooter(left, right);
}

void DevicesPage::updateTimes()
{
    const RowRange rows = table_->visibleRows();
    if (isVisible() && rows.last >= rows.first) {
        table_->viewport()->update();
        updatePanel();
    }
}

void DevicesPage::showPanel()
{
    const hub::api::Device* const device =
        table_->selectedCount() == 1 ? model_->deviceAt(table_->currentRow()) : nullptr;
    if (device != nullptr) {
        selected_ = QString::fromStdString(device->deviceId);
        panel_->show(*device);
        fitColumns();
    }
}

/// The row may be elsewhere after a refresh, or not here.
void DevicesPage::updatePanel()
{
    if (selected_.isEmpty()) {
        return;
    }
    const int row = model_->rowOf(selected_);
    if (const hub::api::Device* const device = row < 0 ? nullptr : model_->deviceAt(row)) {
        if (table_->currentRow() != row) {
            table_->setCurrentRow(row);
        }
        panel_->show(*device);
    }
}

void DevicesPage::closePanel()
{
    selected_.clear();
    panel_->hide();
    table_->clearSelection();
    table_->setFocus();
    fitColumns();
}

void DevicesPage::focusFilter()
{
    search_->edit()->setFocus(Qt::ShortcutFocusReason);
}

void DevicesPage::refresh()
{
    if (model_->error().isError()) {
        model_->reload();
    } else {
        model_->refresh();
    }
}

void DevicesPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !search_->text().isEmpty()) {
        search_->setText({});
    } else if (event->key() == Qt::Key_Escape && !panel_->isHidden()) {
        closePanel();
    } else {
        Page::keyPressEvent(event);
    }
}

void DevicesPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    fitColumns();
}

void DevicesPage::fitColumns()
{
    const int room = width() - 2 * kPagePadding - (panel_->isHidden() ? 0 : panel_->width());
    table_->setColumnHidden(DeviceTable::Client, room < kAllColumnsFrom);
    table_->setColumnHidden(DeviceTable::Tags, room < kMostColumnsFrom);
    table_->setColumnHidden(DeviceTable::SignIn, room < kMostColumnsFrom);
}

} // namespace deck
