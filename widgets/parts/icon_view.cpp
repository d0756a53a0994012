#include "widgets/parts/icon_view.h"

#include "widgets/theme.h"

#include <QPainter>

namespace deck {

IconView::IconView(Theme& theme, Icon icon, int size, TokenColor color, QWidget* parent)
    : QWidget(parent), theme_(theme), icon_(icon), size_(size), color_(color)
{
    setFixedSize(size, size);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void IconView::setIcon(Icon icon)
{
    icon_ = icon;
    update();
}

void IconView::setColor(TokenColor color)
{
    color_ = color;
    update();
}

void IconView::setAlwaysDark(bool dark)
{
    alwaysDark_ = dark;
    update();
}

void IconView::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = alwaysDark_ ? darkTokens() : theme_.tokens();
    QPainter painter(this);
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    theme_.icons().paint(painter, rect(), icon_, size_, tokens.*color_);
}

} // namespace deck
