#include "widgets/parts/row_delegate.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/tag.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <utility>

namespace deck {

namespace {

constexpr int kDetailGap = 12;
constexpr int kTagGap = 6;
constexpr int kWordGap = 8;
constexpr qreal kDimmed = 0.45;

TextStyle textStyleOf(CellStyle style)
{
    switch (style) {
    case CellStyle::Strong:
    case CellStyle::Status:
        return TextStyle::BodyMedium;
    case CellStyle::Mono:
        return TextStyle::Mono;
    default:
        return TextStyle::Body;
    }
}

const DataTable* tableOf(const QStyleOptionViewItem& option)
{
    return qobject_cast<const DataTable*>(option.widget);
}

/// Widths that look like words of different length, always the same for one cell.
qreal skeletonPart(int row, int column)
{
    constexpr qreal kParts[] = {0.82, 0.68, 0.58, 0.76, 0.64};
    return kParts[(row + column * 2) % 5];
}

} // namespace

RowDelegate::RowDelegate(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), theme_(theme)
{}

void RowDelegate::setStatusOf(std::function<Status(const QModelIndex&)> statusOf)
{
    statusOf_ = std::move(statusOf);
}

void RowDelegate::paint(QPainter* painter,
                        const QStyleOptionViewItem& option,
                        const QModelIndex& index) const
{
    const DataTable* table = tableOf(option);
    if (table == nullptr) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    const CellState state{.selected = option.state.testFlag(QStyle::State_Selected),
                          .hovered = index.row() == table->hoveredRow(),
                          .enabled = option.state.testFlag(QStyle::State_Enabled)};
    const TableColumn column = table->column(index.column());
    const QRect room = table->cellRoom(index.column(), option.rect);
    painter->save();
    paintGround(*painter, option.rect, state);
    if (state.selected && table->isFirstColumn(index.column())) {
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())),
                          theme_.tokens().accent);
    }
    if (table->isPlaceholder(index)) {
        paintSkeleton(*painter, room, index, column, table->viewport()->height());
    } else {
        painter->setClipRect(option.rect);
        painter->setOpacity(table->isDimmed() ? kDimmed : 1.0);
        paintCell(*painter, room, index, column, state);
    }
    painter->restore();
}

void RowDelegate::paintGround(QPainter& painter, const QRect& cell, const CellState& state) const
{
    const Tokens& t = theme_.tokens();
    const QColor fill = state.selected ? t.accentSoft : state.hovered ? t.hover : t.surface;
    painter.fillRect(cell, fill);
    painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1),
                     mixed(fill, t.border, 0.8));
}

void RowDelegate::paintSkeleton(QPainter& painter,
                                const QRect& room,
                                const QModelIndex& index,
                                const TableColumn& column,
                                int viewHeight) const
{
    constexpr int kMostWidth = 180;
    const qreal width = qMin(room.width(), kMostWidth) * skeletonPart(index.row(), index.column());
    const qreal left = column.align == Qt::AlignRight ? room.right() + 1 - width : room.left();
    const qreal strength = 1.0 - qreal(room.top()) / qMax(1, viewHeight);
    paintSkeletonBar(painter, QRectF(left, room.top(), width, room.height()), theme_.tokens(),
                     strength);
}

void RowDelegate::paintCell(QPainter& painter,
                            const QRect& room,
                            const QModelIndex& index,
                            const TableColumn& column,
                            const CellState& state) const
{
    const Tokens& t = theme_.tokens();
    if (column.style == CellStyle::Status) {
        paintStatusCell(painter, room, index, state);
        return;
    }
    if (column.style == CellStyle::Tags) {
        QRect left = room;
        for (const QString& tag : index.data().toStringList()) {
            if (left.width() < 2 * kTagGap) {
                break;
            }
            left.setLeft(left.left() + paintTag(painter, left, tag, TagRole::Neutral, t) + kTagGap);
        }
        return;
    }
    const bool secondary = column.style == CellStyle::Secondary;
    const QColor color = !state.enabled ? t.text3 : secondary ? t.text2 : t.text;
    const QString detail =
        column.detailRole < 0 ? QString() : index.data(column.detailRole).toString();
    const int taken =
        paintText(painter, room, index.data().toString(),
                  {.style = textStyleOf(column.style),
                   .color = color,
                   .align = column.align,
                   .elide = column.style == CellStyle::Mono ? Qt::ElideMiddle : Qt::ElideRight});
    if (!detail.isEmpty()) {
        paintDetail(painter, room, taken, detail, column);
    }
}

void RowDelegate::paintDetail(QPainter& painter,
                              QRect room,
                              int taken,
                              const QString& detail,
                              const TableColumn& column) const
{
    room.setLeft(room.left() + qMax(taken + kDetailGap, column.detailLeft));
    if (room.width() > 2 * kDetailGap) {
        paintText(painter, room, detail, {.color = theme_.tokens().text2});
    }
}

void RowDelegate::paintStatusCell(QPainter& painter,
                                  const QRect& room,
                                  const QModelIndex& index,
                                  const CellState& state) const
{
    const Tokens& t = theme_.tokens();
    const QString word = index.data().toString();
    if (!statusOf_ || word.isEmpty()) {
        return;
    }
    const Status status = statusOf_(index);
    paintStatus(painter, QRectF(room.left(), room.top(), kStatusMarkSide, room.height()), status,
                t);
    const QColor color = state.enabled ? t.*statusWordColor(status) : t.text3;
    paintText(painter, room.adjusted(kStatusMarkSide + kWordGap, 0, 0, 0), word,
              {.style = TextStyle::BodyMedium, .color = color});
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const DataTable* table = tableOf(option);
    const TableColumn column = table == nullptr ? TableColumn{} : table->column(index.column());
    const int mark = column.style == CellStyle::Status ? kStatusMarkSide + kWordGap : 0;
    const int text = textWidth(index.data().toString(), textStyleOf(column.style));
    return {text + mark + 2 * DataTable::kEdgePadding, kRowHeight};
}

bool RowDelegate::helpEvent(QHelpEvent* event,
                            QAbstractItemView* view,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index)
{
    const DataTable* table = tableOf(option);
    if (event->type() != QEvent::ToolTip || table == nullptr || !index.isValid()) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QString text = index.data(Qt::ToolTipRole).toString();
    const bool isCut = sizeHint(option, index).width() > option.rect.width();
    if (text.isEmpty() && isCut) {
        text = index.data().toString();
    }
    if (text.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(event->globalPos(), plainToolTip(text), view->viewport());
    }
    return true;
}

} // namespace deck
