// One page in the sidebar. Used by NavList.
#pragma once

#include "widgets/icons.h"
#include "widgets/parts/painted_button.h"

namespace deck {

class NavItem final : public PaintedButton
{
    Q_OBJECT

public:
    NavItem(Theme& theme, Icon icon, const QString& text, QWidget* parent);

    /// A count at the end; empty: none.
    void setCount(const QString& count);

    /// Only the icon shows; the text is in the tool tip.
    void setCollapsed(bool collapsed);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateTexts();
    void paintLabels(QPainter& painter) const;

    Icon icon_;
    QString count_;
    bool collapsed_ = false;
};

} // namespace deck
