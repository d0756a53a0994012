#include "widgets/parts/select_field.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/field_frame.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/parts/option_list.h"
#include "widgets/parts/popover.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace deck {

namespace {

constexpr int kPadding = 11;
constexpr int kGap = 10;
constexpr int kMostWidth = 320;
constexpr int kLeastWidth = 72;

} // namespace

SelectField::SelectField(Theme& theme, const QString& name, QWidget* parent)
    : QComboBox(parent), theme_(theme)
{
    setAccessibleName(name);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    FocusRing::attach(theme, *this);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(this, &QComboBox::currentIndexChanged, this, &QWidget::updateGeometry);
}

void SelectField::setPrefix(const QString& prefix)
{
    prefix_ = prefix;
    updateGeometry();
    update();
}

void SelectField::setError(bool error)
{
    error_ = error;
    update();
}

void SelectField::needPopup()
{
    if (popup_ != nullptr) {
        return;
    }
    popup_ = new Popover(theme_, this);
    list_ = new OptionList(theme_, popup_);
    popup_->body()->addWidget(list_);
    popup_->setFocusProxy(list_);
    connect(popup_, &Popover::closed, this, qOverload<>(&QWidget::update));
    connect(list_, &OptionList::chosen, this, [this](int row) {
        hidePopup();
        setCurrentIndex(row);
        Q_EMIT activated(row);
        Q_EMIT textActivated(itemText(row));
    });
}

void SelectField::showPopup()
{
    if (count() == 0) {
        return;
    }
    needPopup();
    list_->setModel(model());
    list_->setModelColumn(modelColumn());
    list_->setChosen(currentIndex());
    popup_->openAt(*this, Popover::Align::Start, true);
    list_->setFocus(Qt::PopupFocusReason);
    list_->setCurrentIndex(model()->index(qMax(0, currentIndex()), modelColumn()));
    update();
}

void SelectField::hidePopup()
{
    if (popup_ != nullptr) {
        popup_->hide();
    }
}

bool SelectField::isPopupOpen() const
{
    return popup_ != nullptr && popup_->isVisible();
}

QSize SelectField::sizeHint() const
{
    int widest = textWidth(placeholderText(), TextStyle::BodyMedium);
    for (int row = 0; row < count(); ++row) {
        widest = qMax(widest, textWidth(itemText(row), TextStyle::BodyMedium));
    }
    const int prefix = prefix_.isEmpty() ? 0 : textWidth(prefix_, TextStyle::Body);
    return {qMin(kMostWidth, prefix + widest + 2 * kPadding + kGap + kInlineIcon), kControlHeight};
}

QSize SelectField::minimumSizeHint() const
{
    return {kLeastWidth, kControlHeight};
}

void SelectField::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        showPopup();
    }
}

void SelectField::mouseReleaseEvent(QMouseEvent* /*event*/) {}

void SelectField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        showPopup();
        return;
    }
    QComboBox::keyPressEvent(event);
}

void SelectField::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // scrolling a form must not change its values
}

void SelectField::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    paintField(painter, rect(),
               {.enabled = isEnabled(),
                .hovered = isEnabled() && underMouse(),
                .focused = isPopupOpen(),
                .error = error_},
               theme_);
    QRect room = rect().adjusted(kPadding, 0, -kPadding - kInlineIcon - kGap / 2, 0);
    const QColor color = isEnabled() ? t.text : t.text3;
    if (!prefix_.isEmpty()) {
        const TextLine line{.color = isEnabled() ? t.text2 : t.text3};
        room.setLeft(room.left() + paintText(painter, room, prefix_, line));
    }
    const bool none = currentIndex() < 0;
    paintText(painter, room, none ? placeholderText() : currentText(),
              {.style = prefix_.isEmpty() ? TextStyle::Body : TextStyle::BodyMedium,
               .color = none ? t.text3 : color});
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    const QRect mark(width() - kPadding - kInlineIcon + 2, 0, kInlineIcon, height());
    theme_.icons().paint(painter, mark, Icon::ChevronDown, kInlineIcon, t.text3);
}

} // namespace deck
