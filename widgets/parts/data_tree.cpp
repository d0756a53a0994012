#include "widgets/parts/data_tree.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolTip>

#include <utility>

namespace deck {
namespace {

constexpr int kEdge = 15;    ///< left of the first heading
constexpr int kPadding = 8;  ///< between columns
constexpr int kIconGap = 6;
constexpr int kHeaderHeight = 30;
constexpr int kLeastColumn = 60;

} // namespace

class DataTree::Header final : public QHeaderView
{
public:
    Header(Theme& theme, QWidget* parent) : QHeaderView(Qt::Horizontal, parent), theme_(theme)
    {
        setFixedHeight(kHeaderHeight);
        setFrameShape(NoFrame);
        setSectionsClickable(false);
        setHighlightSections(false);
        setMinimumSectionSize(kLeastColumn);
        setAccessibleName(DataTree::tr("Columns"));
        connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), theme_.tokens().surface);
        painter.fillRect(0, viewport()->height() - 1, viewport()->width(), 1,
                         theme_.tokens().border);
        painter.end();
        QHeaderView::paintEvent(event);
    }
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        const int left = section == 0 ? kEdge : kPadding;
        paintText(*painter, rect.adjusted(left, 0, -kPadding, -1),
                  model()->headerData(section, Qt::Horizontal).toString(),
                  {.style = TextStyle::CaptionMedium, .color = theme_.tokens().text2});
    }

private:
    Theme& theme_;
};

/// Says how high rows are; the tree paints them itself.
class DataTree::Delegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& /*option*/,
                   const QModelIndex& /*index*/) const override
    {
        return {kLeastColumn, kCompactRowHeight};
    }
};

DataTree::DataTree(Theme& theme, const QString& name, QWidget* parent)
    : QTreeView(parent), theme_(theme)
{
    setAccessibleName(name);
    setHeader(new Header(theme, this));
    setItemDelegate(new Delegate(this));
    setFrameShape(NoFrame);
    setUniformRowHeights(true);
    setIndentation(kIndent);
    setRootIsDecorated(true);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setAllColumnsShowFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    header()->setStretchLastSection(false);
    FocusRing::attach(theme, *this);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void DataTree::setCellOf(std::function<TreeCell(const QModelIndex&)> cellOf)
{
    cellOf_ = std::move(cellOf);
}

void DataTree::setStandsOut(std::function<bool(const QModelIndex&)> standsOut)
{
    standsOut_ = std::move(standsOut);
}

void DataTree::setShares(double first, int last)
{
    firstShare_ = first;
    lastWidth_ = last;
    fitColumns();
}

void DataTree::setModel(QAbstractItemModel* model)
{
    QTreeView::setModel(model);
    for (int section = 0; section < header()->count(); ++section) {
        header()->setSectionResizeMode(section, QHeaderView::Fixed);
    }
    fitColumns();
}

void DataTree::fitColumns()
{
    const int count = header()->count();
    if (count < 2) {
        return;
    }
    const int width = viewport()->width();
    const int last = header()->isSectionHidden(count - 1) ? 0 : lastWidth_;
    const int first = std::max(kLeastColumn, int((width - last) * firstShare_));
    header()->resizeSection(0, first);
    header()->resizeSection(1, std::max(kLeastColumn, width - last - first));
    if (count > 2) {
        header()->resizeSection(count - 1, lastWidth_);
    }
}

int DataTree::depthOf(QModelIndex index) const
{
    int depth = 0;
    for (index = index.parent(); index.isValid(); index = index.parent()) {
        ++depth;
    }
    return depth;
}

/// Without the chevron and the paddings.
QRect DataTree::roomOf(const QModelIndex& index, const QRect& row) const
{
    const int left = header()->sectionViewportPosition(index.column());
    QRect cell(left, row.top(), header()->sectionSize(index.column()), row.height());
    const int before = index.column() == 0 ? (depthOf(index) + 1) * kIndent + 4 : kPadding;
    return cell.adjusted(before, 0, -kPadding, -1);
}

void DataTree::drawRow(QPainter* painter,
                       const QStyleOptionViewItem& option,
                       const QModelIndex& index) const
{
    const Tokens& t = theme_.tokens();
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    const bool selected = selectionModel()->isRowSelected(index.row(), index.parent());
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    const QColor fill = standsOut_ && standsOut_(index) ? t.okSoft
                        : selected                      ? t.accentSoft
                        : hovered                       ? t.hover
                                                        : t.surface;
    painter->fillRect(row, fill);
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), mixed(fill, t.border, 0.6));
    if (selected) {
        painter->fillRect(QRect(row.topLeft(), QSize(3, row.height())), t.accent);
    }
    const QModelIndex first = index.siblingAtColumn(0);
    if (model()->hasChildren(first)) {
        const QRect box(depthOf(first) * kIndent + 3, row.top(), kIndent, row.height());
        theme_.icons().paint(*painter, box,
                             isExpanded(first) ? Icon::ChevronDown : Icon::ChevronRight,
                             kInlineIcon, t.text2);
    }
    for (int column = 0; column < model()->columnCount(index.parent()); ++column) {
        if (!header()->isSectionHidden(column)) {
            drawCell(*painter, row, index.siblingAtColumn(column));
        }
    }
}

void DataTree::drawCell(QPainter& painter, const QRect& row, const QModelIndex& index) const
{
    const Tokens& t = theme_.tokens();
    const TreeCell cell = cellOf_ ? cellOf_(index) : TreeCell();
    QRect room = roomOf(index, row);
    if (cell.icon) {
        const QRect box(room.left(), room.top(), kInlineIcon, room.height());
        theme_.icons().paint(painter, box, *cell.icon, kInlineIcon, t.*cell.iconColor);
        room.setLeft(room.left() + kInlineIcon + kIconGap);
    }
    paintText(painter, room, index.data().toString(),
              {.style = cell.style, .color = t.*cell.color});
}

bool DataTree::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QTreeView::viewportEvent(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = indexAt(help->pos()).data(Qt::ToolTipRole).toString();
    if (text.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(help->globalPos(), plainToolTip(text), viewport());
    }
    return true;
}

void DataTree::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        Q_EMIT copyWanted(currentIndex());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void DataTree::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (index.isValid()) {
        const QPoint at = byKey ? visualRect(index).center() : event->pos();
        Q_EMIT menuWanted(index, viewport()->mapToGlobal(at));
    }
}

void DataTree::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

} // namespace deck
