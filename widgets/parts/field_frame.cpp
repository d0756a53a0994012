#include "widgets/parts/field_frame.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

void paintField(QPainter& painter, const QRect& rect, const FieldState& state, const Theme& theme)
{
    const Tokens& t = theme.tokens();
    const bool sunken = !state.enabled || state.readOnly || state.inset;
    QColor border = t.border;
    if (state.error) {
        border = t.bad;
    } else if (state.focused && !state.readOnly) {
        border = t.accent;
    } else if (state.enabled && !state.readOnly && state.hovered) {
        border = t.borderStrong;
    }
    paintBox(painter, rect,
             {.fill = sunken ? t.inset : t.surface, .border = border, .radius = kControlRadius});
}

FieldFrame::FieldFrame(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setAttribute(Qt::WA_Hover);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FieldFrame::setFocused(bool focused)
{
    state_.focused = focused;
    update();
}

void FieldFrame::setReadOnly(bool readOnly)
{
    state_.readOnly = readOnly;
    update();
}

void FieldFrame::setError(bool error)
{
    state_.error = error;
    update();
}

void FieldFrame::setInset(bool inset)
{
    state_.inset = inset;
    update();
}

void FieldFrame::paintEvent(QPaintEvent* /*event*/)
{
    state_.enabled = isEnabled();
    state_.hovered = underMouse();
    QPainter painter(this);
    paintField(painter, rect(), state_, theme_);
}

} // namespace deck
