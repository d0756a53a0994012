// From min/max columns to pixels: what each column of a line covers, and how that is blended into an
// image. Thickness costs nothing here and a zig-zag overlaps itself nowhere, which a stroked path
// cannot say. Pure; coordinates in device pixels of the plot area.
#pragma once

#include "widgets/plot/value_scale.h"

#include "models/min_max_pyramid.h"

#include <QColor>
#include <QImage>

#include <cstdint>
#include <vector>

namespace deck {

/// What one column of a line covers; nothing when top > bottom.
struct ColumnBand
{
    float top = 1;
    float bottom = 0;

    bool isEmpty() const { return top > bottom; }
    float middle() const { return (top + bottom) / 2; }
};

struct BandLayout
{
    ScaleRange scale;
    int height = 0;       ///< of the plot area
    float thickness = 1;  ///< of the line
    int mostBridged = 0;  ///< empty columns in a row that a line crosses; more are a gap
};

/// One band for each column. Neighbours that do not touch are extended until they do.
void layOutBands(const std::vector<ValueRange>& columns,
                 const BandLayout& layout,
                 std::vector<ColumnBand>& out);

/// How many empty columns are ordinary between the points of this line: a few times what is usual,
/// so that a silent time shows as a gap, however often a device sends.
int usualGap(const std::vector<ValueRange>& columns);

enum class Dash { Solid, Dashes, Dots };

/// Blends the line into the image. firstColumn is the absolute number of column 0: dashes move with
/// the line and not against it.
void paintBands(QImage& image,
                const std::vector<ColumnBand>& bands,
                const QColor& color,
                Dash dash,
                std::int64_t firstColumn);

/// Fills what is below the line, fading downwards.
void paintAreaBelow(QImage& image, const std::vector<ColumnBand>& bands, const QColor& color);

} // namespace deck
