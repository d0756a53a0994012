// Paints the rows of a DataTable. Pages that need more than texts and states derive from it and
// paint single cells; ground, selection, skeleton and lines stay here.
#pragma once

#include "widgets/parts/status_mark.h"
#include "widgets/parts/table_column.h"

#include <QStyledItemDelegate>

#include <functional>

namespace deck {

class DataTable;
class Theme;

struct CellState
{
    bool selected = false;
    bool hovered = false;
    bool enabled = true;
};

class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    RowDelegate(Theme& theme, QObject* parent);

    /// For cells of style Status: the shape; the word is the text of the cell.
    void setStatusOf(std::function<Status(const QModelIndex&)> statusOf);

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event,
                   QAbstractItemView* view,
                   const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

protected:
    /// What stands in the cell, inside of room. An override calls this one for the other columns.
    virtual void paintCell(QPainter& painter,
                           const QRect& room,
                           const QModelIndex& index,
                           const TableColumn& column,
                           const CellState& state) const;

    Theme& theme_;

private:
    void paintGround(QPainter& painter, const QRect& cell, const CellState& state) const;
    void paintSkeleton(QPainter& painter,
                       const QRect& room,
                       const QModelIndex& index,
                       const TableColumn& column,
                       int viewHeight) const;
    void paintStatusCell(QPainter& painter,
                         const QRect& room,
                         const QModelIndex& index,
                         const CellState& state) const;
    void paintDetail(QPainter& painter,
                     QRect room,
                     int taken,
                     const QString& detail,
                     const TableColumn& column) const;

    std::function<Status(const QModelIndex&)> statusOf_;
};

} // namespace deck
