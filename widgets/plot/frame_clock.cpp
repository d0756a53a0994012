#include "widgets/plot/frame_clock.h"

#include <QWidget>

#include <algorithm>

namespace deck {
namespace {

constexpr double kTooLongMs = 25;
constexpr int kSlowInARow = 2;
constexpr qint64 kStaySlowMs = 2'000;

} // namespace

FrameClock::FrameClock(QObject* parent) : QObject(parent)
{
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(kFrameMs);
    connect(&timer_, &QTimer::timeout, this, &FrameClock::onTimeout);
}

void FrameClock::setWanted(QWidget* chart, bool wanted)
{
    if (wanted) {
        wanted_.insert(chart);
    } else {
        wanted_.remove(chart);
    }
    if (wanted_.isEmpty()) {
        timer_.stop();
    } else if (!timer_.isActive()) {
        timer_.start();
    }
}

void FrameClock::frameTook(double milliseconds)
{
    spent_ += milliseconds;
}

void FrameClock::onTimeout()
{
    slowFrames_ = spent_ > kTooLongMs ? slowFrames_ + 1 : 0;
    spent_ = 0;
    if (slowFrames_ >= kSlowInARow) {
        timer_.setInterval(kSlowFrameMs);
        slowSince_.start();
    } else if (timer_.interval() == kSlowFrameMs && slowSince_.hasExpired(kStaySlowMs)) {
        timer_.setInterval(kFrameMs);
    }
    const bool seen = std::any_of(wanted_.cbegin(), wanted_.cend(), [](const QWidget* chart) {
        return !chart->window()->isMinimized();
    });
    if (seen) {
        Q_EMIT tick();
    }
}

} // namespace deck
