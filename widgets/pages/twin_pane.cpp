#include "widgets/pages/twin_pane.h"

#include "widgets/parts/data_tree.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/twin_tree.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QStackedLayout>

namespace deck {
namespace {

TreeCell cellOf(const QModelIndex& index)
{
    switch (index.column()) {
    case TwinTree::Name: return {.style = TextStyle::MonoSmall};
    case TwinTree::Value:
        if (index.data(TwinTree::GroupRole).toBool()) {
            return {.style = TextStyle::Caption, .color = &Tokens::text3};
        }
        if (index.data(TwinTree::WaitingRole).toBool()) {
            return {.style = TextStyle::MonoSmall,
                    .icon = Icon::Clock,
                    .iconColor = &Tokens::warn};
        }
        return {.style = TextStyle::MonoSmall};
    default: return {.style = TextStyle::Caption, .color = &Tokens::text2};
    }
}

void copyText(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

} // namespace

TwinPane::TwinPane(const PageContext& context,
                   const QString& title,
                   TwinTree& tree,
                   const QString& emptyText)
    : Card(context.theme),
      context_(context),
      tree_(tree),
      view_(new DataTree(context.theme, title)),
      detail_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      note_(new Label(context.theme, {}, TextStyle::CaptionMedium, &Tokens::warn)),
      stack_(new QStackedLayout)
{
    auto* top = new QHBoxLayout;
    top->setContentsMargins(15, 12, 15, 4);
    top->setSpacing(8);
    top->addWidget(new Label(context.theme, title, TextStyle::CardTitle));
    top->addWidget(detail_);
    top->addStretch(1);
    top->addWidget(note_);
    detail_->setElide(Qt::ElideRight);
    note_->setElide(Qt::ElideRight);
    auto* empty = new Label(context.theme, emptyText, TextStyle::Body, &Tokens::text2);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    stack_->addWidget(view_);
    stack_->addWidget(empty);
    body()->setContentsMargins(1, 0, 1, 9);
    body()->setSpacing(0);
    body()->addLayout(top);
    body()->addLayout(stack_, 1);
    view_->setCellOf(cellOf);
    view_->setStandsOut(
        [](const QModelIndex& index) { return index.data(TwinTree::ChangedRole).toBool(); });
    view_->setModel(&tree);
    setAccessibleName(title);
    connect(view_, &DataTree::copyWanted, this,
            [](const QModelIndex& index) { copyText(index.data(TwinTree::JsonRole).toString()); });
    connect(view_, &DataTree::menuWanted, this, &TwinPane::openMenu);
    connect(&tree, &TwinTree::rowsInserted, this, &TwinPane::syncEmpty);
    connect(&tree, &TwinTree::rowsRemoved, this, &TwinPane::syncEmpty);
    connect(&tree, &TwinTree::modelReset, this, &TwinPane::syncEmpty);
    connect(&tree, &TwinTree::rowsInserted, view_, [this](const QModelIndex& parent) {
        if (!parent.parent().isValid()) {
            view_->expand(parent); // the first two levels, as they come
        }
    });
    syncEmpty();
}

void TwinPane::setDetail(const QString& detail)
{
    detail_->setText(detail);
}

void TwinPane::setNote(const QString& note)
{
    note_->setText(note);
}

void TwinPane::hideTimes()
{
    view_->setColumnHidden(TwinTree::Updated, true);
    view_->setShares(0.4, 0);
}

void TwinPane::syncEmpty()
{
    stack_->setCurrentIndex(tree_.rowCount() == 0 ? 1 : 0);
}

void TwinPane::openMenu(const QModelIndex& index, const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy value"), this, [text = index.data(TwinTree::JsonRole).toString()] {
        copyText(text);
    });
    menu->addAction(tr("Copy path"), this, [text = index.data(TwinTree::PathRole).toString()] {
        copyText(text);
    });
    menu->popup(at);
}

} // namespace deck
