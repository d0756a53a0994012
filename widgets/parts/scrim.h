// Darkens a window while a dialog or the palette stands over it.
#pragma once

#include <QWidget>

namespace deck {

class Theme;

class Scrim final : public QWidget
{
    Q_OBJECT

public:
    /// Covers window, its parent, from now on.
    Scrim(Theme& theme, QWidget& window);

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    Theme& theme_;
};

} // namespace deck
