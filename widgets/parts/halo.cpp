#include "widgets/parts/halo.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

namespace deck {

Halo::Halo(Theme& theme, QWidget& box, qreal radius)
    : QWidget(box.parentWidget()), theme_(theme), box_(&box), radius_(radius)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    box.installEventFilter(this);
    connect(&box, &QObject::destroyed, this, &QObject::deleteLater);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    follow();
}

bool Halo::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::ZOrderChange:
        follow();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void Halo::follow()
{
    constexpr int kReach = Shadow::kReach;
    setGeometry(box_->geometry().adjusted(-kReach, -kReach, kReach, kReach));
    stackUnder(box_);
    setVisible(!box_->isHidden());
}

void Halo::paintEvent(QPaintEvent* /*event*/)
{
    constexpr int kReach = Shadow::kReach;
    QPainter painter(this);
    theme_.shadow().paint(painter, QRectF(rect()).adjusted(kReach, kReach, -kReach, -kReach),
                          radius_, theme_.tokens().shadow);
}

} // namespace deck
