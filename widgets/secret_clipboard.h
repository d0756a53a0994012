// Secrets on the clipboard are taken off again after a while, also when the field they came from is
// long closed, unless something else was copied since.
#pragma once

#include "widgets/timer.h"

#include <QString>

namespace deck {

inline constexpr std::chrono::seconds kSecretOnClipboard{60};

/// Marked so that clipboard histories of the desktop leave it out, as far as they ask.
void copySecret(const QString& secret, const TimerFactory& timers = realTimers());

} // namespace deck
