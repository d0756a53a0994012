#include "widgets/parts/switch.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

namespace {

constexpr int kTrackWidth = 34;
constexpr int kTrackHeight = 20;
constexpr qreal kKnobInset = 3;
constexpr int kTextGap = 10;

} // namespace

Switch::Switch(Theme& theme, const QString& text, QWidget* parent)
    : PaintedButton(theme, parent, kKeyRadius)
{
    setCheckable(true);
    setText(text);
}

void Switch::setTextHidden(bool hidden)
{
    textHidden_ = hidden;
    setAccessibleName(text());
    updateGeometry();
    update();
}

QSize Switch::sizeHint() const
{
    const int room = textHidden_ ? 0 : kTextGap + textWidth(text(), TextStyle::Body);
    return {kTrackWidth + room, kTrackHeight};
}

bool Switch::hitButton(const QPoint& point) const
{
    return rect().contains(point);
}

void Switch::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QColor track = isChecked() ? t.accent : t.text3;
    QColor knob = t.onAccent;
    if (!isEnabled()) {
        track = t.border;
        knob = t.surface;
    } else if (isDown()) {
        track = isChecked() ? t.primaryPress : mixed(t.text3, t.text2, 0.6);
    } else if (isHovered()) {
        track = isChecked() ? t.accentHover : mixed(t.text3, t.text2, 0.4);
    }
    QPainter painter(this);
    const QRectF place(0, (height() - kTrackHeight) / 2.0, kTrackWidth, kTrackHeight);
    paintBox(painter, place, {.fill = track, .radius = kTrackHeight / 2.0});
    const qreal side = kTrackHeight - 2 * kKnobInset;
    const qreal left = isChecked() ? place.right() - kKnobInset - side : place.left() + kKnobInset;
    paintBox(painter, QRectF(left, place.top() + kKnobInset, side, side),
             {.fill = knob, .radius = side / 2});
    if (!textHidden_) {
        const int from = kTrackWidth + kTextGap;
        paintText(painter, QRect(from, 0, width() - from, height()), text(),
                  {.color = isEnabled() ? t.text : t.text3});
    }
}

} // namespace deck
