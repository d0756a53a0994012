#include "widgets/parts/painted_button.h"

#include "widgets/parts/focus_ring.h"
#include "widgets/theme.h"

#include <QKeyEvent>

namespace deck {

PaintedButton::PaintedButton(Theme& theme, QWidget* parent, int ringRadius)
    : QAbstractButton(parent), theme_(theme)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    FocusRing::attach(theme, *this, ringRadius);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PaintedButton::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        event->modifiers() != Qt::ControlModifier) {
        if (!event->isAutoRepeat()) {
            click();
        }
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace deck
