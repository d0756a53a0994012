#include "widgets/plot/spark_line.h"

#include "widgets/plot/column_bands.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace deck {

SparkLine::SparkLine(Theme& theme, std::size_t line, QWidget* parent)
    : QWidget(parent), theme_(theme), line_(line)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SparkLine::setValues(const std::deque<double>& values)
{
    values_ = values;
    update();
}

void SparkLine::paintEvent(QPaintEvent* /*event*/)
{
    if (values_.size() < 2) {
        return;
    }
    const qreal ratio = devicePixelRatioF();
    QImage image(size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    std::vector<ValueRange> columns(std::size_t(image.width()));
    for (std::size_t i = 0; i < values_.size(); ++i) {
        columns[i * (columns.size() - 1) / (values_.size() - 1)].include(float(values_[i]));
    }
    const double highest = *std::max_element(values_.begin(), values_.end());
    std::vector<ColumnBand> bands;
    layOutBands(columns,
                {.scale = {.low = 0, .high = std::max(highest * 1.1, 1e-9)},
                 .height = image.height(),
                 .thickness = float(1.6 * ratio),
                 .mostBridged = image.width()},
                bands);
    const QColor& color = theme_.tokens().series[line_];
    paintAreaBelow(image, bands, color);
    paintBands(image, bands, color, Dash::Solid, 0);
    QPainter(this).drawImage(QPointF(), image);
}

} // namespace deck
