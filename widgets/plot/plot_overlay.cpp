#include "widgets/plot/plot_overlay.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace deck {
namespace {

constexpr qreal kAboveLines = 6;
constexpr double kEndValueHeight = 14;
constexpr double kDotRadius = 4;
constexpr int kLabelGap = 6;

void paintDot(QPainter& painter, const QPointF& middle, const QColor& color, const QColor& rim)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(rim, 1.5));
    painter.setBrush(color);
    painter.drawEllipse(middle, kDotRadius, kDotRadius);
}

/// Moves texts apart that would lie over each other, and keeps them inside.
void spread(QList<double>& tops, double lowest)
{
    for (int i = 1; i < tops.size(); ++i) {
        tops[i] = std::max(tops[i], tops[i - 1] + kEndValueHeight);
    }
    double limit = lowest - kEndValueHeight;
    for (auto top = tops.rbegin(); top != tops.rend(); ++top) {
        *top = std::min(*top, limit);
        limit = *top - kEndValueHeight;
    }
}

} // namespace

PlotOverlay::PlotOverlay(Theme& theme, QGraphicsItem* chart) : QGraphicsItem(chart), theme_(theme)
{
    setZValue(kAboveLines);
    setAcceptedMouseButtons(Qt::NoButton);
}

void PlotOverlay::setAreas(const QRectF& whole, const QRectF& plot)
{
    prepareGeometryChange();
    whole_ = whole;
    plot_ = plot;
}

void PlotOverlay::setValueLabels(QList<ValueLabel> labels)
{
    valueLabels_ = std::move(labels);
    update();
}

void PlotOverlay::setEndValues(QList<EndValue> values)
{
    std::sort(values.begin(), values.end(),
              [](const EndValue& a, const EndValue& b) { return a.y < b.y; });
    endValues_ = std::move(values);
    update();
}

void PlotOverlay::setCursor(std::optional<CursorMark> cursor)
{
    cursor_ = std::move(cursor);
    update();
}

void PlotOverlay::paint(QPainter* painter,
                        const QStyleOptionGraphicsItem* /*option*/,
                        QWidget* /*widget*/)
{
    painter->save();
    paintValueLabels(*painter);
    paintEndValues(*painter);
    if (cursor_) {
        paintCursor(*painter);
    }
    painter->restore();
}

QPointF PlotOverlay::pointOf(double x, double y) const
{
    return {plot_.left() + x * plot_.width(), plot_.top() + y * plot_.height()};
}

void PlotOverlay::paintValueLabels(QPainter& painter) const
{
    const int width = int(plot_.left() - whole_.left()) - kLabelGap;
    for (const ValueLabel& label : valueLabels_) {
        const QRect box(int(whole_.left()), int(pointOf(0, label.y).y()) - 8, width, 16);
        paintText(painter, box, label.text,
                  {.style = TextStyle::Axis, .color = theme_.tokens().text2, .align = Qt::AlignRight});
    }
}

void PlotOverlay::paintEndValues(QPainter& painter) const
{
    QList<double> tops;
    for (const EndValue& value : endValues_) {
        tops << pointOf(1, value.y).y() - kEndValueHeight / 2;
    }
    spread(tops, whole_.bottom());
    for (int i = 0; i < endValues_.size(); ++i) {
        paintDot(painter, pointOf(endValues_[i].x, endValues_[i].y), endValues_[i].color,
                 theme_.tokens().surface);
        const QRectF box(plot_.right() + 9, tops[i], whole_.right() - plot_.right() - 9,
                         kEndValueHeight);
        paintText(painter, box.toRect(), endValues_[i].text,
                  {.style = TextStyle::CaptionStrong, .color = theme_.tokens().text});
    }
}

void PlotOverlay::paintCursor(QPainter& painter) const
{
    const double x = pointOf(cursor_->x, 0).x();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme_.tokens().text3, 1));
    painter.drawLine(QPointF(x, plot_.top()), QPointF(x, plot_.bottom()));
    for (const CursorDot& dot : cursor_->dots) {
        paintDot(painter, pointOf(cursor_->x, dot.y), dot.color, theme_.tokens().surface);
    }
    paintTime(painter, x);
    if (cursor_->nearest >= 0) {
        paintNearest(painter, x);
    }
}

void PlotOverlay::paintTime(QPainter& painter, double x) const
{
    const int width = textWidth(cursor_->time, TextStyle::CaptionStrong) + 16;
    const double left =
        std::clamp(x - width / 2.0, whole_.left(), std::max(whole_.left(), whole_.right() - width));
    const QRectF box(left, plot_.bottom() + 3, width, 18);
    paintBox(painter, box, {.fill = theme_.tokens().text, .radius = kKeyRadius});
    paintText(painter, box.toRect(), cursor_->time,
              {.style = TextStyle::CaptionStrong,
               .color = theme_.tokens().surface,
               .align = Qt::AlignHCenter});
}

void PlotOverlay::paintNearest(QPainter& painter, double x) const
{
    const int nameWidth = textWidth(cursor_->name, TextStyle::Caption);
    const int valueWidth = textWidth(cursor_->value, TextStyle::CaptionStrong);
    const int width = nameWidth + valueWidth + 28;
    const double y = pointOf(0, cursor_->dots[cursor_->nearest].y).y();
    const bool fitsRight = x + 12 + width <= plot_.right();
    QRect box(0, 0, width, 26);
    box.moveTopLeft({int(fitsRight ? x + 12 : x - 12 - width),
                     int(std::clamp(y - 32, plot_.top(), plot_.bottom() - 26))});
    const Tokens& t = theme_.tokens();
    paintBox(painter, box, {.fill = t.raised, .border = t.borderStrong, .radius = kKeyRadius});
    const QRect name(box.left() + 10, box.top(), nameWidth, box.height());
    paintText(painter, name, cursor_->name, {.style = TextStyle::Caption, .color = t.text2});
    const QRect value(name.right() + 9, box.top(), valueWidth, box.height());
    paintText(painter, value, cursor_->value, {.style = TextStyle::CaptionStrong, .color = t.text});
}

} // namespace deck
