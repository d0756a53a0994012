// The part of the tour that acts on many devices: the bar, its questions, a job, and files of devices.
#pragma once

#include <QSize>

namespace deck {

class TourSteps;

/// Plans it; pictures as bulk-bar, bulk-tag, bulk-delete, job, jobs, import, export.
void planFleetActs(TourSteps& tour, bool dark, QSize size);

} // namespace deck
