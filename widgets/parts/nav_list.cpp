#include "widgets/parts/nav_list.h"

#include "widgets/metrics.h"
#include "widgets/parts/label.h"
#include "widgets/parts/nav_item.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QVBoxLayout>

namespace deck {

namespace {

constexpr int kSidePadding = 12;
constexpr int kCollapsedPadding = 10;
constexpr int kItemGap = 2;
constexpr int kSectionGap = 14;

} // namespace

NavList::NavList(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), column_(new QVBoxLayout(this))
{
    setAccessibleName(tr("Pages"));
    column_->setContentsMargins(kSidePadding, 0, kSidePadding, 0);
    column_->setSpacing(kItemGap);
    setFixedWidth(kSidebarWidth);
}

void NavList::addSection(const QString& heading)
{
    if (!items_.isEmpty()) {
        column_->addSpacing(kSectionGap);
    }
    auto* label = new Label(theme_, heading, TextStyle::Section, &Tokens::text3);
    label->setContentsMargins(10, 4, 0, 4);
    headings_.append(label);
    label->setVisible(!collapsed_);
    column_->addWidget(label);
}

void NavList::addItem(const QString& key, Icon icon, const QString& text)
{
    auto* button = new NavItem(theme_, icon, text, this);
    button->setObjectName(QStringLiteral("nav.") + key);
    button->setCollapsed(collapsed_);
    button->installEventFilter(this);
    column_->addWidget(button);
    items_.append({key, button});
    connect(button, &NavItem::clicked, this, [this, key] {
        setCurrent(key);
        Q_EMIT activated(key);
    });
    updateTabStop();
}

void NavList::setCount(const QString& key, const QString& count)
{
    if (NavItem* item = itemOf(key)) {
        item->setCount(count);
    }
}

void NavList::setItemEnabled(const QString& key, bool enabled)
{
    if (NavItem* item = itemOf(key)) {
        item->setEnabled(enabled);
        updateTabStop();
    }
}

void NavList::setCurrent(const QString& key)
{
    current_ = key;
    for (const Item& item : std::as_const(items_)) {
        item.button->setChecked(item.key == key);
    }
    updateTabStop();
}

void NavList::setCollapsed(bool collapsed)
{
    collapsed_ = collapsed;
    for (QWidget* heading : std::as_const(headings_)) {
        heading->setVisible(!collapsed);
    }
    for (const Item& item : std::as_const(items_)) {
        item.button->setCollapsed(collapsed);
    }
    const int padding = collapsed ? kCollapsedPadding : kSidePadding;
    column_->setContentsMargins(padding, 0, padding, 0);
    setFixedWidth(collapsed ? kCollapsedSidebarWidth : kSidebarWidth);
}

bool NavList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
        focusFrom(indexOf(watched) - 1, -1);
        return true;
    case Qt::Key_Down:
        focusFrom(indexOf(watched) + 1, 1);
        return true;
    case Qt::Key_Home:
        focusFrom(0, 1);
        return true;
    case Qt::Key_End:
        focusFrom(items_.size() - 1, -1);
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

NavItem* NavList::itemOf(const QString& key) const
{
    for (const Item& item : items_) {
        if (item.key == key) {
            return item.button;
        }
    }
    return nullptr;
}

qsizetype NavList::indexOf(const QObject* button) const
{
    qsizetype at = 0;
    while (at < items_.size() && items_[at].button != button) {
        ++at;
    }
    return at;
}

/// To the first item from there on that can be used; stays when there is none.
void NavList::focusFrom(qsizetype index, int step)
{
    for (qsizetype at = index; at >= 0 && at < items_.size(); at += step) {
        if (items_[at].button->isEnabled()) {
            items_[at].button->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void NavList::updateTabStop()
{
    const NavItem* stop = itemOf(current_);
    for (const Item& item : std::as_const(items_)) {
        if (stop == nullptr || !stop->isEnabled()) {
            stop = item.button;
        }
    }
    for (const Item& item : std::as_const(items_)) {
        item.button->setFocusPolicy(item.button == stop ? Qt::StrongFocus : Qt::ClickFocus);
    }
}

} // namespace deck
