#include "widgets/parts/icon_button.h"

#include "widgets/paint.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

namespace {

constexpr qreal kDotRadius = 3.5;
constexpr QPointF kDotFromCentre(6, -6);

} // namespace

IconButton::IconButton(Theme& theme, Icon icon, const QString& name, QWidget* parent)
    : PaintedButton(theme, parent), icon_(icon)
{
    setName(name);
}

void IconButton::setIconName(Icon icon)
{
    icon_ = icon;
    update();
}

void IconButton::setName(const QString& name)
{
    name_ = name;
    setAccessibleName(name);
    updateToolTip();
}

void IconButton::setShortcutHint(const QString& keys)
{
    keys_ = keys;
    updateToolTip();
}

void IconButton::updateToolTip()
{
    setToolTip(plainToolTip(keys_.isEmpty() ? name_ : tr("%1 (%2)").arg(name_, keys_)));
}

void IconButton::setFrame(Frame frame)
{
    frame_ = frame;
    update();
}

void IconButton::setSide(int pixels)
{
    side_ = pixels;
    updateGeometry();
}

void IconButton::setDot(bool dot)
{
    dot_ = dot;
    update();
}

void IconButton::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    const bool outlined = frame_ == Frame::Outlined;
    QColor fill = outlined ? t.surface : QColor(Qt::transparent);
    if (isDown() || isChecked()) {
        fill = outlined ? t.inset : faded(t.text, 0.10);
    } else if (isHovered()) {
        fill = outlined ? t.hover : faded(t.text, 0.05);
    }
    QPainter painter(this);
    paintBox(painter, rect(),
             {.fill = fill,
              .border = outlined ? t.borderStrong : QColor(Qt::transparent),
              .radius = side_ < kControlHeight ? qreal(kKeyRadius) : qreal(kControlRadius)});
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    const QColor color = !isEnabled() ? t.text3 : outlined || isHovered() ? t.text : t.text2;
    const int size = side_ < kControlHeight ? kInlineIcon : kButtonIcon;
    theme_.icons().paint(painter, rect(), icon_, size, color);
    if (dot_) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        painter.drawEllipse(QRectF(rect()).center() + kDotFromCentre, kDotRadius, kDotRadius);
    }
}

} // namespace deck
