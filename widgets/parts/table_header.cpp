#include "widgets/parts/table_header.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/data_table.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHoverEvent>
#include <QPainter>

namespace deck {

namespace {

constexpr int kChevronGap = 3;
constexpr int kGripInset = 10;

} // namespace

TableHeader::TableHeader(Theme& theme, DataTable& table)
    : QHeaderView(Qt::Horizontal, &table), theme_(theme), table_(table)
{
    setFixedHeight(kTableHeaderHeight);
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setMinimumSectionSize(48);
    setResizeContentsPrecision(0); // what is on screen, never a sample of a million rows
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFrameShape(NoFrame);
    setAccessibleName(tr("Columns"));
    viewport()->setAttribute(Qt::WA_Hover);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

QSize TableHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), kTableHeaderHeight};
}

void TableHeader::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme_.tokens().surface);
    painter.fillRect(0, viewport()->height() - 1, viewport()->width(), 1, theme_.tokens().border);
    painter.end();
    QHeaderView::paintEvent(event);
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const
{
    const Tokens& t = theme_.tokens();
    const TableColumn column = table_.column(logicalIndex);
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == logicalIndex;
    const bool hovered = hovered_ == logicalIndex;
    const QString text = model()->headerData(logicalIndex, Qt::Horizontal).toString();
    const TextLine line{.style = sorted ? TextStyle::CaptionStrong : TextStyle::CaptionMedium,
                        .color = sorted || (hovered && column.sortable) ? t.text : t.text2,
                        .align = column.align};
    QRect room = table_.cellRoom(logicalIndex, rect);
    const int chevron = sorted ? kInlineIcon + kChevronGap : 0;
    room.setRight(room.right() - chevron);
    const int taken = paintText(*painter, room, text, line);
    if (sorted) {
        const int end = column.align == Qt::AlignRight ? room.right() : room.left() + taken;
        const QRect place(end + kChevronGap, rect.top(), kInlineIcon, rect.height() - 1);
        painter->save();
        if (sortIndicatorOrder() == Qt::DescendingOrder) {
            painter->translate(0, 2 * place.center().y() + 1);
            painter->scale(1, -1);
        }
        theme_.icons().paint(*painter, place, Icon::ChevronDown, kInlineIcon, t.text2);
        painter->restore();
    }
    if (hovered && sectionResizeMode(logicalIndex) == Interactive) {
        painter->fillRect(rect.right(), rect.top() + kGripInset, 1, rect.height() - 2 * kGripInset,
                          t.borderStrong);
    }
}

QSize TableHeader::sectionSizeFromContents(int logicalIndex) const
{
    const QString text = model()->headerData(logicalIndex, Qt::Horizontal).toString();
    const int width = textWidth(text, TextStyle::CaptionStrong) + kInlineIcon + kChevronGap +
                      2 * DataTable::kEdgePadding;
    return {width, kTableHeaderHeight};
}

bool TableHeader::viewportEvent(QEvent* event)
{
    int hovered = hovered_;
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter) {
        hovered = logicalIndexAt(static_cast<QHoverEvent*>(event)->position().toPoint());
    } else if (event->type() == QEvent::HoverLeave || event->type() == QEvent::Leave) {
        hovered = -1;
    }
    if (hovered != hovered_) {
        hovered_ = hovered;
        viewport()->update();
    }
    return QHeaderView::viewportEvent(event);
}

} // namespace deck
