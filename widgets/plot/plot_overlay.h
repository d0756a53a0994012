// What lies over the lines of a chart: labels of the value axis, the newest values at the right end,
// and at the cursor a line, the time, and the nearest value with its name. An item of its own, so that moving the pointer
// never draws the lines again.
#pragma once

#include "widgets/plot/plot_item.h"

#include <QGraphicsItem>
#include <QString>

#include <optional>

namespace deck {

class Theme;

struct EndValue
{
    double x = 0; ///< 0 at the left of the plot area, 1 at the right
    double y = 0; ///< 0 at its top, 1 at its bottom
    QString text;
    QColor color;
};

struct ValueLabel
{
    double y = 0; ///< 0 at the top of the plot area, 1 at its bottom
    QString text;
};

struct CursorDot
{
    double y = 0;
    QColor color;
};

struct CursorMark
{
    double x = 0; ///< 0 at the left of the plot area, 1 at the right
    QString time;
    QList<CursorDot> dots = {};
    int nearest = -1; ///< the dot whose name and value are shown
    QString name = {};
    QString value = {};
};

/// GUI thread; owned by the chart that it is a child of.
class PlotOverlay final : public QGraphicsItem
{
public:
    PlotOverlay(Theme& theme, QGraphicsItem* chart);

    /// The whole chart, and the plot area in it.
    void setAreas(const QRectF& whole, const QRectF& plot);
    void setValueLabels(QList<ValueLabel> labels);
    void setEndValues(QList<EndValue> values);
    void setCursor(std::optional<CursorMark> cursor);

    QRectF boundingRect() const override { return whole_; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintValueLabels(QPainter& painter) const;
    void paintEndValues(QPainter& painter) const;
    void paintCursor(QPainter& painter) const;
    void paintTime(QPainter& painter, double x) const;
    void paintNearest(QPainter& painter, double x) const;
    QPointF pointOf(double x, double y) const;

    Theme& theme_;
    QRectF whole_;
    QRectF plot_;
    QList<ValueLabel> valueLabels_;
    QList<EndValue> endValues_;
    std::optional<CursorMark> cursor_;
};

} // namespace deck
