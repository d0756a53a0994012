#include "widgets/parts/popover.h"

#include "widgets/metrics.h"
#include "widgets/parts/floating_box.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QScreen>
#include <QVBoxLayout>

namespace deck {

namespace {

constexpr int kPadding = 5;
constexpr int kGap = 4; ///< to the anchor

} // namespace

Popover::Popover(Theme& theme, QWidget* parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint),
      theme_(theme),
      body_(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_TranslucentBackground);
    setAttribute(Qt::WA_WindowPropagation);
    const int margin = Shadow::kReach + kPadding;
    body_->setContentsMargins(margin, margin, margin, margin);
    body_->setSpacing(0);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Popover::sizeHint() const
{
    return body_->sizeHint();
}

void Popover::openAt(const QWidget& anchor, Align align, bool atLeastAsWide)
{
    QSize size = sizeHint();
    if (atLeastAsWide) {
        size.setWidth(qMax(size.width(), anchor.width() + 2 * Shadow::kReach));
    }
    const QRect place(anchor.mapToGlobal(QPoint()), anchor.size());
    const QRect screen = anchor.screen()->availableGeometry();
    const int reach = Shadow::kReach;
    int left =
        align == Align::Start ? place.left() - reach : place.right() + 1 + reach - size.width();
    int top = place.bottom() + 1 + kGap - reach;
    if (top + size.height() - reach > screen.bottom() &&
        place.top() - kGap - size.height() + 2 * reach >= screen.top()) {
        top = place.top() - kGap + reach - size.height();
    }
    left = qMax(screen.left() - reach, qMin(left, screen.right() + 1 + reach - size.width()));
    setGeometry(QRect(QPoint(left, top), size));
    show();
    if (focusWidget() == nullptr) {
        focusNextChild();
    }
}

void Popover::paintEvent(QPaintEvent* /*event*/)
{
    paintFloatingBox(*this, theme_, kCardRadius);
}

void Popover::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void Popover::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    Q_EMIT closed();
}

} // namespace deck
