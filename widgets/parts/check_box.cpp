#include "widgets/parts/check_box.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

namespace {

constexpr int kSide = 16;
constexpr int kHeight = 20;
constexpr int kTextGap = 8;
constexpr int kRadius = 4;
constexpr int kMark = 12;

} // namespace

CheckBox::CheckBox(Theme& theme, const QString& text, QWidget* parent)
    : PaintedButton(theme, parent, kRadius)
{
    setCheckable(true);
    setText(text);
}

void CheckBox::setPartial(bool partial)
{
    partial_ = partial;
    update();
}

void CheckBox::nextCheckState()
{
    const bool checked = partial_ || !isChecked();
    partial_ = false;
    setChecked(checked);
}

QSize CheckBox::sizeHint() const
{
    const int room = text().isEmpty() ? 0 : kTextGap + textWidth(text(), TextStyle::Body);
    return {kSide + room, kHeight};
}

bool CheckBox::hitButton(const QPoint& point) const
{
    return rect().contains(point);
}

void CheckBox::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    const bool filled = isChecked() || partial_;
    const QRectF box(0, (height() - kSide) / 2, kSide, kSide);
    QColor fill = filled ? (isHovered() ? t.primaryHover : t.accent) : t.surface;
    QColor border = filled ? QColor(Qt::transparent) : isHovered() ? t.text2 : t.text3;
    if (!isEnabled()) {
        fill = t.inset;
        border = t.borderStrong;
    } else if (isDown()) {
        fill = filled ? t.primaryPress : t.inset;
    }
    QPainter painter(this);
    paintBox(painter, box, {.fill = fill, .border = border, .radius = kRadius});
    if (filled) {
        theme_.icons().paint(painter, box, partial_ ? Icon::Minus : Icon::Check, kMark,
                             isEnabled() ? t.onAccent : t.text3);
    }
    const int from = kSide + kTextGap;
    paintText(painter, QRect(from, 0, width() - from, height()), text(),
              {.color = isEnabled() ? t.text : t.text3});
}

} // namespace deck
