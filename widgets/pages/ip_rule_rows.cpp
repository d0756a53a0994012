#include "widgets/pages/ip_rule_rows.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include "models/ip_rule_table.h"

#include <QPainter>

namespace deck {

Status ruleStatusAt(const QModelIndex& index)
{
    return index.data(IpRuleTable::AcceptsRole).toBool() ? Status::Online : Status::Blocked;
}

void IpRuleRowDelegate::paintCell(QPainter& painter,
                                  const QRect& room,
                                  const QModelIndex& index,
                                  const TableColumn& column,
                                  const CellState& state) const
{
    const Tokens& t = theme_.tokens();
    const bool idle = index.data(IpRuleTable::IdleRole).toBool();
    if (index.column() == IpRuleTable::Note) {
        const bool fresh = index.data(IpRuleTable::NewRole).toBool();
        paintText(painter, room, index.data().toString(),
                  {.color = idle    ? t.warn
                            : fresh ? t.accentText
                                    : t.text2,
                   .italic = idle});
    } else if (idle && index.column() != IpRuleTable::Action) {
        const bool mono = column.style == CellStyle::Mono;
        paintText(painter, room, index.data().toString(),
                  {.style = mono ? TextStyle::Mono : TextStyle::Body,
                   .color = t.text2,
                   .align = column.align,
                   .italic = true});
    } else {
        RowDelegate::paintCell(painter, room, index, column, state);
    }
}

} // namespace deck
