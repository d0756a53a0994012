// How a job looks wherever it is shown.
#pragma once

#include "models/job_watch.h"

namespace deck {

class ProgressBar;
enum class Status;

Status statusOf(const FleetJob& job);

/// "1,204 of 5,000, 6 failed · 210/s · 18 s left".
QString paceText(const JobWatch& watch);

void showProgress(ProgressBar& bar, const FleetJob& job);

} // namespace deck
