#include "widgets/timer.h"

#include <QTimer>

#include <utility>

namespace deck {

namespace {

class RealTimer final : public Timer
{
public:
    RealTimer()
    {
        timer_.setSingleShot(true);
        QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { run(); });
    }

    void start(std::chrono::milliseconds wait, std::function<void()> then) override
    {
        then_ = std::move(then);
        timer_.start(wait);
    }

    void stop() override { timer_.stop(); }

    std::chrono::milliseconds remaining() const override
    {
        return timer_.isActive() ? timer_.remainingTimeAsDuration() : std::chrono::milliseconds(0);
    }

private:
    void run()
    {
        const auto then = std::exchange(then_, nullptr); // it may destroy this timer
        if (then) {
            then();
        }
    }

    QTimer timer_;
    std::function<void()> then_;
};

} // namespace

TimerFactory realTimers()
{
    return [] { return std::make_unique<RealTimer>(); };
}

} // namespace deck
