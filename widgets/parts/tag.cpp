#include "widgets/parts/tag.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace deck {

namespace {

constexpr int kHeight = 20;
constexpr int kPadding = 8;
constexpr int kLeastWidth = 40;

struct Look
{
    QColor fill;
    QColor border = Qt::transparent;
    QColor text;
};

Look lookOf(TagRole role, const Tokens& t)
{
    switch (role) {
    case TagRole::Neutral:
        return {.fill = t.inset, .border = t.border, .text = t.text2};
    case TagRole::Accent:
        return {.fill = t.accentSoft, .text = t.accentText};
    case TagRole::Ok:
        return {.fill = t.okSoft, .text = t.ok};
    case TagRole::Warn:
        return {.fill = t.warnSoft, .text = t.warn};
    case TagRole::Bad:
        return {.fill = t.badSoft, .text = t.bad};
    case TagRole::Env:
        return {.fill = t.envSoft, .text = t.env};
    }
    return {};
}

TextStyle styleOf(TagRole role)
{
    return role == TagRole::Neutral ? TextStyle::CaptionMedium : TextStyle::Section;
}

} // namespace

int paintTag(
    QPainter& painter, const QRect& rect, const QString& text, TagRole role, const Tokens& tokens)
{
    const QSize size = tagSize(text, role);
    const QRect box(rect.left(), rect.top() + (rect.height() - kHeight) / 2,
                    qMin(size.width(), rect.width()), kHeight);
    const Look look = lookOf(role, tokens);
    paintBox(painter, box, {.fill = look.fill, .border = look.border, .radius = kKeyRadius});
    paintText(painter, box.adjusted(kPadding, 0, 1 - kPadding, 0), text,
              {.style = styleOf(role), .color = look.text, .align = Qt::AlignHCenter});
    return box.width();
}

QSize tagSize(const QString& text, TagRole role)
{
    return {textWidth(text, styleOf(role)) + 2 * kPadding, kHeight};
}

Tag::Tag(Theme& theme, const QString& text, TagRole role, QWidget* parent)
    : QWidget(parent), theme_(theme), text_(text), role_(role)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Tag::setText(const QString& text)
{
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Tag::setRole(TagRole role)
{
    role_ = role;
    updateGeometry();
    update();
}

QSize Tag::sizeHint() const
{
    return tagSize(text_, role_);
}

QSize Tag::minimumSizeHint() const
{
    return {qMin(kLeastWidth, sizeHint().width()), kHeight};
}

bool Tag::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && width() < sizeHint().width()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), plainToolTip(text_), this);
        return true;
    }
    return QWidget::event(event);
}

void Tag::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    paintTag(painter, rect(), text_, role_, theme_.tokens());
}

} // namespace deck
