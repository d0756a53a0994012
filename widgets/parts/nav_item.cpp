#include "widgets/parts/nav_item.h"

#include "widgets/paint.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

namespace {

constexpr int kIconLeft = 11;
constexpr int kTextLeft = 39;
constexpr int kEndPadding = 12;
constexpr int kCountGap = 8;

} // namespace

NavItem::NavItem(Theme& theme, Icon icon, const QString& text, QWidget* parent)
    : PaintedButton(theme, parent, kRowRadius), icon_(icon)
{
    setCheckable(true);
    setText(text);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    updateTexts();
}

void NavItem::setCount(const QString& count)
{
    count_ = count;
    updateTexts();
    update();
}

void NavItem::setCollapsed(bool collapsed)
{
    collapsed_ = collapsed;
    updateTexts();
    update();
}

void NavItem::updateTexts()
{
    const QString full = count_.isEmpty() ? text() : tr("%1, %2").arg(text(), count_);
    setAccessibleName(full);
    setToolTip(collapsed_ ? plainToolTip(full) : QString());
}

QSize NavItem::sizeHint() const
{
    return {kNavItemHeight, kNavItemHeight};
}

void NavItem::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    if (isChecked()) {
        paintBox(painter, rect(), {.fill = t.surface, .border = t.border, .radius = kRowRadius});
    } else if (isHovered() || isDown()) {
        paintBox(painter, rect(),
                 {.fill = faded(t.text, isDown() ? 0.09 : 0.05), .radius = kRowRadius});
    }
    const QColor iconColor = isChecked() ? t.accentText : isHovered() ? t.text : t.text2;
    const int left = collapsed_ ? (width() - kNavIcon) / 2 : kIconLeft;
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    theme_.icons().paint(painter, QRect(left, 0, kNavIcon, height()), icon_, kNavIcon, iconColor);
    painter.setOpacity(1);
    if (!collapsed_) {
        paintLabels(painter);
    }
}

void NavItem::paintLabels(QPainter& painter) const
{
    const Tokens& t = theme_.tokens();
    const int count = count_.isEmpty() ? 0 : textWidth(count_, TextStyle::CaptionMedium);
    QRect room(kTextLeft, 0, width() - kTextLeft - kEndPadding, height());
    if (count > 0) {
        paintText(painter, room, count_,
                  {.style = TextStyle::CaptionMedium,
                   .color = isChecked() ? t.text2 : t.text3,
                   .align = Qt::AlignRight});
        room.setRight(room.right() - count - kCountGap);
    }
    const bool strong = isChecked() || isHovered();
    paintText(painter, room, text(),
              {.style = isChecked() ? TextStyle::BodyStrong : TextStyle::BodyMedium,
               .color = !isEnabled() ? t.text3
                        : strong     ? t.text
                                     : t.text2});
}

} // namespace deck
