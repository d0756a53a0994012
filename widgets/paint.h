// Drawing that the parts share: boxes with crisp borders, one line of plain text, skeleton bars.
#pragma once

#include "widgets/text_style.h"

#include <QColor>
#include <QRectF>
#include <QString>

class QPainter;

namespace deck {

struct Tokens;

struct Box
{
    QColor fill = Qt::transparent;
    QColor border = Qt::transparent; ///< 1 px, inside of the rectangle
    qreal radius = 0;
};
void paintBox(QPainter& painter, const QRectF& rect, const Box& box);

struct TextLine
{
    TextStyle style = TextStyle::Body;
    QColor color;
    Qt::Alignment align = Qt::AlignLeft;
    Qt::TextElideMode elide = Qt::ElideRight;
    bool italic = false; ///< slanted, for what does not count
};
/// One line, vertically in the middle, cut off with an ellipsis. Never rich text.
/// Gives the width that was painted.
int paintText(QPainter& painter, const QRect& rect, const QString& text, const TextLine& line);

/// What paintText() needs so that nothing is cut off.
int textWidth(const QString& text, TextStyle style);

/// A bar in place of a text that has not come yet. strength falls from 1 to 0 down the rows.
void paintSkeletonBar(QPainter& painter, const QRectF& rect, const Tokens& tokens, qreal strength);

/// A key cap of a shortcut, such as "Ctrl K"; centred in rect.
void paintKeyCap(QPainter& painter, const QRectF& rect, const QString& keys, const Tokens& tokens);
QSize keyCapSize(const QString& keys);

/// For mirrored layouts: the same place seen from the other side of outer.
QRect mirrored(const QRect& rect, const QRect& outer, Qt::LayoutDirection direction);

} // namespace deck
