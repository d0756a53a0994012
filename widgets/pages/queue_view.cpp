#include "widgets/pages/queue_view.h"

#include "widgets/metrics.h"
#include "widgets/pages/command_panel.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/queue_head.h"
#include "widgets/pages/queue_rows.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/preferences.h"
#include "models/queue_request.h"
#include "models/queue_table.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPatienceMs = 150;

struct Tab
{
    const char* state;
    const char* name;
};
constexpr std::array<Tab, 4> kTabs{{{"waiting", QT_TRANSLATE_NOOP("QueueView", "Waiting")},
                                    {"inFlight", QT_TRANSLATE_NOOP("QueueView", "In flight")},
                                    {"completed", QT_TRANSLATE_NOOP("QueueView", "Done")},
                                    {"dead", QT_TRANSLATE_NOOP("QueueView", "Dead")}}};

std::uint64_t countOf(const hub::api::QueueCounts& counts, int tab)
{
    const std::array all{counts.waiting, counts.inFlight, counts.completed, counts.dead};
    return all[std::size_t(tab)];
}

/// Columns that give way when there is little room, the first one first, and the width from which
/// on they show.
constexpr std::array<std::pair<CommandTable::Column, int>, 6> kRoom{
    {{CommandTable::MessageId, 1'020},
     {CommandTable::Ack, 880},
     {CommandTable::Size, 760},
     {CommandTable::Age, 660},
     {CommandTable::Attempts, 560},
     {CommandTable::Position, 430}}};

} // namespace

QueueView::QueueView(const PageContext& context)
    : context_(context),
      model_(new QueueTable(context.session, this)),
      acts_(new CommandActs(context, *this)),
      column_(new QVBoxLayout),
      head_(new QueueHead(context, *model_)),
      tabs_(new Segmented(context.theme, tr("State of the commands"))),
      table_(new DataTable(context.theme, tr("Commands"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Queues)),
      bulk_(new QWidget),
      bulkText_(new Label(context.theme, {}, TextStyle::CaptionStrong)),
      bulkRequeue_(new Button(context.theme, tr("Requeue"), Button::Kind::Link)),
      panel_(new CommandPanel(context))
{
    setObjectName(u"queue.view"_s);
    model_->setLive(false);
    buildTable();
    buildBulkBar();
    build();
    connectParts();
    panel_->hide();
    sync();
}

void QueueView::build()
{
    column_->setContentsMargins(kPagePadding, 0, kPagePadding, kPagePaddingTop);
    column_->setSpacing(kCardGap);
    column_->addWidget(head_);
    column_->addLayout(buildTabs());
    column_->addWidget(card_, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(column_, 1);
    row->addWidget(panel_);
}

QLayout* QueueView::buildTabs()
{
    tabs_->setObjectName(u"queue.tabs"_s);
    for (const Tab& tab : kTabs) {
        tabs_->addSegment(tr(tab.name));
    }
    auto* refresh = new IconButton(context_.theme, Icon::Refresh, tr("Refresh"));
    refresh->setShortcutHint(u"F5"_s);
    connect(refresh, &IconButton::clicked, this, &QueueView::refresh);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(tabs_);
    row->addStretch(1);
    row->addWidget(refresh);
    return row;
}

void QueueView::buildTable()
{
    table_->setObjectName(u"queue.table"_s);
    table_->setRowDelegate(new CommandRowDelegate(context_.theme, table_));
    table_->setStatusOf(commandStatusAt);
    table_->setCompact(context_.preferences.values().compactRows);
    table_->setColumns({{.style = CellStyle::Mono, .width = 150},
                        {.style = CellStyle::Secondary, .width = 46},
                        {.style = CellStyle::Status, .width = 146},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Secondary, .width = 76},
                        {.style = CellStyle::Secondary, .width = 104},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Secondary, .width = 118},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Mono, .width = 130},
                        {.style = CellStyle::Mono, .width = 130, .stretch = true}});
    table_->setModel(model_);
    table_->setColumnHidden(CommandTable::Device, true);
    table_->installEventFilter(this);
}

/// In place of the footer while several rows are chosen.
void QueueView::buildBulkBar()
{
    auto* remove = new Button(context_.theme, tr("Delete"), Button::Kind::Link);
    remove->setObjectName(u"queue.bulk.delete"_s);
    bulkRequeue_->setObjectName(u"queue.bulk.requeue"_s);
    PermissionGate::guard({remove, bulkRequeue_}, context_.session, {hub::Permission::Queues});
    connect(remove, &Button::clicked, this, [this] { acts_->remove(chosen()); });
    connect(bulkRequeue_, &Button::clicked, this, [this] { acts_->requeue(chosen()); });
    auto* row = new QHBoxLayout(bulk_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kBlockGap);
    row->addWidget(bulkText_);
    row->addWidget(bulkRequeue_);
    row->addWidget(remove);
    row->addStretch(1);
    bulk_->hide();
}

void QueueView::connectParts()
{
    secondTimer_.setInterval(1'000);
    patienceTimer_.setSingleShot(true);
    patienceTimer_.setInterval(kPatienceMs);
    connect(&secondTimer_, &QTimer::timeout, model_, &QueueTable::tick);
    connect(&secondTimer_, &QTimer::timeout, head_, &QueueHead::sync);
    connect(&patienceTimer_, &QTimer::timeout, this, &QueueView::syncInstead);
    connect(model_, &QueueTable::answered, this, &QueueView::sync);
    connect(model_, &QueueTable::modelReset, &patienceTimer_, qOverload<>(&QTimer::start));
    connect(&context_.session, &HubSession::stateChanged, this, &QueueView::sync);
    connect(table_, &DataTable::rowSelectionChanged, this, &QueueView::showChosen);
    connect(table_, &DataTable::menuRequested, this,
            [this](const QPoint& at) { acts_->openMenu(at, chosen()); });
    connect(tabs_, &Segmented::currentChanged, this, &QueueView::chooseTab);
    connect(head_, &QueueHead::done, this, &QueueView::refresh);
    connect(empty_, &EmptyState::primaryClicked, this, [this] {
        model_->error().isError() ? refresh() : openSend();
    });
    connect(acts_, &CommandActs::done, this, &QueueView::refresh);
    connect(panel_, &CommandPanel::closed, this, &QueueView::closePanel);
    connect(panel_, &CommandPanel::requeueWanted, this, [this] { acts_->requeue(shown()); });
    connect(panel_, &CommandPanel::editWanted, this, [this] { acts_->edit(shown()); });
    connect(panel_, &CommandPanel::deleteWanted, this, [this] { acts_->remove(shown()); });
}

void QueueView::setDevice(const QString& id)
{
    if (model_->deviceId() != id) {
        closePanel();
        model_->setDevice(id);
        sync();
    }
}

const QString& QueueView::deviceId() const
{
    return model_->deviceId();
}

void QueueView::setTitle(QWidget* title)
{
    column_->insertWidget(0, title);
    column_->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
}

void QueueView::refresh()
{
    model_->refresh();
}

void QueueView::focusTable()
{
    table_->setFocus(Qt::ShortcutFocusReason);
}

void QueueView::chooseTab(int tab)
{
    closePanel();
    model_->setStates(QString::fromLatin1(kTabs[std::size_t(tab)].state));
    fitColumns();
    sync();
}

void QueueView::sync()
{
    head_->sync();
    syncTabs();
    syncInstead();
    syncPanel();
    syncFooter();
}

void QueueView::syncTabs()
{
    for (int tab = 0; tab < int(kTabs.size()); ++tab) {
        const QString name = tr(kTabs[std::size_t(tab)].name);
        const auto& counts = model_->counts();
        tabs_->setSegmentText(tab,
                              counts ? name + u"  "_s + countText(countOf(*counts, tab)) : name);
    }
}

/// What stands in the table's place: an error, a wait, or why there is nothing.
void QueueView::syncInstead()
{
    empty_->setBusy(false);
    empty_->setPrimary({});
    empty_->setSecondary({});
    if (model_->rowCount() > 0) {
        card_->showInstead(nullptr);
        return;
    }
    if (!context_.session.isOnline()) {
        empty_->setIcon(Icon::Connections);
        empty_->setTexts(tr("Not connected to the hub"),
                         tr("The queue shows when it answers again."));
    } else if (!hasQueues(context_.session)) {
        empty_->setIcon(Icon::Info);
        empty_->setTexts(
            tr("This hub does not let anybody look into queues"),
            tr("Its program is older than this console, or it is no Hubdeck hub. Update "
               "it to see, purge and requeue commands."));
    } else if (model_->error().isError()) {
        showError();
    } else if (!model_->hasRows()) {
        if (patienceTimer_.isActive()) {
            card_->showInstead(nullptr);
            return;
        }
        empty_->setBusy(true);
        empty_->setTexts(tr("Reading the queue"), {});
    } else {
        showNothing();
    }
    card_->showInstead(empty_);
}

void QueueView::showError()
{
    empty_->setIcon(Icon::Warning);
    empty_->setTexts(model_->error().message, model_->error().remedy);
    empty_->setPrimary(tr("Try again"), Icon::Refresh);
}

void QueueView::showNothing()
{
    empty_->setIcon(Icon::Queues);
    switch (tabs_->current()) {
    case 0:
        empty_->setTexts(
            tr("Nothing waits"),
            tr("A command waits here until the device takes it, or its time is over."));
        empty_->setPrimary(tr("Send command…"), Icon::Send);
        break;
    case 1:
        empty_->setTexts(tr("Nothing is in flight"),
                         tr("Here stands what the device has received and not yet acknowledged."));
        break;
    case 2:
        empty_->setTexts(tr("Nothing was done lately"),
                         tr("What the device has acknowledged stays here for two days."));
        break;
    default:
        empty_->setTexts(tr("No dead commands"),
                         tr("What expired, was rejected, purged or tried too often stays here for "
                            "two days and can be requeued."));
        break;
    }
}

void QueueView::syncFooter()
{
    const ChosenCommands rows = chosen();
    const bool several = rows.size() > 1;
    bulkText_->setText(tr("%1 selected").arg(rows.size()));
    bulkRequeue_->setVisible(CommandActs::canRequeue(rows));
    card_->setFooterWidget(several ? bulk_ : nullptr);
    const int count = model_->rowCount();
    const QString whole = model_->isWhole() ? QString() : tr(", more as you scroll");
    QString right = context_.session.isOnline() ? tr("live") : tr("not connected");
    if (model_->asOf()) {
        right = tr("As of %1").arg(clockTime(*model_->asOf()).left(8)) + u"  ·  "_s + right;
    }
    card_->setFooter(count == 0   ? QString()
                     : count == 1 ? tr("1 command")
                                  : tr("%1 commands").arg(countText(quint64(count))) + whole,
                     right);
}

void QueueView::showChosen()
{
    const bool one = table_->selectedCount() == 1;
    const hub::api::Command* const command =
        one ? model_->commandAt(table_->selectedRanges().first().first) : nullptr;
    if (command != nullptr) {
        shownNumber_ = QString::fromStdString(command->id);
        panel_->showCommand(deviceId(), *command, model_->maxAttempts());
    } else if (table_->selectedCount() != 0) {
        panel_->clear(); // several: none of them
        shownNumber_.clear();
    }
    fitColumns();
    syncFooter();
}

/// The command may be another now, or may have left this list; then its panel follows it.
void QueueView::syncPanel()
{
    const int row = shownNumber_.isEmpty() ? -1 : model_->rowOf(shownNumber_);
    if (row >= 0) {
        panel_->showCommand(deviceId(), *model_->commandAt(row), model_->maxAttempts());
    }
}

bool QueueView::closePanel()
{
    const bool wasOpen = !panel_->isHidden();
    shownNumber_.clear();
    panel_->clear();
    table_->clearSelection();
    fitColumns();
    return wasOpen;
}

ChosenCommands QueueView::chosen() const
{
    ChosenCommands commands;
    for (const RowRange& range : table_->selectedRanges()) {
        for (int row = range.first; row <= range.last; ++row) {
            if (const hub::api::Command* const command = model_->commandAt(row)) {
                commands.append({deviceId(), *command});
            }
        }
    }
    return commands;
}

ChosenCommands QueueView::shown() const
{
    return panel_->command() ? ChosenCommands{{deviceId(), *panel_->command()}} : ChosenCommands();
}

void QueueView::openSend()
{
    head_->openSend();
}

void QueueView::fitColumns()
{
    const bool ended = tabs_->current() >= 2;
    const int room = width() - 2 * kPagePadding - (panel_->isHidden() ? 0 : panel_->width());
    for (const auto& [column, from] : kRoom) {
        table_->setColumnHidden(column, room < from || (ended && column == CommandTable::Position));
    }
    table_->setColumnHidden(CommandTable::ExpiresIn, ended);
    table_->setColumnHidden(CommandTable::Ended, !ended);
}

bool QueueView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* const key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_N && key->modifiers() == Qt::ControlModifier) {
            event->accept(); // here it is a new command, not a new device
            return true;
        }
    }
    return QWidget::event(event);
}

/// Letters act only while the table has the focus.
bool QueueView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == table_ && event->type() == QEvent::ShortcutOverride &&
        CommandActs::isKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    if (watched == table_ && event->type() == QEvent::KeyPress) {
        return acts_->actByKey(*static_cast<QKeyEvent*>(event), chosen());
    }
    return QWidget::eventFilter(watched, event);
}

void QueueView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_N && event->modifiers() == Qt::ControlModifier) {
        openSend();
    } else if (event->key() == Qt::Key_Escape && closePanel()) {
        focusTable();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void QueueView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    secondTimer_.start();
    patienceTimer_.start();
    model_->setLive(true);
}

void QueueView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    secondTimer_.stop();
    model_->setLive(false);
}

void QueueView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

} // namespace deck
