#include "widgets/parts/data_table.h"

#include "widgets/metrics.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/parts/row_delegate.h"
#include "widgets/parts/table_header.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QFocusEvent>
#include <QHoverEvent>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace deck {

DataTable::DataTable(Theme& theme, const QString& name, QWidget* parent)
    : QTableView(parent),
      theme_(theme),
      header_(new TableHeader(theme, *this)),
      delegate_(new RowDelegate(theme, this))
{
    setAccessibleName(name);
    setItemDelegate(delegate_);
    setUpHeaders();
    setUpView();
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void DataTable::setUpHeaders()
{
    // Before any model is set: later each call would be answered with one signal per row.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(kCompactRowHeight);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    verticalHeader()->hide();
    setHorizontalHeader(header_);
    connect(header_, &QHeaderView::sectionClicked, this, &DataTable::askForSort);
    connect(header_, &QHeaderView::sectionResized, this, [this] {
        if (!fitting_) {
            fitStretched();
        }
    });
}

void DataTable::setUpView()
{
    setFrameShape(NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setDragEnabled(false);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
}

void DataTable::setColumns(const QList<TableColumn>& columns)
{
    columns_ = columns;
    applyColumns();
}

TableColumn DataTable::column(int logicalIndex) const
{
    return columns_.value(logicalIndex);
}

void DataTable::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    hoveredRow_ = -1;
    applyColumns();
}

void DataTable::applyColumns()
{
    const int count = std::min(header_->count(), static_cast<int>(columns_.size()));
    for (int at = 0; at < count; ++at) {
        const TableColumn& column = columns_[at];
        header_->setSectionResizeMode(at, column.stretch ? QHeaderView::Fixed
                                                         : QHeaderView::Interactive);
        header_->resizeSection(at, column.width);
    }
    fitStretched();
}

void DataTable::fitStretched()
{
    // QHeaderView::Stretch knows no least width of one column.
    const int count = std::min(header_->count(), static_cast<int>(columns_.size()));
    int left = viewport()->width();
    QList<int> stretched;
    for (int at = 0; at < count; ++at) {
        if (columns_[at].stretch && !header_->isSectionHidden(at)) {
            stretched.append(at);
        } else {
            left -= header_->sectionSize(at); // 0 when hidden
        }
    }
    fitting_ = true;
    for (qsizetype at = 0; at < stretched.size(); ++at) {
        const int share = left / static_cast<int>(stretched.size() - at);
        const int width = std::max(share, columns_[stretched[at]].width);
        header_->resizeSection(stretched[at], width);
        left -= width;
    }
    fitting_ = false;
}

void DataTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitStretched();
}

bool DataTable::isPlaceholder(const QModelIndex& index) const
{
    return placeholderRole_ >= 0 && index.data(placeholderRole_).toBool();
}

void DataTable::setStatusOf(const std::function<Status(const QModelIndex&)>& statusOf)
{
    delegate_->setStatusOf(statusOf);
}

void DataTable::setRowDelegate(RowDelegate* delegate)
{
    delete delegate_;
    delegate_ = delegate;
    delegate_->setParent(this);
    setItemDelegate(delegate_);
}

void DataTable::setCompact(bool compact)
{
    verticalHeader()->setDefaultSectionSize(compact ? kCompactRowHeight : kRowHeight);
}

void DataTable::setDimmed(bool dimmed)
{
    dimmed_ = dimmed;
    viewport()->update();
}

void DataTable::setSortMark(int column, Qt::SortOrder order)
{
    sortColumn_ = column;
    sortOrder_ = order;
    header_->setSortIndicatorShown(column >= 0);
    header_->setSortIndicator(column, order);
}

void DataTable::askForSort(int column)
{
    if (!this->column(column).sortable) {
        setSortMark(sortColumn_, sortOrder_);
        return;
    }
    const bool turns = column == sortColumn_ && sortOrder_ == Qt::AscendingOrder;
    setSortMark(column, turns ? Qt::DescendingOrder : Qt::AscendingOrder);
    Q_EMIT sortRequested(column, sortOrder_);
}

QList<RowRange> DataTable::selectedRanges() const
{
    QList<RowRange> ranges;
    if (selectionModel() == nullptr) {
        return ranges;
    }
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        const RowRange rows{range.top(), range.bottom()};
        if (!ranges.contains(rows)) {
            ranges.append(rows);
        }
    }
    std::sort(ranges.begin(), ranges.end(),
              [](const RowRange& a, const RowRange& b) { return a.first < b.first; });
    return ranges;
}

int DataTable::selectedCount() const
{
    int count = 0;
    for (const RowRange& range : selectedRanges()) {
        count += range.last - range.first + 1;
    }
    return count;
}

void DataTable::setCurrentRow(int row)
{
    if (model() != nullptr) {
        setCurrentIndex(model()->index(row, std::max(0, currentIndex().column())));
    }
}

RowRange DataTable::visibleRows() const
{
    const int first = rowAt(0);
    if (first < 0) {
        return {};
    }
    const int last = rowAt(viewport()->height() - 1);
    return {first, last >= 0 ? last : model()->rowCount() - 1};
}

bool DataTable::isFirstColumn(int logicalIndex) const
{
    int visual = 0;
    while (visual < header_->count() && header_->isSectionHidden(header_->logicalIndex(visual))) {
        ++visual;
    }
    return header_->visualIndex(logicalIndex) == visual;
}

QRect DataTable::cellRoom(int logicalIndex, const QRect& cell) const
{
    const bool last = header_->visualIndex(logicalIndex) == header_->count() - 1;
    const int left = isFirstColumn(logicalIndex) ? kEdgePadding : kCellPadding;
    return cell.adjusted(left, 0, -(last ? kEdgePadding : kCellPadding), -1);
}

void DataTable::keyPressEvent(QKeyEvent* event)
{
    if (moveByLetterOrEdge(*event)) {
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid() && event->modifiers() != Qt::ControlModifier) {
            Q_EMIT activated(currentIndex());
            return;
        }
    }
    QTableView::keyPressEvent(event);
}

bool DataTable::moveByLetterOrEdge(const QKeyEvent& event)
{
    if (model() == nullptr || model()->rowCount() == 0) {
        return false;
    }
    const bool isLetter = event.key() == Qt::Key_J || event.key() == Qt::Key_K;
    const bool isEdge = event.key() == Qt::Key_Home || event.key() == Qt::Key_End;
    if (isLetter && (event.modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier) {
        QKeyEvent arrow(QEvent::KeyPress, event.key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up,
                        event.modifiers());
        QTableView::keyPressEvent(&arrow);
        return true;
    }
    if (isEdge && (event.modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier) {
        const int edge = event.key() == Qt::Key_Home ? 0 : model()->rowCount() - 1;
        event.modifiers() == Qt::ShiftModifier ? extendTo(edge) : setCurrentRow(edge);
        return true;
    }
    return false;
}

/// Selects from the other end of the present range on, as Shift with an arrow does.
void DataTable::extendTo(int row)
{
    const QModelIndex current = currentIndex();
    int anchor = std::max(0, current.row());
    for (const RowRange& range : selectedRanges()) {
        if (range.first <= current.row() && current.row() <= range.last) {
            anchor = current.row() == range.first ? range.last : range.first;
        }
    }
    const QItemSelection rows(model()->index(std::min(anchor, row), 0),
                              model()->index(std::max(anchor, row), model()->columnCount() - 1));
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    selectionModel()->setCurrentIndex(model()->index(row, std::max(0, current.column())),
                                      QItemSelectionModel::NoUpdate);
}

void DataTable::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        if (currentIndex().isValid()) {
            const QRect row = visualRect(currentIndex());
            const QPoint at(kEdgePadding, std::clamp(row.bottom(), 0, viewport()->height() - 1));
            Q_EMIT menuRequested(viewport()->mapToGlobal(at));
        }
    } else if (indexAt(viewport()->mapFromGlobal(event->globalPos())).isValid()) {
        Q_EMIT menuRequested(event->globalPos());
    }
    event->accept();
}

void DataTable::focusInEvent(QFocusEvent* event)
{
    QTableView::focusInEvent(event);
    byKeyboard_ = showsRing(event->reason(), byKeyboard_);
    if (byKeyboard_ && !currentIndex().isValid() && model() != nullptr && model()->rowCount() > 0) {
        selectionModel()->setCurrentIndex(model()->index(std::max(0, rowAt(0)), 0),
                                          QItemSelectionModel::NoUpdate);
    }
    viewport()->update();
    Q_EMIT keyboardFocusChanged(byKeyboard_);
}

void DataTable::focusOutEvent(QFocusEvent* event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
    Q_EMIT keyboardFocusChanged(false);
}

bool DataTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter) {
        hoverAt(static_cast<QHoverEvent*>(event)->position().toPoint());
    } else if (event->type() == QEvent::HoverLeave || event->type() == QEvent::Leave) {
        hoverRow(-1);
    }
    return QTableView::viewportEvent(event);
}

void DataTable::hoverAt(const QPoint& position)
{
    hoverRow(rowAt(position.y()));
}

void DataTable::hoverRow(int row)
{
    if (row == hoveredRow_) {
        return;
    }
    for (const int changed : {hoveredRow_, row}) {
        if (changed >= 0) {
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(),
                               rowHeight(changed));
        }
    }
    hoveredRow_ = row;
}

void DataTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    const QModelIndex current = currentIndex();
    if (!hasFocus() || !byKeyboard_ || !current.isValid() ||
        selectionModel()->isSelected(current)) {
        return;
    }
    // The row that keys act on, when it is not the selected one.
    const QRect row(0, rowViewportPosition(current.row()), viewport()->width(),
                    rowHeight(current.row()));
    QPainter painter(viewport());
    painter.setPen(QPen(theme_.tokens().accent, 2));
    painter.drawRect(row.adjusted(1, 1, -1, -2));
}

void DataTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (dy != 0) {
        if (hoveredRow_ >= 0) {
            hoverAt(viewport()->mapFromGlobal(QCursor::pos()));
        }
        Q_EMIT visibleRowsChanged();
    }
}

void DataTable::updateGeometries()
{
    QTableView::updateGeometries();
    Q_EMIT visibleRowsChanged();
}

void DataTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT rowSelectionChanged();
}

} // namespace deck
