#include "widgets/plot/plot_item.h"

#include <QPainter>

#include <algorithm>

namespace deck {
namespace {

constexpr qreal kAboveGrid = 5;
constexpr qreal kThickness = 1.6;

QSize deviceSize(const QRectF& area, qreal ratio)
{
    return {std::max(1, qRound(area.width() * ratio)), std::max(1, qRound(area.height() * ratio))};
}

} // namespace

PlotItem::PlotItem(QGraphicsItem* chart) : QGraphicsItem(chart)
{
    setZValue(kAboveGrid);
    setAcceptedMouseButtons(Qt::NoButton);
}

void PlotItem::setArea(const QRectF& area)
{
    prepareGeometryChange();
    area_ = area;
}

void PlotItem::draw(const Picture& picture)
{
    const QSize size = deviceSize(area_, picture.devicePixelRatio);
    if (image_.size() != size) {
        image_ = QImage(size, QImage::Format_ARGB32_Premultiplied);
    }
    image_.setDevicePixelRatio(picture.devicePixelRatio);
    image_.fill(Qt::transparent);
    BandLayout layout{.scale = picture.scale,
                      .height = image_.height(),
                      .thickness = float(kThickness * picture.devicePixelRatio)};
    for (std::size_t i = 0; i < picture.frame.columns().size(); ++i) {
        const std::vector<ValueRange>& columns = picture.frame.columns()[i];
        layout.mostBridged = picture.frame.usualGapOf(i);
        layOutBands(columns, layout, bands_);
        if (picture.fillBelow) {
            paintAreaBelow(image_, bands_, picture.looks[i].color);
        }
        paintBands(image_, bands_, picture.looks[i].color, picture.looks[i].dash,
                   picture.frame.firstColumn());
    }
    update();
}

void PlotItem::paint(QPainter* painter,
                     const QStyleOptionGraphicsItem* /*option*/,
                     QWidget* /*widget*/)
{
    painter->drawImage(area_.topLeft(), image_);
}

} // namespace deck
