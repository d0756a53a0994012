// A ground in one colour of the theme: sidebar, top bar, panels.
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

namespace deck {

class Theme;

class Ground : public QWidget
{
    Q_OBJECT

public:
    Ground(Theme& theme, TokenColor color, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    TokenColor color_;
};

} // namespace deck
