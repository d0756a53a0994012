// A line of one pixel between two groups.
#pragma once

#include <QWidget>

namespace deck {

class Theme;

class Divider final : public QWidget
{
    Q_OBJECT

public:
    explicit Divider(Theme& theme,
                     Qt::Orientation orientation = Qt::Horizontal,
                     QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
};

} // namespace deck
