#include "widgets/parts/button.h"

#include "widgets/paint.h"
#include "widgets/parts/spinner.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace deck {

namespace {

constexpr int kPadding = 12;
constexpr int kLinkPadding = 4;
constexpr int kGap = 8;
constexpr qreal kDisabledIcon = 0.5;
constexpr TextStyle kText = TextStyle::BodyStrong;

} // namespace

Button::Button(Theme& theme, const QString& text, Kind kind, QWidget* parent)
    : PaintedButton(theme, parent), kind_(kind)
{
    setText(text);
}

Button::Button(Theme& theme, const QString& text, Icon icon, Kind kind, QWidget* parent)
    : Button(theme, text, kind, parent)
{
    icon_ = icon;
}

void Button::setKind(Kind kind)
{
    kind_ = kind;
    update();
}

void Button::setIconName(std::optional<Icon> icon)
{
    icon_ = icon;
    updateGeometry();
    update();
}

void Button::setMenuMark(bool mark)
{
    menuMark_ = mark;
    updateGeometry();
    update();
}

void Button::setBusy(bool busy)
{
    if (busy == busy_) {
        return;
    }
    busy_ = busy;
    if (busy && spinner_ == nullptr) {
        spinner_ = new Spinner(theme_, kButtonIcon, this);
    }
    spinner_->setColor(spinnerColor());
    spinner_->setVisible(busy);
    placeSpinner();
    setDown(false);
    setAccessibleDescription(busy ? tr("Busy") : QString());
    update();
}

QSize Button::sizeHint() const
{
    const int text = textWidth(this->text(), kText);
    const int icon = icon_ ? kButtonIcon + kGap : 0;
    const int mark = menuMark_ ? kInlineIcon + kGap : 0;
    return {text + icon + mark + 2 * padding(), kControlHeight};
}

QSize Button::minimumSizeHint() const
{
    return sizeHint();
}

int Button::padding() const
{
    return kind_ == Kind::Link ? kLinkPadding : kPadding;
}

void Button::mousePressEvent(QMouseEvent* event)
{
    if (!busy_) {
        PaintedButton::mousePressEvent(event);
    }
}

void Button::keyPressEvent(QKeyEvent* event)
{
    const bool presses = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return ||
                         event->key() == Qt::Key_Enter;
    if (!busy_ || !presses) {
        PaintedButton::keyPressEvent(event);
    }
}

void Button::resizeEvent(QResizeEvent* event)
{
    PaintedButton::resizeEvent(event);
    placeSpinner();
}

void Button::placeSpinner()
{
    if (spinner_ != nullptr) {
        const QRect place = icon_ ? iconBox() : rect();
        QRect box(QPoint(), spinner_->size());
        box.moveCenter(place.center());
        spinner_->setGeometry(box);
    }
}

QRect Button::iconBox() const
{
    const int contents = sizeHint().width() - 2 * padding();
    const int left = (width() - contents) / 2;
    const QRect box(left, (height() - kButtonIcon) / 2, kButtonIcon, kButtonIcon);
    return mirrored(box, rect(), layoutDirection());
}

Button::Look Button::look() const
{
    switch (kind_) {
    case Kind::Primary:
        return primaryLook();
    case Kind::Secondary:
    case Kind::Danger:
        return outlinedLook();
    case Kind::Quiet:
    case Kind::Link:
        return quietLook();
    }
    return {};
}

Button::Look Button::primaryLook() const
{
    const Tokens& t = theme_.tokens();
    if (!isEnabled()) {
        return {.fill = t.inset, .border = t.border, .text = t.text3, .icon = t.text3};
    }
    const QColor fill = isDown() ? t.primaryPress : isHovered() ? t.primaryHover : t.accent;
    return {.fill = fill, .text = t.onAccent, .icon = t.onAccent};
}

Button::Look Button::outlinedLook() const
{
    const Tokens& t = theme_.tokens();
    if (!isEnabled()) {
        return {.fill = t.surface, .border = t.border, .text = t.text3, .icon = t.text3};
    }
    Look look{.fill = t.surface, .border = t.borderStrong, .text = t.text, .icon = t.text};
    if (kind_ == Kind::Danger) {
        look.text = look.icon = t.bad;
        look.fill = isDown() ? mixed(t.badSoft, t.bad, 0.1) : isHovered() ? t.badSoft : t.surface;
        look.border = isDown() || isHovered() ? t.badBorder : t.borderStrong;
    } else if (isDown()) {
        look.fill = t.inset;
    } else if (isHovered()) {
        look.fill = t.hover;
    }
    return look;
}

Button::Look Button::quietLook() const
{
    const Tokens& t = theme_.tokens();
    const QColor text = kind_ == Kind::Link ? t.accentText : t.text;
    if (!isEnabled()) {
        return {.text = t.text3, .icon = t.text3};
    }
    Look look{.text = text, .icon = kind_ == Kind::Link ? t.accentText : t.text2};
    if (kind_ == Kind::Quiet && (isDown() || isHovered())) {
        look.fill = faded(t.text, isDown() ? 0.10 : 0.05); // on any surface
    }
    return look;
}

TokenColor Button::spinnerColor() const
{
    switch (kind_) {
    case Kind::Primary:
        return &Tokens::onAccent;
    case Kind::Danger:
        return &Tokens::bad;
    default:
        return &Tokens::text2;
    }
}

void Button::paintEvent(QPaintEvent* /*event*/)
{
    const Look look = this->look();
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = look.fill, .border = look.border, .radius = kControlRadius});
    paintContents(painter, look);
}

void Button::paintContents(QPainter& painter, const Look& look) const
{
    const int contents = sizeHint().width() - 2 * padding();
    int left = (width() - contents) / 2;
    if (icon_) {
        if (!busy_) {
            painter.setOpacity(isEnabled() ? 1.0 : kDisabledIcon);
            theme_.icons().paint(painter, iconBox(), *icon_, kButtonIcon, look.icon);
            painter.setOpacity(1);
        }
        left += kButtonIcon + kGap;
    }
    if (busy_ && !icon_) {
        return; // the spinner stands in the middle
    }
    const int room = textWidth(text(), kText);
    const QRect place = mirrored({left, 0, room, height()}, rect(), layoutDirection());
    const int painted = paintText(painter, place, text(), {.style = kText, .color = look.text});
    if (kind_ == Kind::Link && isHovered()) {
        painter.fillRect(QRect(place.left(), place.center().y() + 8, painted, 1), look.text);
    }
    if (menuMark_) {
        const QRect mark(left + room + kGap, 0, kInlineIcon, height());
        theme_.icons().paint(painter, mirrored(mark, rect(), layoutDirection()), Icon::ChevronDown,
                             kInlineIcon, look.icon);
    }
}

} // namespace deck
