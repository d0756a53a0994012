// A choice that takes effect when its form is sent; may be partly set.
#pragma once

#include "widgets/parts/painted_button.h"

namespace deck {

class CheckBox final : public PaintedButton
{
    Q_OBJECT

public:
    CheckBox(Theme& theme, const QString& text, QWidget* parent = nullptr);

    /// Some of what it stands for is chosen; a click makes it all.
    void setPartial(bool partial);
    bool isPartial() const { return partial_; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& point) const override;
    void nextCheckState() override;

private:
    bool partial_ = false;
};

} // namespace deck
