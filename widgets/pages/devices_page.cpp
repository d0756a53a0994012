#include "widgets/pages/devices_page.h"

#include "widgets/dialogs/export_devices.h"
#include "widgets/dialogs/import_devices.h"
#include "widgets/metrics.h"
#include "widgets/pages/column_chooser.h"
#include "widgets/pages/device_bulk.h"
#include "widgets/pages/device_panel.h"
#include "widgets/pages/health_bar.h"
#include "widgets/pages/job_strip.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/query_bar.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_selection.h"
#include "models/device_table.h"
#include "models/preferences.h"
#include "models/sample_devices.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPointer>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSearchAfterMs = 120;
constexpr int kTimesEveryMs = 5'000;
constexpr int kAllColumnsFrom = 860;  ///< width of the table
constexpr int kMostColumnsFrom = 640;
constexpr int kTagColumnWidth = 130;
constexpr int kMostQueryChars = 160; ///< in a sentence

/// Columns that may be left out, as the preferences call them.
QString keyOf(int column)
{
    switch (column) {
    case DeviceTable::State: return u"state"_s;
    case DeviceTable::LastHeard: return u"lastHeard"_s;
    case DeviceTable::SignIn: return u"signIn"_s;
    case DeviceTable::Client: return u"client"_s;
    case DeviceTable::Tags: return u"tags"_s;
    default: return {};
    }
}

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
      query_(new QueryBar(context.theme, [this] { return model_->knownTags(); })),
      columns_(new IconButton(context.theme, Icon::Columns, tr("Choose columns"))),
      table_(new DataTable(context.theme, tr("Devices"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Devices)),
      panel_(new DevicePanel(context))
{
    buildTable();
    buildQuery();
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
    updateQuery();
    updateFiles();
}

QLayout* DevicesPage::buildList()
{
    buildActions();
    auto* column = new QVBoxLayout;
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kBlockGap);
    column->addWidget(header_);
    column->addWidget(health_);
    column->addLayout(buildFilterRow());
    column->addWidget(query_);
    column->addWidget(bulk_->strip());
    column->addWidget(card_, 1);
    return column;
}

void DevicesPage::buildActions()
{
    const auto add = [this](const QString& name, const QString& text, Icon icon, Button::Kind kind) {
        auto* button = new Button(context_.theme, text, icon, kind);
        button->setObjectName(name);
        header_->addAction(button);
        return button;
    };
    Button* const jobs = add(u"devices.jobs"_s, tr("Jobs"), Icon::Commands, Button::Kind::Quiet);
    import_ = add(u"devices.import"_s, tr("Import…"), Icon::Upload, Button::Kind::Secondary);
    export_ = add(u"devices.export"_s, tr("Export…"), Icon::Download, Button::Kind::Secondary);
    Button* const device =
        add(u"devices.add"_s, tr("Add device"), Icon::Plus, Button::Kind::Primary);
    jobs->setToolTip(tr("What is being done, and was done, with many devices"));
    PermissionGate::guard({device, import_}, context_.session, {hub::Permission::Enroll});
    connect(jobs, &Button::clicked, this, [this] { Q_EMIT context_.links.jobsWanted(); });
    connect(import_, &Button::clicked, this, &DevicesPage::importFile);
    connect(export_, &Button::clicked, this, &DevicesPage::exportShown);
    connect(device, &Button::clicked, &context_.links, &PageLinks::connectDeviceWanted);
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
    row->addWidget(columns_);
    row->addWidget(refresh);
    return row;
}

void DevicesPage::buildQuery()
{
    columns_->setObjectName(u"devices.columns"_s);
    query_->setHistory(choice().queries);
    connect(columns_, &IconButton::clicked, this, &DevicesPage::chooseColumns);
    connect(query_, &QueryBar::wanted, this, &DevicesPage::ask);
    connect(query_, &QueryBar::stopWanted, this, &DevicesPage::stopAsking);
    connect(model_, &DeviceTable::loadingChanged, this, &DevicesPage::updateQuery);
    connect(model_, &DeviceTable::answered, this, &DevicesPage::updateQuery);
    connect(&context_.session, &HubSession::reconnected, this, &DevicesPage::updateQuery);
    connect(&context_.session, &HubSession::reconnected, this, &DevicesPage::updateFiles);
}

/// A hub that is older knows no files of devices.
void DevicesPage::updateFiles()
{
    const bool can = context_.session.supports("import");
    const QString older = tr("This hub is older and has no files of devices.");
    import_->setEnabled(can);
    export_->setEnabled(can);
    import_->setToolTip(can ? tr("Devices from a file") : older);
    export_->setToolTip(can ? tr("Devices into a file (Ctrl+E)") : older);
}

/// A hub that is older answers as if there were no condition: there is no field for one then.
void DevicesPage::updateQuery()
{
    const bool can = context_.session.supports("queries");
    query_->setVisible(can);
    if (!can && context_.session.isOnline() && !model_->query().isEmpty()) {
        query_->clear();
    }
    query_->setApplied(model_->query());
    query_->setRunning(can && model_->isLoading() && !model_->hasRows());
    const bool refused =
        model_->error().isError() && !model_->hasRows() && !model_->query().isEmpty();
    query_->setError(refused ? model_->error().message : QString());
}

void DevicesPage::ask(const QString& condition)
{
    if (model_->query() == condition) {
        model_->reload();
    } else {
        model_->setQuery(condition);
    }
    if (!condition.isEmpty()) {
        DeviceListChoice changed = choice();
        changed.queries.removeAll(condition);
        changed.queries.prepend(condition);
        changed.queries = changed.queries.mid(0, DeviceListChoice::kMostQueries);
        query_->setHistory(changed.queries);
        setChoice(changed);
    }
    updateQuery();
}

void DevicesPage::stopAsking()
{
    if (model_->hasRows()) {
        return; // only further rows are under way
    }
    model_->cancel();
    if (!model_->hasRows()) {
        query_->setNote(tr("Stopped before the hub has answered."));
    } else if (model_->query().isEmpty()) {
        query_->setNote(tr("Stopped. The list shows all devices, as before."));
    } else {
        query_->setNote(tr("Stopped. The list shows the answer to “%1”, as before.")
                            .arg(plainLine(model_->query(), kMostQueryChars)));
    }
}

DeviceListChoice DevicesPage::choice() const
{
    return context_.preferences.values().deviceLists.value(context_.session.profile().id);
}

void DevicesPage::setChoice(const DeviceListChoice& choice)
{
    PreferenceValues values = context_.preferences.values();
    values.deviceLists[context_.session.profile().id] = choice;
    context_.preferences.set(values);
}

void DevicesPage::chooseColumns()
{
    QList<ColumnChooser::Column> columns;
    for (int column = DeviceTable::State; column < DeviceTable::ColumnCount; ++column) {
        columns.append({keyOf(column), model_->headerData(column, Qt::Horizontal, Qt::DisplayRole)
                                           .toString()});
    }
    auto* chooser = new ColumnChooser(context_.theme, columns, model_->knownTags().keys(), choice(),
                                      this);
    connect(chooser, &ColumnChooser::changed, this, [this](const DeviceListChoice& chosen) {
        DeviceListChoice changed = choice();
        changed.hiddenColumns = chosen.hiddenColumns;
        changed.pathColumns = chosen.pathColumns;
        setChoice(changed);
        applyColumns();
    });
    const RowRange rows = table_->visibleRows();
    model_->twinValues().learnPaths(model_->idsOf(rows.first, rows.last),
                                    [list = QPointer<ColumnChooser>(chooser)](
                                        const KnownValues& known) {
                                        if (list) {
                                            list->offer(known.keys());
                                        }
                                    });
    chooser->openAt(*columns_, Popover::Align::End);
}

/// The model's first: the table needs a width for each.
void DevicesPage::applyColumns()
{
    model_->setPathColumns(choice().pathColumns);
    QList<TableColumn> columns{
        {.style = CellStyle::Mono, .width = 170, .stretch = true, .sortable = true},
        {.style = CellStyle::Status, .width = 110},
        {.style = CellStyle::Secondary, .width = 104, .sortable = true},
        {.style = CellStyle::Secondary, .width = 116},
        {.style = CellStyle::Secondary, .width = 190},
        {.style = CellStyle::Secondary, .width = 150}};
    for (qsizetype at = 0; at < model_->pathColumns().size(); ++at) {
        columns.append({.style = CellStyle::Secondary,
                        .width = kTagColumnWidth,
                        .sortable = model_->isSortable(DeviceTable::ColumnCount + int(at))});
    }
    table_->setColumns(columns);
    table_->setSortMark(model_->sortColumn(), model_->sortOrder());
    fitColumns();
}

void DevicesPage::buildTable()
{
    table_->setObjectName(u"devices.table"_s);
    table_->setPlaceholderRole(kPlaceholderRole);
    table_->setStatusOf(statusAt);
    table_->setCompact(context_.preferences.values().compactRows);
    table_->setModel(model_);
    bulk_ = new DeviceBulk(context_, *model_, *card_, this);
    applyColumns();
    connect(table_, &DataTable::sortRequested, this, [this](int column, Qt::SortOrder order) {
        model_->setSort(column, order);
        table_->setSortMark(column, order);
    });
    connect(&bulk_->selection(), &DeviceSelection::changed, this, &DevicesPage::showChosen);
    connect(table_, &DataTable::activated, this, [this](const QModelIndex& index) {
        if (const hub::api::Device* const device = model_->deviceAt(index.row())) {
            Q_EMIT context_.links.deviceWanted(QString::fromStdString(device->deviceId));
        }
    });
    connect(table_, &DataTable::visibleRowsChanged, this, &DevicesPage::updateFooter);
    connect(empty_, &EmptyState::primaryClicked, this, &DevicesPage::actInstead);
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
    const auto rows = quint64(model_->rowCount());
    const QString found = model_->isTotalKnown() ? countText(rows)
                                                 : tr("more than %1").arg(countText(rows - 1));
    const bool narrowed = !model_->search().isEmpty() || !model_->query().isEmpty();
    header_->setDetail(narrowed && model_->hasRows() ? tr("%1 of %2").arg(found, countText(total))
                                                     : countText(total));
    const auto known = health->connectedDevices + health->disabledDevices;
    health_->setCounts(health->connectedDevices, total > known ? total - known : 0,
                       health->disabledDevices);
}

/// What stands in the table's place: an error, or why there is nothing.
void DevicesPage::updateInstead()
{
    const bool unanswered = !model_->hasRows() && !model_->isLoading();
    if (model_->error().isError() && (model_->rowCount() == 0 || unanswered)) {
        showError();
    } else if (!model_->hasRows() || model_->rowCount() > 0) {
        card_->showInstead(nullptr);
        return;
    } else if (!model_->search().isEmpty() || !model_->query().isEmpty()) {
        showNoMatch();
    } else {
        empty_->setIcon(Icon::Devices);
        empty_->setTexts(tr("No devices yet"),
                         tr("Connect one of your own, or look around with sample devices."));
        empty_->setPrimary(tr("Connect my device"), Icon::Plus);
        empty_->setSecondary(tr("Add sample devices"));
    }
    card_->showInstead(empty_);
}

/// A hub that is older does not sort by tags, and says that the request is wrong.
void DevicesPage::showError()
{
    const HubError& error = model_->error();
    const bool byTag = model_->sortColumn() >= DeviceTable::ColumnCount;
    empty_->setIcon(Icon::Warning);
    empty_->setTexts(error.message,
                     byTag ? tr("The list is sorted by a tag; an older hub cannot do that.")
                           : error.remedy);
    empty_->setPrimary(byTag && error.kind == HubError::Kind::Refused ? tr("Sort by device")
                                                                      : tr("Try again"),
                       Icon::Refresh);
    empty_->setSecondary({});
}

void DevicesPage::actInstead()
{
    if (model_->error().isError()) {
        if (model_->error().kind == HubError::Kind::Refused &&
            model_->sortColumn() >= DeviceTable::ColumnCount) {
            table_->setSortMark(DeviceTable::Id, Qt::AscendingOrder);
            model_->setSort(DeviceTable::Id, Qt::AscendingOrder);
        } else {
            model_->reload();
        }
    } else if (model_->search().isEmpty() && model_->query().isEmpty()) {
        Q_EMIT context_.links.connectDeviceWanted();
    } else {
        clearAll();
    }
}

/// What was asked for, so that it can be seen why nothing came.
void DevicesPage::showNoMatch()
{
    const QString query = plainLine(model_->query(), kMostQueryChars);
    const QString search = plainLine(model_->search(), kMostQueryChars);
    empty_->setIcon(Icon::Filter);
    if (query.isEmpty()) {
        empty_->setTexts(tr("No device matches"), tr("No id contains “%1”.").arg(search));
        empty_->setPrimary(tr("Clear filter"));
    } else {
        empty_->setTexts(tr("No device matches"),
                         search.isEmpty()
                             ? tr("The hub was asked for %1").arg(query)
                             : tr("The hub was asked for %1, with “%2” in the id").arg(query, search));
        empty_->setPrimary(search.isEmpty() ? tr("Clear query") : tr("Clear query and filter"));
    }
    empty_->setSecondary({});
}

void DevicesPage::clearAll()
{
    search_->setText({});
    query_->clear();
}

void DevicesPage::updateFooter()
{
    const RowRange rows = table_->visibleRows();
    const int count = model_->rowCount();
    const int here = model_->isTotalKnown() ? count : count - 1; // else the last one stands for the rest
    const QString left =
        here <= 0 || rows.last < rows.first
            ? QString()
            : (model_->isTotalKnown() ? tr("Rows %1–%2 of %3")
                                      : tr("Rows %1–%2 of more than %3, not counted yet"))
                  .arg(countText(quint64(rows.first + 1)),
                       countText(quint64(std::min(rows.last + 1, here))),
                       countText(quint64(here)));
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

/// The panel is about one device; several have the bar.
void DevicesPage::showChosen()
{
    const QString id = bulk_->selection().onlyId();
    if (id.isEmpty()) {
        selected_.clear();
        panel_->hide();
        fitColumns();
        return;
    }
    const int row = model_->rowOf(id);
    if (const hub::api::Device* const device = row < 0 ? nullptr : model_->deviceAt(row)) {
        selected_ = id;
        panel_->show(*device);
        fitColumns();
    }
}

/// The row may be elsewhere after a refresh, or not here.
void DevicesPage::updatePanel()
{
    const int row = selected_.isEmpty() ? -1 : model_->rowOf(selected_);
    const hub::api::Device* const device = row < 0 ? nullptr : model_->deviceAt(row);
    if (device == nullptr) {
        return;
    }
    if (table_->currentRow() != row) {
        table_->selectionModel()->setCurrentIndex(model_->index(row, 0),
                                                  QItemSelectionModel::NoUpdate);
    }
    panel_->show(*device);
}

void DevicesPage::closePanel()
{
    bulk_->selection().clear();
    table_->setFocus();
}

void DevicesPage::importFile()
{
    auto* dialog = new ImportDevicesDialog(context_.theme, context_.session, window());
    connect(dialog, &ImportDevicesDialog::imported, model_, &DeviceTable::refresh);
    dialog->open();
}

void DevicesPage::exportShown()
{
    if (!context_.session.supports("import")) {
        return; // the button says why
    }
    const std::optional<quint64> shown =
        model_->isTotalKnown() ? std::optional(quint64(model_->rowCount())) : std::nullopt;
    (new ExportDevicesDialog(context_.theme, context_.session, model_->question(), shown, window()))
        ->open();
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
    const bool asking = !query_->isHidden() && model_->isLoading() && !model_->hasRows();
    if (event->key() == Qt::Key_Escape && asking) {
        stopAsking();
    } else if (event->key() == Qt::Key_Escape && !search_->text().isEmpty()) {
        search_->setText({});
    } else if (event->key() == Qt::Key_Escape && !query_->text().isEmpty()) {
        query_->clear();
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
    const int left = room - int(model_->pathColumns().size()) * kTagColumnWidth;
    const QStringList hidden = choice().hiddenColumns;
    for (int column = DeviceTable::State; column < DeviceTable::ColumnCount; ++column) {
        const int from = column == DeviceTable::Client                            ? kAllColumnsFrom
                         : column == DeviceTable::Tags || column == DeviceTable::SignIn
                             ? kMostColumnsFrom
                             : 0;
        table_->setColumnHidden(column, hidden.contains(keyOf(column)) || left < from);
    }
}

} // namespace deck
