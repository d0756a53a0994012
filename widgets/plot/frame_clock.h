// One clock for all live charts: thirty frames a second while a chart is to be seen, fifteen while
// frames are slow, none otherwise.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

class QWidget;

namespace deck {

/// GUI thread; owned by the main window and handed to the charts.
class FrameClock final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kFrameMs = 33;
    static constexpr int kSlowFrameMs = 66;

    explicit FrameClock(QObject* parent = nullptr);

    /// While a chart is shown. A chart in a window that is minimised gets no frames.
    void setWanted(QWidget* chart, bool wanted);
    bool isRunning() const { return timer_.isActive(); }
    int interval() const { return timer_.interval(); }

    /// What a chart spent on one frame, ms of the wall clock.
    void frameTook(double milliseconds);

Q_SIGNALS:
    void tick();

private:
    void onTimeout();

    QTimer timer_;
    QSet<QWidget*> wanted_;
    QElapsedTimer slowSince_;
    double spent_ = 0; ///< in the present frame
    int slowFrames_ = 0;
};

} // namespace deck
