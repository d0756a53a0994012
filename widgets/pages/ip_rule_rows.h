// How rows of IP rules are painted: those that never decide in italics.
#pragma once

#include "widgets/parts/row_delegate.h"

namespace deck {

/// Rows of an IpRuleTable.
class IpRuleRowDelegate final : public RowDelegate
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

/// The shape that stands for what a rule does.
Status ruleStatusAt(const QModelIndex& index);

} // namespace deck
