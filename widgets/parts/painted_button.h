// What all our buttons share: they repaint with the theme and under the pointer, have the focus
// ring, and answer Enter as well as Space.
#pragma once

#include "widgets/metrics.h"

#include <QAbstractButton>

namespace deck {

class Theme;

class PaintedButton : public QAbstractButton
{
    Q_OBJECT

public:
    PaintedButton(Theme& theme, QWidget* parent, int ringRadius = kControlRadius);

protected:
    bool isHovered() const { return isEnabled() && underMouse(); }
    void keyPressEvent(QKeyEvent* event) override;

    Theme& theme_;
};

} // namespace deck
