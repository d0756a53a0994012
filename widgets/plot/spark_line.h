// A small line without axes, for tiles: how a number went lately.
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

#include <deque>

namespace deck {

class Theme;

class SparkLine final : public QWidget
{
    Q_OBJECT

public:
    /// line is one of the eight colours of charts.
    SparkLine(Theme& theme, std::size_t line, QWidget* parent = nullptr);

    /// Oldest first; from zero to the highest of them.
    void setValues(const std::deque<double>& values);

    QSize sizeHint() const override { return {70, 32}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    std::size_t line_;
    std::deque<double> values_;
};

} // namespace deck
