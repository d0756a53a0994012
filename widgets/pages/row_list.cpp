#include "widgets/pages/row_list.h"

#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/act_result.h"
#include "models/preferences.h"
#include "models/row_table.h"
#include "models/texts.h"

#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPatienceMs = 150;
constexpr int kSecondMs = 1'000;

} // namespace

RowList::RowList(const PageContext& context,
                 RowTable& model,
                 const char* feature,
                 const Words& words)
    : context_(context),
      model_(model),
      feature_(feature),
      words_(words),
      table_(new DataTable(context.theme, words.name)),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Access))
{
    table_->setCompact(context.preferences.values().compactRows);
    table_->setModel(&model);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card_);
    patience_.setSingleShot(true);
    patience_.setInterval(kPatienceMs);
    seconds_.setInterval(kSecondMs);
    connect(&patience_, &QTimer::timeout, this, &RowList::syncInstead);
    connect(&seconds_, &QTimer::timeout, &model, &RowTable::tick);
    connect(&model, &RowTable::answered, this, &RowList::sync);
    connect(&model, &RowTable::loadingChanged, this, &RowList::sync);
    connect(&model, &RowTable::modelReset, &patience_, qOverload<>(&QTimer::start));
    connect(&context.session, &HubSession::stateChanged, this, &RowList::sync);
    connect(empty_, &EmptyState::primaryClicked, this, [this] {
        explained_ ? refresh() : Q_EMIT nothingClicked();
    });
}

void RowList::setRoom(const QList<std::pair<int, int>>& room)
{
    room_ = room;
    fit();
}

void RowList::sync()
{
    syncInstead();
    syncFooter();
    Q_EMIT synced();
}

void RowList::refresh()
{
    model_.error().isError() ? model_.reload() : model_.refresh();
}

void RowList::syncInstead()
{
    if (model_.rowCount() > 0 || (!model_.hasRows() && patience_.isActive())) {
        card_->showInstead(nullptr);
        return;
    }
    empty_->setBusy(false);
    empty_->setPrimary({});
    empty_->setSecondary({});
    explained_ = explain();
    if (!explained_ && nothing_) {
        nothing_(*empty_);
    }
    card_->showInstead(empty_);
}

/// Why nobody knows what there is; false: it is known that there is nothing.
bool RowList::explain()
{
    const HubSession& session = context_.session;
    if (!session.isOnline()) {
        empty_->setIcon(Icon::Connections);
        empty_->setTexts(tr("Not connected to the hub"), words_.offline);
    } else if (!session.supports(feature_)) {
        empty_->setIcon(Icon::Info);
        empty_->setTexts(words_.tooOld,
                         tr("Its program is older than this console, or it is no Hubdeck hub."));
    } else if (model_.error().isError()) {
        const HubError error = rightsError(session, model_.error());
        empty_->setIcon(lacksRight(session, model_.error()) ? Icon::Key : Icon::Warning);
        empty_->setTexts(error.message, error.remedy);
        empty_->setPrimary(tr("Try again"), Icon::Refresh);
    } else if (!model_.hasRows()) {
        empty_->setBusy(true);
        empty_->setTexts(words_.loading, {});
    } else {
        return false;
    }
    return true;
}

void RowList::syncFooter()
{
    const int count = model_.rowCount();
    QString left = count == 0   ? QString()
                   : count == 1 ? words_.one
                                : words_.many.arg(countText(quint64(count)));
    if (!left.isEmpty() && !model_.isWhole()) {
        left += count >= RowTable::kMostRows ? tr(", and more: narrow it down")
                                             : tr(", more as you scroll");
    }
    QString right = !context_.session.isOnline() ? tr("not connected")
                    : model_.isLoading() && count > 0 && !model_.hasRows() ? tr("reading…")
                                                                          : tr("live");
    if (model_.asOf()) {
        right = tr("As of %1").arg(clockTime(*model_.asOf()).left(8)) + u"  ·  "_s + right;
    }
    card_->setFooter(left, right);
}

int RowList::chosenRow() const
{
    return table_->selectedCount() == 1 ? table_->selectedRanges().first().first : -1;
}

QList<int> RowList::chosenRows() const
{
    QList<int> rows;
    for (const RowRange& range : table_->selectedRanges()) {
        for (int row = range.first; row <= range.last; ++row) {
            rows << row;
        }
    }
    return rows;
}

void RowList::fit()
{
    for (const auto& [column, from] : room_) {
        table_->setColumnHidden(column, width() < from);
    }
}

void RowList::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    patience_.start();
    seconds_.start();
    model_.setLive(true);
    if (!model_.hasRows()) {
        model_.refresh();
    }
    sync();
}

void RowList::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    seconds_.stop();
    model_.setLive(alwaysLive_);
}

void RowList::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace deck
