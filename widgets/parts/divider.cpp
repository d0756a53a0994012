#include "widgets/parts/divider.h"

#include "widgets/theme.h"

#include <QPainter>

namespace deck {

Divider::Divider(Theme& theme, Qt::Orientation orientation, QWidget* parent)
    : QWidget(parent), theme_(theme)
{
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    } else {
        setFixedWidth(1);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Divider::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme_.tokens().border);
}

} // namespace deck
