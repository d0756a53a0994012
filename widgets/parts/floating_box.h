// The box of what floats over a page: a shadow, a ground, a border and round corners. The widget leaves
// Shadow::kReach on each side for the shadow.
#pragma once

class QWidget;

namespace deck {

class Theme;

/// From paintEvent(), over the whole of the widget. radius in pixels.
void paintFloatingBox(QWidget& widget, const Theme& theme, int radius);

} // namespace deck
