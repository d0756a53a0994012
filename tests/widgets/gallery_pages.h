// The pages of the gallery: every part in every state.
#pragma once

class QWidget;

namespace deck {

class Theme;

QWidget* controlsPage(Theme& theme);
QWidget* textPage(Theme& theme);
QWidget* iconsPage(Theme& theme);
QWidget* tablePage(Theme& theme);
QWidget* feedbackPage(Theme& theme);

/// Opens a dialog over the window.
void openSampleDialog(Theme& theme, QWidget* window);

/// Opens a menu and the list of the first select field of the window.
void openSamplePopups(Theme& theme, QWidget* window);

} // namespace deck
