#include "widgets/plot/column_bands.h"

#include <algorithm>
#include <cmath>

namespace deck {
namespace {

constexpr int kUsualGaps = 4;     ///< this many times the median gap is still ordinary
constexpr int kAlwaysBridged = 8; ///< columns
constexpr float kAreaStrength = 0.20F;

float yOf(float value, const BandLayout& layout)
{
    const double part = layout.scale.part(double(value));
    return float((1.0 - part) * layout.height);
}

ColumnBand bandOf(const ValueRange& range, const BandLayout& layout)
{
    return {yOf(range.high, layout) - layout.thickness / 2,
            yOf(range.low, layout) + layout.thickness / 2};
}

/// A straight line through the columns between two that have points.
void bridge(std::vector<ColumnBand>& bands, std::size_t from, std::size_t to, float thickness)
{
    const float start = bands[from].middle();
    const float slope = (bands[to].middle() - start) / float(to - from);
    for (std::size_t i = from + 1; i < to; ++i) {
        const float middle = start + slope * float(i - from);
        bands[i] = {middle - thickness / 2, middle + thickness / 2};
    }
}

/// Extends two neighbours half-way towards each other.
void join(ColumnBand& before, ColumnBand& after)
{
    if (after.top > before.bottom) {
        after.top = before.bottom = (after.top + before.bottom) / 2;
    } else if (after.bottom < before.top) {
        after.bottom = before.top = (after.bottom + before.top) / 2;
    }
}

/// Premultiplied colour over premultiplied pixel, both with `coverage` of 255.
QRgb blended(QRgb under, QRgb over, unsigned coverage)
{
    const auto part = [&](int shift) {
        const unsigned above = ((over >> shift) & 0xFFU) * coverage / 255;
        const unsigned opaque = (over >> 24U) * coverage / 255;
        const unsigned below = ((under >> shift) & 0xFFU) * (255 - opaque) / 255;
        return std::min(above + below, 255U) << shift;
    };
    return part(24) | part(16) | part(8) | part(0);
}

bool isDrawn(Dash dash, std::int64_t column)
{
    constexpr std::int64_t kDashPeriod = 10;
    constexpr std::int64_t kDotPeriod = 5;
    switch (dash) {
    case Dash::Solid: return true;
    case Dash::Dashes: return ((column % kDashPeriod) + kDashPeriod) % kDashPeriod < 6;
    case Dash::Dots: return ((column % kDotPeriod) + kDotPeriod) % kDotPeriod < 2;
    }
    return true;
}

/// The pixels of one column, from top to bottom.
class PixelColumn final
{
public:
    PixelColumn(QImage& image, int x)
        : first_(reinterpret_cast<QRgb*>(image.bits()) + x),
          stride_(image.bytesPerLine() / qsizetype(sizeof(QRgb))),
          height_(image.height())
    {}

    int height() const { return height_; }
    QRgb& at(int y) { return first_[y * stride_]; }

private:
    QRgb* first_;
    qsizetype stride_;
    int height_;
};

void paintBand(PixelColumn column, const ColumnBand& band, QRgb color)
{
    const float top = std::max(band.top, 0.0F);
    const float bottom = std::min(band.bottom, float(column.height()));
    if (!(top < bottom)) {
        return; // so far outside, perhaps, that no int holds its row
    }
    for (int y = int(top); float(y) < bottom; ++y) {
        const float covered = std::min(float(y + 1), bottom) - std::max(float(y), top);
        if (covered > 0) {
            column.at(y) = blended(column.at(y), color, unsigned(covered * 255.0F));
        }
    }
}

} // namespace

void layOutBands(const std::vector<ValueRange>& columns,
                 const BandLayout& layout,
                 std::vector<ColumnBand>& out)
{
    out.assign(columns.size(), ColumnBand{});
    std::ptrdiff_t last = -1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].isEmpty()) {
            continue;
        }
        out[i] = bandOf(columns[i], layout);
        const std::ptrdiff_t empty = std::ptrdiff_t(i) - last - 1;
        if (last >= 0 && empty > 0 && empty <= layout.mostBridged) {
            bridge(out, std::size_t(last), i, layout.thickness);
        }
        last = std::ptrdiff_t(i);
    }
    for (std::size_t i = 1; i < out.size(); ++i) {
        if (!out[i].isEmpty() && !out[i - 1].isEmpty()) {
            join(out[i - 1], out[i]);
        }
    }
}

int usualGap(const std::vector<ValueRange>& columns)
{
    std::vector<int> gaps;
    int empty = -1; // before the first point nothing is a gap
    for (const ValueRange& column : columns) {
        if (!column.isEmpty()) {
            if (empty >= 0) {
                gaps.push_back(empty);
            }
            empty = 0;
        } else if (empty >= 0) {
            ++empty;
        }
    }
    if (gaps.empty()) {
        return kAlwaysBridged;
    }
    const auto middle = gaps.begin() + std::ptrdiff_t(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return std::max(kAlwaysBridged, (*middle + 1) * kUsualGaps);
}

void paintBands(QImage& image,
                const std::vector<ColumnBand>& bands,
                const QColor& color,
                Dash dash,
                std::int64_t firstColumn)
{
    const QRgb over = qPremultiply(color.rgba());
    const int columns = std::min(image.width(), int(bands.size()));
    for (int x = 0; x < columns; ++x) {
        const ColumnBand& band = bands[std::size_t(x)];
        if (!band.isEmpty() && isDrawn(dash, firstColumn + x)) {
            paintBand(PixelColumn(image, x), band, over);
        }
    }
}

void paintAreaBelow(QImage& image, const std::vector<ColumnBand>& bands, const QColor& color)
{
    const QRgb over = qPremultiply(color.rgba());
    const int columns = std::min(image.width(), int(bands.size()));
    for (int x = 0; x < columns; ++x) {
        const ColumnBand& band = bands[std::size_t(x)];
        if (band.isEmpty()) {
            continue;
        }
        PixelColumn column(image, x);
        const float top = std::clamp(band.middle(), 0.0F, float(column.height()));
        for (int y = int(top); y < column.height(); ++y) {
            const float strength = kAreaStrength * (1 - float(y) / float(column.height()));
            column.at(y) = blended(column.at(y), over, unsigned(strength * 255.0F));
        }
    }
}

} // namespace deck
