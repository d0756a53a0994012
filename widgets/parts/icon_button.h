// A square button with an icon alone; its tool tip is its name.
#pragma once

#include "widgets/icons.h"
#include "widgets/parts/painted_button.h"

namespace deck {

class IconButton final : public PaintedButton
{
    Q_OBJECT

public:
    enum class Frame {
        None,    ///< tool bars, closing crosses
        Outlined ///< beside outlined buttons
    };

    IconButton(Theme& theme, Icon icon, const QString& name, QWidget* parent = nullptr);

    void setIconName(Icon icon);
    Icon iconName() const { return icon_; }

    /// Accessible name and tool tip.
    void setName(const QString& name);

    /// Shown in the tool tip after the name.
    void setShortcutHint(const QString& keys);

    void setFrame(Frame frame);

    /// 32 by default; 24 inside of fields and rows.
    void setSide(int pixels);

    /// A dot in the corner: something new waits behind this button.
    void setDot(bool dot);

    QSize sizeHint() const override { return {side_, side_}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateToolTip();

    Icon icon_;
    QString name_;
    QString keys_;
    Frame frame_ = Frame::None;
    int side_ = kControlHeight;
    bool dot_ = false;
};

} // namespace deck
