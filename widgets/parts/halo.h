// The shadow under a box that floats inside of a window. Lies below the box and lets clicks
// through.
#pragma once

#include <QWidget>

namespace deck {

class Theme;

class Halo final : public QWidget
{
    Q_OBJECT

public:
    /// Follows box, its sibling, until that is gone.
    Halo(Theme& theme, QWidget& box, qreal radius);

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();

    Theme& theme_;
    QWidget* box_;
    qreal radius_;
};

} // namespace deck
