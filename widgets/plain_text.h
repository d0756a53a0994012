// Texts that came from a device or a person must never be read as markup. Labels are told so;
// tool tips guess, so they get what reads the same in both ways.
#pragma once

#include <QString>

namespace deck {

/// For setToolTip() and QToolTip::showText().
QString plainToolTip(const QString& text);

} // namespace deck
