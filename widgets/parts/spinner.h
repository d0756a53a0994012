// A turning arc: something is under way. Stands still while hidden or when motion is reduced.
#pragma once

#include "widgets/tokens.h"

#include <QTimer>
#include <QWidget>

namespace deck {

class Theme;

class Spinner final : public QWidget
{
    Q_OBJECT

public:
    Spinner(Theme& theme, int size, QWidget* parent = nullptr);

    void setColor(TokenColor color);
    bool isTurning() const { return timer_.isActive(); }

    QSize sizeHint() const override { return {size_, size_}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void turnOrStand();

    Theme& theme_;
    int size_;
    TokenColor color_ = &Tokens::text3;
    QTimer timer_;
    int step_ = 0;
};

} // namespace deck
