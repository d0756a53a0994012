#include "widgets/shadow.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace deck {

namespace {

constexpr qreal kDrop = 4; ///< the light comes from above

/// From a point to the edge of a rounded box around the origin; negative inside.
qreal distanceToBox(QPointF point, qreal halfSide, qreal radius)
{
    const qreal inner = halfSide - radius;
    const qreal x = std::abs(point.x()) - inner;
    const qreal y = std::abs(point.y()) - inner;
    const qreal outside = std::hypot(std::max(x, 0.0), std::max(y, 0.0));
    return outside + std::min(std::max(x, y), 0.0) - radius;
}

qreal strengthAt(qreal distance)
{
    const qreal reach = Shadow::kReach - kDrop;
    const qreal left = std::clamp((reach - distance) / (2 * reach), 0.0, 1.0);
    return left * left * (3 - 2 * left); // smooth at both ends
}

QImage drawPiece(qreal radius, const QColor& color, qreal ratio)
{
    const qreal halfSide = Shadow::kReach + radius; // the box inside of the piece, half its side
    const qreal half = halfSide + Shadow::kReach;
    const int pixels = static_cast<int>(std::ceil(half * 2 * ratio));
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < pixels; ++y) {
        auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < pixels; ++x) {
            const QPointF at((x + 0.5) / ratio - half, (y + 0.5) / ratio - half - kDrop);
            const qreal alpha =
                color.alphaF() * 2 * strengthAt(distanceToBox(at, halfSide, radius));
            const auto a = static_cast<int>(std::min(alpha, 1.0) * 255);
            row[x] = qPremultiply(qRgba(color.red(), color.green(), color.blue(), a));
        }
    }
    return image;
}

} // namespace

void Shadow::paint(QPainter& painter, const QRectF& box, qreal radius, const QColor& color) const
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QPixmap& piece = pieceFor(radius, color, ratio);
    const qreal corner = 2 * kReach + radius - 1;
    const qreal middle = piece.width() / 2.0;
    const QRectF outer = box.adjusted(-kReach, -kReach, kReach, kReach);
    const qreal cut = std::min({corner, outer.width() / 2, outer.height() / 2});
    const qreal target[2][4] = {
        {outer.left(), outer.left() + cut, outer.right() - cut, outer.right()},
        {outer.top(), outer.top() + cut, outer.bottom() - cut, outer.bottom()}};
    const qreal from[4] = {0, cut * ratio, piece.width() - cut * ratio, qreal(piece.width())};
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column) {
            QRectF source(QPointF(from[column], from[row]),
                          QPointF(from[column + 1], from[row + 1]));
            if (column == 1) {
                source.setLeft(middle - 0.5);
                source.setWidth(1);
            }
            if (row == 1) {
                source.setTop(middle - 0.5);
                source.setHeight(1);
            }
            const QRectF place(QPointF(target[0][column], target[1][row]),
                               QPointF(target[0][column + 1], target[1][row + 1]));
            painter.drawPixmap(place, piece, source);
        }
    }
}

const QPixmap& Shadow::pieceFor(qreal radius, const QColor& color, qreal devicePixelRatio) const
{
    if (radius != radius_ || color != color_ || devicePixelRatio != ratio_) {
        piece_ = QPixmap::fromImage(drawPiece(radius, color, devicePixelRatio));
        radius_ = radius;
        color_ = color;
        ratio_ = devicePixelRatio;
    }
    return piece_;
}

} // namespace deck
