#include "widgets/parts/toast_button.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

namespace {

constexpr int kSide = 28;
constexpr int kPadding = 8;

} // namespace

ToastButton::ToastButton(Theme& theme,
                         const QString& text,
                         std::optional<Icon> icon,
                         QWidget* parent)
    : PaintedButton(theme, parent), icon_(icon)
{
    setText(text);
    if (icon) {
        setToolTip(text);
    }
}

QSize ToastButton::sizeHint() const
{
    return {icon_ ? kSide : textWidth(text(), TextStyle::BodyStrong) + 2 * kPadding, kSide};
}

void ToastButton::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = darkTokens();
    QPainter painter(this);
    if (isHovered() || isDown()) {
        paintBox(painter, rect(),
                 {.fill = faded(t.text, isDown() ? 0.16 : 0.08), .radius = kControlRadius});
    }
    if (icon_) {
        theme_.icons().paint(painter, rect(), *icon_, kInlineIcon, t.text2);
    } else {
        paintText(
            painter, rect(), text(),
            {.style = TextStyle::BodyStrong, .color = t.accentText, .align = Qt::AlignHCenter});
    }
}

} // namespace deck
