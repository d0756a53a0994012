#include "widgets/parts/label.h"

#include "widgets/paint.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace deck {

namespace {

constexpr int kLeastElidedWidth = 24;

} // namespace

Label::Label(Theme& theme, const QString& text, TextStyle style, TokenColor color, QWidget* parent)
    : QLabel(parent), theme_(theme), style_(style), color_(color)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // on any ground
    setTextStyle(style);
    setText(text);
    applyColor();
    connect(&theme, &Theme::changed, this, &Label::applyColor);
}

void Label::setTextStyle(TextStyle style)
{
    style_ = style;
    setFont(fontFor(style));
    updateGeometry();
}

void Label::setColor(TokenColor color)
{
    color_ = color;
    applyColor();
}

void Label::applyColor()
{
    const Tokens& t = alwaysDark_ ? darkTokens() : theme_.tokens();
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, isEnabled() ? t.*color_ : t.text3);
    setPalette(colors);
}

void Label::setAlwaysDark(bool dark)
{
    alwaysDark_ = dark;
    applyColor();
}

void Label::setElide(Qt::TextElideMode mode)
{
    elide_ = mode;
    updateGeometry();
    update();
}

void Label::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
}

QSize Label::sizeHint() const
{
    QSize size = QLabel::sizeHint();
    if (!wordWrap()) {
        size.setHeight(qMax(size.height(), lineHeightOf(style_)));
        size.rwidth() += 1; // a fraction of a pixel must not cut the last letter
    }
    return size;
}

QSize Label::minimumSizeHint() const
{
    if (!elides()) {
        return wordWrap() ? QLabel::minimumSizeHint() : sizeHint();
    }
    return {qMin(kLeastElidedWidth, sizeHint().width()), sizeHint().height()};
}

bool Label::elides() const
{
    const bool selectable = textInteractionFlags().testFlag(Qt::TextSelectableByMouse);
    return elide_ != Qt::ElideNone && !wordWrap() && !selectable;
}

bool Label::isCutOff() const
{
    return elides() && fontMetrics().horizontalAdvance(text()) > contentsRect().width();
}

bool Label::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && isCutOff()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), plainToolTip(text()), this);
        return true;
    }
    return QLabel::event(event);
}

void Label::paintEvent(QPaintEvent* event)
{
    if (!isCutOff()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    paintText(painter, contentsRect(), text(),
              {.style = style_,
               .color = palette().color(QPalette::WindowText),
               .align = alignment() & Qt::AlignHorizontal_Mask,
               .elide = elide_});
}

void Label::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::EnabledChange) {
        applyColor();
    }
}

} // namespace deck
