#include "widgets/pages/queue_rows.h"

#include "widgets/paint.h"
#include "widgets/pages/depth_bar.h"
#include "widgets/theme.h"

#include "models/command_table.h"
#include "models/command_texts.h"
#include "models/queue_list.h"

#include <QPainter>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kBarHeight = 5;
constexpr int kDepthTextWidth = 58;
constexpr int kGap = 10;
constexpr int kLeastBar = 24;

QColor colorOf(Urgency urgency, const Tokens& tokens)
{
    switch (urgency) {
    case Urgency::None: return tokens.text2;
    case Urgency::Soon: return tokens.warn;
    case Urgency::Now: return tokens.bad;
    }
    return tokens.text2;
}

void paintDepthCell(QPainter& painter, const QRect& room, const QModelIndex& index, const Tokens& t)
{
    paintText(painter, room, index.data().toString(),
              {.style = TextStyle::BodyMedium, .color = t.text});
    const int left = room.left() + kDepthTextWidth + kGap;
    if (room.right() - left >= kLeastBar) {
        const QRectF bar(left, room.center().y() - kBarHeight / 2.0 + 1, room.right() - left,
                         kBarHeight);
        paintDepth(painter, bar, index.data(QueueList::DepthRole).toDouble(), t);
    }
}

} // namespace

Status statusOfCommand(const QString& stateName)
{
    if (stateName == "waiting"_L1) {
        return Status::Offline;
    }
    if (stateName == "inFlight"_L1) {
        return Status::Stale;
    }
    return stateName == "completed"_L1 ? Status::Online : Status::Failed;
}

Status commandStatusAt(const QModelIndex& index)
{
    return statusOfCommand(index.data(CommandTable::StateNameRole).toString());
}

Status deliveryStatusAt(const QModelIndex& index)
{
    if (index.data(QueueList::HeldRole).toBool()) {
        return Status::Warning;
    }
    return index.data(QueueList::ConnectedRole).toBool() ? Status::Online : Status::Offline;
}

void QueueRowDelegate::paintCell(QPainter& painter,
                                 const QRect& room,
                                 const QModelIndex& index,
                                 const TableColumn& column,
                                 const CellState& state) const
{
    const Tokens& t = theme_.tokens();
    if (index.column() == QueueList::Depth) {
        paintDepthCell(painter, room, index, t);
    } else if (index.column() == QueueList::NextExpiry) {
        const auto urgency = Urgency(index.data(QueueList::UrgencyRole).toInt());
        paintText(painter, room, index.data().toString(), {.color = colorOf(urgency, t)});
    } else if (index.column() == QueueList::Dead) {
        const bool none = index.data(QueueList::DeadRole).toULongLong() == 0;
        paintText(painter, room, index.data().toString(),
                  {.style = none ? TextStyle::Body : TextStyle::BodyMedium,
                   .color = none ? t.text2 : t.bad,
                   .align = column.align});
    } else {
        RowDelegate::paintCell(painter, room, index, column, state);
    }
}

void CommandRowDelegate::paintCell(QPainter& painter,
                                   const QRect& room,
                                   const QModelIndex& index,
                                   const TableColumn& column,
                                   const CellState& state) const
{
    if (index.column() == CommandTable::ExpiresIn) {
        const auto urgency = Urgency(index.data(CommandTable::UrgencyRole).toInt());
        paintText(painter, room, index.data().toString(),
                  {.color = colorOf(urgency, theme_.tokens())});
    } else {
        RowDelegate::paintCell(painter, room, index, column, state);
    }
}

} // namespace deck
