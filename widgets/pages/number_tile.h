// A number that matters, with its name, a line of detail, and how it went lately.
#pragma once

#include "widgets/parts/card.h"

#include <deque>

namespace deck {

class Label;
class SparkLine;
class Theme;

class NumberTile final : public Card
{
    Q_OBJECT

public:
    NumberTile(Theme& theme, const QString& name, QWidget* parent = nullptr);

    void setNumber(const QString& number, const QString& detail);

    /// line: which of the colours of charts.
    void setSpark(const std::deque<double>& values, std::size_t line);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeSpark();

    Theme& theme_;
    QString name_;
    Label* number_;
    Label* detail_;
    SparkLine* spark_ = nullptr; ///< made when first needed
};

} // namespace deck
