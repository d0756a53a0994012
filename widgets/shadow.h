// The soft shadow under what floats (menus, toasts, dialogs), drawn once and then stretched as nine
// pieces. Painting it costs no more than nine images.
#pragma once

#include <QColor>
#include <QPixmap>
#include <QRectF>

class QPainter;

namespace deck {

/// Owned by the Theme. GUI thread.
class Shadow final
{
public:
    /// How far the shadow may reach outside of the box; widgets that float keep this much room.
    static constexpr int kReach = 18;

    /// Around box, which is painted over it afterwards.
    void paint(QPainter& painter, const QRectF& box, qreal radius, const QColor& color) const;

private:
    const QPixmap& pieceFor(qreal radius, const QColor& color, qreal devicePixelRatio) const;

    mutable QPixmap piece_;
    mutable qreal radius_ = -1;
    mutable QColor color_;
    mutable qreal ratio_ = 0;
};

} // namespace deck
