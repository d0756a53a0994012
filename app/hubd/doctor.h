// hubd doctor: looks a data folder over and prints what it found.
#pragma once

#include "app/hubd/options.h"

namespace hubd {

/// Exit code: 0 when nothing is worse than a note, else 1.
int printCheckup(const Options& options);

} // namespace hubd
