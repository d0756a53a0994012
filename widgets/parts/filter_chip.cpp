#include "widgets/parts/filter_chip.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace deck {

namespace {

constexpr int kPadding = 11;
constexpr int kGap = 10;
constexpr int kMostValue = 180;

} // namespace

FilterChip::FilterChip(Theme& theme, const QString& name, QWidget* parent)
    : PaintedButton(theme, parent)
{
    setText(name);
}

void FilterChip::setValue(const QString& value)
{
    value_ = value;
    setAccessibleName(value.isEmpty() ? text() : tr("%1: %2").arg(text(), value));
    updateGeometry();
    update();
}

QString FilterChip::label() const
{
    return value_.isEmpty() ? text() : tr("%1: ").arg(text());
}

int FilterChip::valueWidth() const
{
    return value_.isEmpty() ? 0 : qMin(kMostValue, textWidth(value_, TextStyle::BodyStrong));
}

QSize FilterChip::sizeHint() const
{
    const int texts = textWidth(label(), TextStyle::Body) + valueWidth();
    return {texts + 2 * kPadding + kGap + kInlineIcon - 2, kControlHeight};
}

QRect FilterChip::markBox() const
{
    return {width() - kPadding - kInlineIcon + 2, 0, kInlineIcon, height()};
}

void FilterChip::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    const bool on = !value_.isEmpty();
    QColor fill = on ? t.accentSoft : isDown() ? t.inset : isHovered() ? t.hover : t.surface;
    QColor border = on ? t.infoBorder : isHovered() ? t.borderStrong : t.border;
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = fill, .border = border, .radius = kControlRadius});
    const QColor plain = isHovered() ? t.text : t.text2;
    const QColor color = !isEnabled() ? t.text3 : on ? t.accentText : plain;
    QRect room = rect().adjusted(kPadding, 0, -kPadding - kInlineIcon, 0);
    const int taken = textWidth(label(), TextStyle::Body) - 1;
    paintText(painter, room, label(), {.color = color});
    if (on) {
        room.setLeft(room.left() + taken);
        room.setWidth(valueWidth());
        paintText(painter, room, value_, {.style = TextStyle::BodyStrong, .color = color});
    }
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    theme_.icons().paint(painter, markBox(), on ? Icon::Close : Icon::ChevronDown, kInlineIcon,
                         on ? t.accentText : t.text3);
}

void FilterChip::mousePressEvent(QMouseEvent* event)
{
    const QRect cross = markBox().adjusted(-kGap / 2, 0, kPadding, 0);
    if (!value_.isEmpty() && event->button() == Qt::LeftButton &&
        cross.contains(event->position().toPoint())) {
        clear();
        return;
    }
    PaintedButton::mousePressEvent(event);
}

void FilterChip::keyPressEvent(QKeyEvent* event)
{
    const bool deletes = event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace;
    if (deletes && !value_.isEmpty()) {
        clear();
        return;
    }
    PaintedButton::keyPressEvent(event);
}

void FilterChip::clear()
{
    setValue({});
    Q_EMIT cleared();
}

} // namespace deck
