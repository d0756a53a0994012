// The live lines, as one item in the plot area of a Qt chart. Feeding a QLineSeries instead costs a
// hundred times as much for each frame: it strokes its whole path for hit testing at every change.
#pragma once

#include "widgets/plot/column_bands.h"
#include "widgets/plot/plot_frame.h"

#include <QGraphicsItem>

namespace deck {

struct LineLook
{
    QColor color;
    Dash dash = Dash::Solid;
    bool operator==(const LineLook&) const = default;
};

/// GUI thread; owned by the chart that it is a child of.
class PlotItem final : public QGraphicsItem
{
public:
    explicit PlotItem(QGraphicsItem* chart);

    /// The plot area of the chart, in its coordinates.
    void setArea(const QRectF& area);

    struct Picture
    {
        const PlotFrame& frame;
        const std::vector<LineLook>& looks; ///< one for each line of the frame
        ScaleRange scale;
        qreal devicePixelRatio = 1;
        bool fillBelow = false; ///< for charts of one line
    };
    void draw(const Picture& picture);

    QRectF boundingRect() const override { return area_; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QRectF area_;
    QImage image_; ///< as many device pixels as the area has
    std::vector<ColumnBand> bands_;
};

} // namespace deck
