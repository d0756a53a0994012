#include "widgets/parts/focus_ring.h"

#include "widgets/theme.h"

#include <QAbstractScrollArea>
#include <QFocusEvent>
#include <QPainter>
#include <QWidget>

namespace deck {

namespace {

constexpr int kGap = 2;
constexpr int kThickness = 2;

/// What of the window can be seen of a widget that scrolls.
QRect visiblePart(const QWidget& frame, const QWidget& window)
{
    QRect visible = window.rect();
    for (const QWidget* at = frame.parentWidget(); at != nullptr && at != &window;
         at = at->parentWidget()) {
        const auto* area = qobject_cast<const QAbstractScrollArea*>(at->parentWidget());
        if (area != nullptr && area->viewport() == at) {
            visible &= QRect(at->mapTo(&window, QPoint()), at->size());
        }
    }
    return visible;
}

/// Where a ring may be painted: around what is seen of the frame, but not on sides where the frame
/// itself is cut by what scrolls it.
QRect ringPlace(const QRect& frame, const QRect& visible)
{
    const QRect seen = frame & visible;
    const auto reach = [](bool whole) { return whole ? FocusRing::kReach : 0; };
    return seen.isEmpty() ? QRect()
                          : seen.adjusted(-reach(seen.left() == frame.left()),
                                          -reach(seen.top() == frame.top()),
                                          reach(seen.right() == frame.right()),
                                          reach(seen.bottom() == frame.bottom()));
}

} // namespace

class FocusRing::Overlay final : public QWidget
{
public:
    Overlay(const Theme& theme, int radius, QWidget* window)
        : QWidget(window), theme_(theme), radius_(radius)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
    }

    void setRing(const QRect& around, const QRect& visible)
    {
        const QRect place = around & visible;
        ring_ = around.translated(-place.topLeft());
        setGeometry(place);
        setVisible(!place.isEmpty());
        raise();
        update();
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme_.tokens().accent, kThickness));
        const qreal half = kThickness / 2.0;
        const qreal radius = radius_ + kGap + half;
        painter.drawRoundedRect(QRectF(ring_).adjusted(half, half, -half, -half), radius, radius);
    }

private:
    const Theme& theme_;
    int radius_;
    QRect ring_;
};

bool showsRing(Qt::FocusReason reason, bool before)
{
    switch (reason) {
    case Qt::TabFocusReason:
    case Qt::BacktabFocusReason:
    case Qt::ShortcutFocusReason:
        return true;
    case Qt::MouseFocusReason:
    case Qt::OtherFocusReason:
        return false;
    default:
        return before;
    }
}

void FocusRing::attach(Theme& theme, QWidget& control, int radius)
{
    attach(theme, control, control, radius);
}

void FocusRing::attach(Theme& theme, QWidget& control, QWidget& frame, int radius)
{
    new FocusRing(theme, control, frame, radius);
}

FocusRing::FocusRing(Theme& theme, QWidget& control, QWidget& frame, int radius)
    : QObject(&control), theme_(theme), control_(control), frame_(frame), radius_(radius)
{
    control.installEventFilter(this);
}

FocusRing::~FocusRing()
{
    delete overlay_.data();
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::FocusIn:
        if (watched == &control_) {
            byKeyboard_ = showsRing(static_cast<QFocusEvent*>(event)->reason(), byKeyboard_);
            byKeyboard_ ? show() : hide();
        }
        break;
    case QEvent::FocusOut:
        if (watched == &control_) {
            hide();
        }
        break;
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::ZOrderChange:
        if (overlay_ && overlay_->isVisibleTo(overlay_->parentWidget())) {
            place();
        }
        break;
    default:
        break;
    }
    return false;
}

void FocusRing::show()
{
    if (!overlay_) {
        overlay_ = new Overlay(theme_, radius_, frame_.window());
    }
    watchAncestors(true);
    overlay_->show();
    place();
}

void FocusRing::hide()
{
    watchAncestors(false);
    if (overlay_) {
        overlay_->hide();
    }
}

void FocusRing::place()
{
    QWidget* window = frame_.window();
    if (overlay_->parentWidget() != window) {
        overlay_->setParent(window);
    }
    if (!frame_.isVisible()) {
        overlay_->setRing({}, {});
        return;
    }
    const QRect frame(frame_.mapTo(window, QPoint()), frame_.size());
    overlay_->setRing(frame.adjusted(-kReach, -kReach, kReach, kReach),
                      ringPlace(frame, visiblePart(frame_, *window)));
}

void FocusRing::watchAncestors(bool watch)
{
    for (const QPointer<QWidget>& widget : std::as_const(watched_)) {
        if (widget) {
            widget->removeEventFilter(this);
        }
    }
    watched_.clear();
    if (!watch) {
        return;
    }
    for (QWidget* at = &frame_; at != nullptr; at = at->isWindow() ? nullptr : at->parentWidget()) {
        if (at != &control_) {
            at->installEventFilter(this);
            watched_.append(at);
        }
    }
}

} // namespace deck
