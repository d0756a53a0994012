// An icon that is only looked at.
#pragma once

#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QWidget>

namespace deck {

class Theme;

class IconView final : public QWidget
{
    Q_OBJECT

public:
    IconView(Theme& theme,
             Icon icon,
             int size,
             TokenColor color = &Tokens::text2,
             QWidget* parent = nullptr);

    void setIcon(Icon icon);
    void setColor(TokenColor color);

    /// Colours of the dark tokens also in light windows, for toasts.
    void setAlwaysDark(bool dark);

    QSize sizeHint() const override { return {size_, size_}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    Icon icon_;
    int size_;
    TokenColor color_;
    bool alwaysDark_ = false;
};

} // namespace deck
