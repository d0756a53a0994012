#include "widgets/pages/dead_letters_view.h"

#include "widgets/metrics.h"
#include "widgets/pages/command_panel.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/queue_rows.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/dead_letters.h"
#include "models/preferences.h"
#include "models/queue_request.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPatienceMs = 150;

/// Columns that give way when there is little room, and the width from which on they show.
constexpr std::array<std::pair<CommandTable::Column, int>, 5> kRoom{
    {{CommandTable::Ack, 1'060},
     {CommandTable::MessageId, 940},
     {CommandTable::Age, 840},
     {CommandTable::Size, 720},
     {CommandTable::Attempts, 600}}};

} // namespace

DeadLettersView::DeadLettersView(const PageContext& context, Segmented* tabs)
    : context_(context),
      model_(new DeadLetters(context.session, this)),
      acts_(new CommandActs(context, *this)),
      header_(new PageHeader(context.theme, tr("Queues"))),
      table_(new DataTable(context.theme, tr("Dead letters"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Queues)),
      bulk_(new QWidget),
      bulkText_(new Label(context.theme, {}, TextStyle::CaptionStrong)),
      panel_(new CommandPanel(context))
{
    setObjectName(u"deadLetters"_s);
    model_->setLive(false);
    panel_->setNamesQueue(true);
    buildTable();
    buildBulkBar();
    build(tabs);
    connectParts();
    panel_->hide();
    model_->reload();
    sync();
}

void DeadLettersView::build(Segmented* tabs)
{
    auto* refresh = new IconButton(context_.theme, Icon::Refresh, tr("Refresh"));
    refresh->setShortcutHint(u"F5"_s);
    connect(refresh, &IconButton::clicked, this, &DeadLettersView::refresh);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(kCardGap);
    tools->addWidget(tabs);
    tools->addWidget(new Label(context_.theme,
                               tr("Kept for two days. Requeue lets a command wait again."),
                               TextStyle::Caption, &Tokens::text2));
    tools->addStretch(1);
    tools->addWidget(refresh);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kBlockGap);
    column->addWidget(header_);
    column->addLayout(tools);
    column->addWidget(card_, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(column, 1);
    row->addWidget(panel_);
}

void DeadLettersView::buildTable()
{
    table_->setObjectName(u"deadLetters.table"_s);
    table_->setRowDelegate(new CommandRowDelegate(context_.theme, table_));
    table_->setStatusOf(commandStatusAt);
    table_->setCompact(context_.preferences.values().compactRows);
    table_->setColumns({{.style = CellStyle::Mono, .width = 170},
                        {.style = CellStyle::Secondary, .width = 46},
                        {.style = CellStyle::Status, .width = 164},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Secondary, .width = 104},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Secondary, .width = 118},
                        {.style = CellStyle::Secondary, .width = 84},
                        {.style = CellStyle::Mono, .width = 140},
                        {.style = CellStyle::Mono, .width = 150, .stretch = true}});
    table_->setModel(model_);
    table_->setColumnHidden(CommandTable::Position, true);
    table_->setColumnHidden(CommandTable::ExpiresIn, true);
    table_->installEventFilter(this);
}

/// In place of the footer while several rows are chosen.
void DeadLettersView::buildBulkBar()
{
    auto* requeue = new Button(context_.theme, tr("Requeue"), Button::Kind::Link);
    auto* remove = new Button(context_.theme, tr("Delete"), Button::Kind::Link);
    requeue->setObjectName(u"deadLetters.bulk.requeue"_s);
    PermissionGate::guard({requeue, remove}, context_.session, {hub::Permission::Queues});
    connect(requeue, &Button::clicked, this, [this] { acts_->requeue(chosen()); });
    connect(remove, &Button::clicked, this, [this] { acts_->remove(chosen()); });
    auto* row = new QHBoxLayout(bulk_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kBlockGap);
    row->addWidget(bulkText_);
    row->addWidget(requeue);
    row->addWidget(remove);
    row->addStretch(1);
    bulk_->hide();
}

void DeadLettersView::connectParts()
{
    secondTimer_.setInterval(1'000);
    patienceTimer_.setSingleShot(true);
    patienceTimer_.setInterval(kPatienceMs);
    connect(&secondTimer_, &QTimer::timeout, model_, &DeadLetters::tick);
    connect(&patienceTimer_, &QTimer::timeout, this, &DeadLettersView::syncInstead);
    connect(model_, &DeadLetters::answered, this, &DeadLettersView::sync);
    connect(&context_.session, &HubSession::stateChanged, this, &DeadLettersView::sync);
    connect(table_, &DataTable::rowSelectionChanged, this, &DeadLettersView::showChosen);
    connect(table_, &DataTable::menuRequested, this,
            [this](const QPoint& at) { acts_->openMenu(at, chosen()); });
    connect(empty_, &EmptyState::primaryClicked, this, &DeadLettersView::refresh);
    connect(acts_, &CommandActs::done, this, &DeadLettersView::refresh);
    connect(panel_, &CommandPanel::closed, this, &DeadLettersView::closePanel);
    connect(panel_, &CommandPanel::requeueWanted, this, [this] { acts_->requeue(shown()); });
    connect(panel_, &CommandPanel::editWanted, this, [this] { acts_->edit(shown()); });
    connect(panel_, &CommandPanel::deleteWanted, this, [this] { acts_->remove(shown()); });
}

void DeadLettersView::refresh()
{
    model_->refresh();
}

void DeadLettersView::sync()
{
    syncInstead();
    syncPanel();
    syncFooter();
}

/// What stands in the table's place: an error, a wait, or why there is nothing.
void DeadLettersView::syncInstead()
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
                         tr("The dead commands show when it answers again."));
    } else if (!hasQueues(context_.session)) {
        empty_->setIcon(Icon::Info);
        empty_->setTexts(tr("This hub keeps no dead commands"),
                         tr("Its program is older than this console, or it is no Hubdeck hub."));
    } else if (model_->error().isError()) {
        empty_->setIcon(Icon::Warning);
        empty_->setTexts(model_->error().message, model_->error().remedy);
        empty_->setPrimary(tr("Try again"), Icon::Refresh);
    } else if (!model_->hasRows()) {
        empty_->setBusy(true);
        empty_->setTexts(tr("Reading the dead commands"), {});
    } else {
        empty_->setIcon(Icon::Check);
        empty_->setTexts(
            tr("No dead commands"),
            tr("What expires, is rejected, purged or tried too often stands here for two "
               "days."));
    }
    card_->showInstead(empty_);
}

void DeadLettersView::syncFooter()
{
    const ChosenCommands rows = chosen();
    bulkText_->setText(tr("%1 selected").arg(rows.size()));
    card_->setFooterWidget(rows.size() > 1 ? bulk_ : nullptr);
    const int count = model_->rowCount();
    const QString whole = model_->isWhole() ? QString() : tr(", more as you scroll");
    QString right = context_.session.isOnline() ? tr("live") : tr("not connected");
    if (model_->asOf()) {
        right = tr("As of %1").arg(clockTime(*model_->asOf()).left(8)) + u"  ·  "_s + right;
    }
    card_->setFooter(count == 0   ? QString()
                     : count == 1 ? tr("1 dead command")
                                  : tr("%1 dead commands, newest first")
                                            .arg(countText(quint64(count))) +
                                        whole,
                     right);
}

void DeadLettersView::syncPanel()
{
    const int row = shownNumber_.isEmpty() ? -1 : model_->rowOf(shownNumber_);
    if (row >= 0) {
        panel_->showCommand(shownQueue_, *model_->commandAt(row), 0);
    }
}

void DeadLettersView::showChosen()
{
    const bool one = table_->selectedCount() == 1;
    const hub::api::Command* const command =
        one ? model_->commandAt(table_->selectedRanges().first().first) : nullptr;
    if (command != nullptr) {
        shownNumber_ = QString::fromStdString(command->id);
        shownQueue_ = QString::fromStdString(command->deviceId);
        panel_->showCommand(shownQueue_, *command, 0);
    } else if (table_->selectedCount() != 0) {
        shownNumber_.clear();
        panel_->clear();
    }
    fitColumns();
    syncFooter();
}

bool DeadLettersView::closePanel()
{
    const bool wasOpen = !panel_->isHidden();
    shownNumber_.clear();
    panel_->clear();
    table_->clearSelection();
    fitColumns();
    return wasOpen;
}

ChosenCommands DeadLettersView::chosen() const
{
    ChosenCommands commands;
    for (const RowRange& range : table_->selectedRanges()) {
        for (int row = range.first; row <= range.last; ++row) {
            if (const hub::api::Command* const command = model_->commandAt(row)) {
                commands.append({QString::fromStdString(command->deviceId), *command});
            }
        }
    }
    return commands;
}

ChosenCommands DeadLettersView::shown() const
{
    return panel_->command() ? ChosenCommands{{shownQueue_, *panel_->command()}} : ChosenCommands();
}

void DeadLettersView::fitColumns()
{
    const int room = width() - 2 * kPagePadding - (panel_->isHidden() ? 0 : panel_->width());
    for (const auto& [column, from] : kRoom) {
        table_->setColumnHidden(column, room < from);
    }
}

/// Letters act only while the table has the focus.
bool DeadLettersView::eventFilter(QObject* watched, QEvent* event)
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

void DeadLettersView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && closePanel()) {
        table_->setFocus(Qt::OtherFocusReason);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void DeadLettersView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    secondTimer_.start();
    patienceTimer_.start();
    model_->setLive(true);
}

void DeadLettersView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    secondTimer_.stop();
    model_->setLive(false);
}

void DeadLettersView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

} // namespace deck
