#include "widgets/parts/ground.h"

#include "widgets/theme.h"

#include <QPainter>

namespace deck {

Ground::Ground(Theme& theme, TokenColor color, QWidget* parent)
    : QWidget(parent), theme_(theme), color_(color)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Ground::paintEvent(QPaintEvent* /*event*/)
{
    QPainter(this).fillRect(rect(), theme_.tokens().*color_);
}

} // namespace deck
