// The table of every list page. Made for a million rows: nothing in it grows with the row count, no
// row is asked about while it is not on screen, and sorting is a wish to the model's owner.
#pragma once

#include "widgets/parts/table_column.h"

#include <QList>
#include <QTableView>

#include <functional>

namespace deck {

class RowDelegate;
class TableHeader;
class Theme;
enum class Status;

/// Rows first to last, both included.
struct RowRange
{
    int first = 0;
    int last = -1;
    bool operator==(const RowRange&) const = default;
};

class DataTable final : public QTableView
{
    Q_OBJECT

public:
    static constexpr int kEdgePadding = 16; ///< left of the first, right of the last column
    static constexpr int kCellPadding = 8;

    /// name is what a screen reader says.
    DataTable(Theme& theme, const QString& name, QWidget* parent = nullptr);

    /// One for each column of the model, in its order. Before or after setModel().
    void setColumns(const QList<TableColumn>& columns);
    TableColumn column(int logicalIndex) const;

    void setModel(QAbstractItemModel* model) override;

    /// Cells for which the model gives true in this role are drawn as a bar: not loaded yet.
    void setPlaceholderRole(int role) { placeholderRole_ = role; }
    bool isPlaceholder(const QModelIndex& index) const;

    /// For columns of style Status.
    void setStatusOf(const std::function<Status(const QModelIndex&)>& statusOf);

    /// One of your own; the table takes it over.
    void setRowDelegate(RowDelegate* delegate);
    RowDelegate* rowDelegate() const { return delegate_; }

    void setCompact(bool compact);

    /// Old rows while new ones are on their way.
    void setDimmed(bool dimmed);
    bool isDimmed() const { return dimmed_; }

    /// What the rows are sorted by now; a negative column shows no mark. Without a signal.
    void setSortMark(int column, Qt::SortOrder order);

    /// Never selectedRows(): that lists each row of a million.
    QList<RowRange> selectedRanges() const;
    int selectedCount() const;

    int currentRow() const { return currentIndex().row(); }
    void setCurrentRow(int row);
    int hoveredRow() const { return hoveredRow_; }
    RowRange visibleRows() const;

    bool isFirstColumn(int logicalIndex) const;

    /// Without the padding of the cell.
    QRect cellRoom(int logicalIndex, const QRect& cell) const;

    void keyboardSearch(const QString& /*text*/) override {} // letters are shortcuts of the page

Q_SIGNALS:
    void sortRequested(int column, Qt::SortOrder order);
    void rowSelectionChanged();
    void visibleRowsChanged();
    void menuRequested(const QPoint& globalPosition); ///< by mouse or the menu key, on a row
    void keyboardFocusChanged(bool focused);          ///< for the frame around the table

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    void resizeEvent(QResizeEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;

private:
    void setUpView();
    void setUpHeaders();
    void applyColumns();
    void fitStretched();
    void askForSort(int column);
    void hoverRow(int row);
    void hoverAt(const QPoint& position);
    bool moveByLetterOrEdge(const QKeyEvent& event);
    void extendTo(int row);

    Theme& theme_;
    TableHeader* header_;
    RowDelegate* delegate_;
    QList<TableColumn> columns_;
    int placeholderRole_ = -1;
    int hoveredRow_ = -1;
    int sortColumn_ = -1; ///< the header's own mark moves with each click, asked or not
    Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
    bool dimmed_ = false;
    bool byKeyboard_ = false;
    bool fitting_ = false; ///< fitStretched() resizes sections, which would call it again
};

} // namespace deck
