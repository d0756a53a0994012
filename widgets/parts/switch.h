// A setting that is on or off and takes effect at once.
#pragma once

#include "widgets/parts/painted_button.h"

namespace deck {

class Switch final : public PaintedButton
{
    Q_OBJECT

public:
    /// The text stands beside the switch; with setTextHidden() it is only its name.
    Switch(Theme& theme, const QString& text, QWidget* parent = nullptr);

    void setTextHidden(bool hidden);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& point) const override;

private:
    bool textHidden_ = false;
};

} // namespace deck
