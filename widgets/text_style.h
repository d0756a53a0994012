// The few sizes and weights of text. Pages choose a style, never a font.
#pragma once

#include <QFont>

namespace deck {

enum class TextStyle {
    Body,          ///< 13
    BodyMedium,    ///< 13, for labels of controls
    BodyStrong,    ///< 13 semibold
    Caption,       ///< 12, under titles and in footers
    CaptionMedium, ///< 12 medium, table headers
    CaptionStrong, ///< 12 semibold
    Axis,          ///< 11, charts
    Section,       ///< 11 semibold, headings of groups
    CardTitle,     ///< 14 semibold
    Subtitle,      ///< 15 medium, beside a page title
    PanelTitle,    ///< 16 semibold
    PageTitle,     ///< 20 semibold
    KeyNumber,     ///< 20 semibold
    Mono,          ///< 13, ids, addresses, payloads, keys
    MonoSmall,     ///< 12
};

/// Needs the fonts that Theme loads.
QFont fontFor(TextStyle style);

/// What a line of that style takes, in pixels; more than the glyphs need.
int lineHeightOf(TextStyle style);

} // namespace deck
