#include "widgets/parts/scrim.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

namespace deck {

Scrim::Scrim(Theme& theme, QWidget& window) : QWidget(&window), theme_(theme)
{
    window.installEventFilter(this);
    setGeometry(window.rect());
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    show();
    raise();
}

bool Scrim::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void Scrim::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme_.tokens().scrim);
}

void Scrim::mousePressEvent(QMouseEvent* /*event*/)
{
    Q_EMIT clicked();
}

} // namespace deck
