// How rows of queues and of commands are painted: depth as a bar, what runs out in amber and red.
#pragma once

#include "widgets/parts/row_delegate.h"

namespace deck {

/// Rows of a QueueList.
class QueueRowDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter& painter,
                   const QRect& room,
                   const QModelIndex& index,
                   const TableColumn& column,
                   const CellState& state) const override;
};

/// Rows of a CommandTable.
class CommandRowDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter& painter,
                   const QRect& room,
                   const QModelIndex& index,
                   const TableColumn& column,
                   const CellState& state) const override;
};

/// The shape that stands for a command's state or a queue's delivery.
Status commandStatusAt(const QModelIndex& index);
Status deliveryStatusAt(const QModelIndex& index);

/// Of a command, wherever one is shown.
Status statusOfCommand(const QString& stateName);

} // namespace deck
