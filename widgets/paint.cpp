#include "widgets/paint.h"

#include "widgets/metrics.h"
#include "widgets/tokens.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

namespace deck {

namespace {

constexpr int kKeyCapHeight = 18;
constexpr int kKeyCapPadding = 6;
constexpr qreal kSkeletonHeight = 10;
constexpr qreal kSkeletonStrongest = 0.10;
constexpr qreal kSkeletonWeakest = 0.01;

} // namespace

void paintBox(QPainter& painter, const QRectF& rect, const Box& box)
{
    const bool hasBorder = box.border.alpha() > 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasBorder ? QPen(box.border, 1) : QPen(Qt::NoPen));
    painter.setBrush(box.fill.alpha() > 0 ? QBrush(box.fill) : QBrush(Qt::NoBrush));
    const qreal half = hasBorder ? 0.5 : 0.0; // the pen's middle lies on the line
    const qreal radius = qMax(0.0, box.radius - half);
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius);
    painter.restore();
}

int paintText(QPainter& painter, const QRect& rect, const QString& text, const TextLine& line)
{
    QFont font = fontFor(line.style);
    font.setItalic(line.italic);
    const QFontMetrics metrics(font, painter.device());
    const QString shown = metrics.elidedText(text, line.elide, rect.width());
    painter.setFont(font);
    painter.setPen(line.color);
    painter.drawText(rect, static_cast<int>(line.align | Qt::AlignVCenter) | Qt::TextSingleLine,
                     shown);
    return qMin(rect.width(), metrics.horizontalAdvance(shown));
}

int textWidth(const QString& text, TextStyle style)
{
    return QFontMetrics(fontFor(style)).horizontalAdvance(text) + 1;
}

void paintSkeletonBar(QPainter& painter, const QRectF& rect, const Tokens& tokens, qreal strength)
{
    const qreal alpha =
        kSkeletonWeakest + (kSkeletonStrongest - kSkeletonWeakest) * qBound(0.0, strength, 1.0);
    const QRectF bar(rect.left(), rect.center().y() - kSkeletonHeight / 2, rect.width(),
                     kSkeletonHeight);
    paintBox(painter, bar, {.fill = faded(tokens.text, alpha), .radius = kSkeletonHeight / 2});
}

void paintKeyCap(QPainter& painter, const QRectF& rect, const QString& keys, const Tokens& tokens)
{
    const QSize size = keyCapSize(keys);
    QRectF cap(QPointF(), size);
    cap.moveCenter(rect.center());
    cap.moveTo(qRound(cap.left()), qRound(cap.top()));
    paintBox(painter, cap, {.fill = tokens.inset, .border = tokens.border, .radius = kKeyRadius});
    paintText(painter, cap.toRect(), keys,
              {.style = TextStyle::Section, .color = tokens.text2, .align = Qt::AlignHCenter});
}

QSize keyCapSize(const QString& keys)
{
    const int width = textWidth(keys, TextStyle::Section) + 2 * kKeyCapPadding;
    return {qMax(width, kKeyCapHeight), kKeyCapHeight};
}

QRect mirrored(const QRect& rect, const QRect& outer, Qt::LayoutDirection direction)
{
    return QStyle::visualRect(direction, outer, rect);
}

} // namespace deck
