#include "widgets/parts/spinner.h"

#include "widgets/theme.h"

#include <QPainter>

#include <chrono>

namespace deck {

namespace {

using namespace std::chrono_literals;

constexpr int kSteps = 16; ///< a turn
constexpr auto kStepTime = 60ms;
constexpr int kSixteenth = 16; ///< QPainter counts in 1/16 degree

} // namespace

Spinner::Spinner(Theme& theme, int size, QWidget* parent)
    : QWidget(parent), theme_(theme), size_(size)
{
    setFixedSize(size, size);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleName(tr("Busy"));
    connect(&theme, &Theme::changed, this, &Spinner::turnOrStand);
    connect(&timer_, &QTimer::timeout, this, [this] {
        step_ = (step_ + 1) % kSteps;
        update();
    });
}

void Spinner::setColor(TokenColor color)
{
    color_ = color;
    update();
}

void Spinner::paintEvent(QPaintEvent* /*event*/)
{
    const qreal thickness = size_ < 20 ? 1.7 : size_ / 11.0;
    const qreal inset = thickness / 2 + 1;
    const QRectF circle = QRectF(rect()).adjusted(inset, inset, -inset, -inset);
    const QColor color = theme_.tokens().*color_;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(faded(color, 0.22), thickness));
    painter.drawEllipse(circle);
    painter.setPen(QPen(color, thickness, Qt::SolidLine, Qt::RoundCap));
    const int start = (90 - step_ * 360 / kSteps) * kSixteenth;
    painter.drawArc(circle, start, -100 * kSixteenth);
}

void Spinner::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    turnOrStand();
}

void Spinner::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    timer_.stop();
}

void Spinner::turnOrStand()
{
    if (isVisible() && !theme_.reduceMotion()) {
        timer_.start(kStepTime);
    } else {
        timer_.stop();
    }
    update();
}

} // namespace deck
