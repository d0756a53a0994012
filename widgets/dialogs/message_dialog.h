// One telemetry message, whole: body, properties and what the hub adds.
#pragma once

#include "api/telemetry.h"

class QWidget;

namespace deck {

class Theme;

/// Owns itself; GUI thread.
void openMessageDialog(Theme& theme, const hub::api::Message& message, QWidget* parent);

} // namespace deck
