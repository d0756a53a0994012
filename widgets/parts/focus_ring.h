// The ring around a control that was reached by keyboard. It lies over the window, outside of the
// control, so controls keep their sizes and layouts need no extra room.
#pragma once

#include "widgets/metrics.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace deck {

class Theme;

/// Owned by the control; follows it and its ancestors only while the ring shows.
class FocusRing final : public QObject
{
    Q_OBJECT

public:
    /// How far the ring reaches outside of the control.
    static constexpr int kReach = 4;

    static void attach(Theme& theme, QWidget& control, int radius = kControlRadius);

    /// control takes the focus, frame is what the ring goes around.
    static void attach(Theme& theme, QWidget& control, QWidget& frame, int radius = kControlRadius);

    ~FocusRing() override;

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Overlay;

    FocusRing(Theme& theme, QWidget& control, QWidget& frame, int radius);

    void show();
    void hide();
    void place();
    void watchAncestors(bool watch);

    Theme& theme_;
    QWidget& control_;
    QWidget& frame_;
    int radius_;
    bool byKeyboard_ = false;
    QPointer<Overlay> overlay_;
    QList<QPointer<QWidget>> watched_;
};

/// Whether focus that came for this reason shows a ring: true or false; other reasons, such as a
/// window that comes back to the front, leave it as it was.
bool showsRing(Qt::FocusReason reason, bool before);

} // namespace deck
